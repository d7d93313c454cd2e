"""What a number of wins is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

# The 97.5% point of the normal distribution.
_Z = 1.959964


@dataclass(frozen=True)
class Interval:
    """A value with its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f}% [{100 * self.low:.1f}, {100 * self.high:.1f}]"


def win_rate(wins: float, games: int) -> Interval:
    """Share of wins, ties as halves, with Wilson's interval (1927); 0 to 1 where no game was played."""
    if games == 0:
        return Interval(0.5, 0.0, 1.0)
    share = wins / games
    middle = (share + _Z**2 / (2 * games)) / (1 + _Z**2 / games)
    half = _Z / (1 + _Z**2 / games) * math.sqrt(share * (1 - share) / games + _Z**2 / (4 * games**2))
    return Interval(share, max(middle - half, 0.0), min(middle + half, 1.0))


def elo(share: float) -> float:
    """Elo difference of an expected share of wins (Elo 1978), infinite at 0 and 1."""
    if share <= 0:
        return -math.inf
    if share >= 1:
        return math.inf
    return 400 * math.log10(share / (1 - share))
