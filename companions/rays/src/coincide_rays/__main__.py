"""`python -m coincide_rays` is the command `coincide-rays`."""

from __future__ import annotations

from coincide_rays.cli.app import main

main()
