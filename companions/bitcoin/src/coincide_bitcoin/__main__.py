"""`python -m coincide_bitcoin` is the command `coincide-bitcoin`."""

from __future__ import annotations

from coincide_bitcoin.cli.app import main

main()
