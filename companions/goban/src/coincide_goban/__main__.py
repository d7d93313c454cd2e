"""`python -m coincide_goban` is the command `coincide-goban`."""

from __future__ import annotations

from coincide_goban.cli.app import main

main()
