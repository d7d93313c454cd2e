"""`python -m coincide_logic` is the command `coincide-logic`."""

from coincide_logic.cli.app import main

main()
