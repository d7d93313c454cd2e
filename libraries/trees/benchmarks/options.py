"""What a benchmark is told on the command line."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What to measure.

    Attributes
    ----------
    data : folder with the data sets that are not bundled; None for generated and bundled ones alone.
    seeds : number of seeds, where a benchmark repeats over seeds.
    quick : only what fits into five minutes on two cores.
    only : only works whose name holds this text.
    """

    data: Path | None = None
    seeds: int = 3
    quick: bool = False
    only: str | None = None

    def wants(self, work: str) -> bool:
        """Whether a work is asked for by its name."""
        return self.only is None or self.only in work


def say(message: str) -> None:
    """Tell whoever waits, without disturbing the table on standard output."""
    print(message, file=sys.stderr, flush=True)
