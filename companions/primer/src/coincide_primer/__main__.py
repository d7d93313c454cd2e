"""python -m coincide_primer."""

from __future__ import annotations

from coincide_primer.cli.app import main

if __name__ == "__main__":
    main()
