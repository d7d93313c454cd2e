"""How long to think by the time that is left: absolute, Canadian, and Japanese byo-yomi."""

from __future__ import annotations

from dataclasses import dataclass

from coincide_goban.errors import UsageError

# Kept back for the way to the server and for a late look at the clock.
RESERVE_S = 0.5
_LEAST_S = 0.05


@dataclass(frozen=True)
class TimeSettings:
    """What the players agreed on.

    Attributes
    ----------
    main_s : main time.
    period_s : length of an overtime period, 0 for none.
    stones : moves to play in a period; 1 with Japanese byo-yomi.
    periods : how many periods there are; 0 for one that begins again, as in Canadian overtime.
    """

    main_s: float
    period_s: float = 0.0
    stones: int = 0
    periods: int = 0

    def __post_init__(self) -> None:
        if min(self.main_s, self.period_s, self.stones, self.periods) < 0:
            raise UsageError("times, stones and periods must not be negative")

    @property
    def is_unlimited(self) -> bool:
        """GTP writes "no limit" as a period of some length without stones."""
        return self.period_s > 0 and self.stones == 0


@dataclass(frozen=True)
class TimeLeft:
    """What a player has left: seconds, and stones still to play in this period, or 0 in main time."""

    seconds: float
    stones: int = 0


def moves_to_come(size: int, n_moves: int) -> int:
    """About how many moves a player still has to make: half of what a game of this size lasts, and never few."""
    return max(int(0.35 * size * size - n_moves / 2), size)


def thinking_time(settings: TimeSettings, left: TimeLeft, *, size: int, n_moves: int) -> float:
    """Seconds to think about the next move.

    In a period, the time left is shared by its stones. In main time, what is left is shared by the moves to come, more
    in the middle of the game (Huang, Coulom and Lin 2010), and overtime, if there is some, is used as well.
    """
    if left.stones > 0:
        return max((left.seconds - RESERVE_S) / left.stones, _LEAST_S)
    share = max(left.seconds - RESERVE_S, 0.0) / moves_to_come(size, n_moves)
    middle = 0.25 * size * size
    boost = 1.0 + 0.5 * max(0.0, 1.0 - abs(n_moves - middle) / middle)
    overtime = settings.period_s / settings.stones - RESERVE_S if settings.period_s > 0 and settings.stones > 0 else 0.0
    return max(min(share * boost, max(left.seconds - RESERVE_S, 0.0)), overtime if left.seconds > 0 else 0.0, _LEAST_S)
