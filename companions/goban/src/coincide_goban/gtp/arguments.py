"""Words of a command: colors and numbers."""

from __future__ import annotations

from coincide_goban.board.points import BLACK, WHITE
from coincide_goban.errors import UsageError

_COLORS = {"b": BLACK, "black": BLACK, "w": WHITE, "white": WHITE}


def color_of(text: str) -> int:
    """The color of a word such as b, W or black."""
    if text.lower() not in _COLORS:
        raise UsageError(f"expected a color (b, w, black, white), got `{text[:20]}`")
    return _COLORS[text.lower()]


def number_of(text: str, what: str) -> float:
    """A number of at most a million either way; `what` names it in the error."""
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) <= 1e6:
        raise UsageError(f"expected a number for {what}, got `{text[:20]}`")
    return number


def needs(arguments: list[str], n: int, usage: str) -> None:
    """Refuse fewer than `n` arguments."""
    if len(arguments) < n:
        raise UsageError(f"expected {usage}")
