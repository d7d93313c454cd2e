# /// script
# requires-python = ">=3.11"
# dependencies = ["coincide-primer"]
# ///
"""What `scripts/demo primer` shows: a network and boosted trees learn to read digits; then the graph of one neuron."""

from __future__ import annotations

import sys
from pathlib import Path

from coincide_primer.cli.app import main

FOLDER = Path("primer-demo")


def show(options: list[str]) -> None:
    """Train and draw; `options` go to `coincide-primer demo`."""
    FOLDER.mkdir(exist_ok=True)
    main(["demo", "--out", str(FOLDER / "digits.svg"), *options])
    main(["graph", "--out", str(FOLDER / "neuron.svg")])


if __name__ == "__main__":
    show(sys.argv[1:])
