"""What became of one case of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True)
class Outcome:
    """One case: its name, whether we agree with the list, and why not."""

    case: str
    passed: bool
    why: str = ""


Judge: TypeAlias = Callable[[Path], Iterator[Outcome]]
