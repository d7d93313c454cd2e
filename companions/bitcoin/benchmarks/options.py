"""What the caller of the benchmarks asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """A part of the work or all of it.

    Attributes
    ----------
    data : the folder of public vectors and blocks.
    keep : the file in which a long run keeps what it has done.
    """

    quick: bool
    data: Path | None
    keep: Path | None = None
