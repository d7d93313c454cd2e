"""The smallest effort of a search that reaches a recall."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from benchmarks.leads.measure import smallest_effort
from benchmarks.search.sweep import Point
from benchmarks.timing import Seconds

_UNTIMED = Seconds(math.nan, math.nan, 0)


def least_effort(recall_with: Callable[[float], float], efforts: Sequence[float], wanted: float) -> float:
    """Return the smallest whole effort with this recall; NaN if none of them has it."""
    curve: list[Point] = []
    for effort in efforts:
        curve.append(Point(effort, recall_with(effort), _UNTIMED))
        if curve[-1].recall >= wanted:
            break
    return smallest_effort(recall_with, curve, wanted)
