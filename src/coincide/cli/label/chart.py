"""A small chart of characters: labels against quality."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BARS = " ▁▂▃▄▅▆▇█"
_ASCII_BARS = " .:-=+*%@"
_N_LEVELS = 8


def sparkline(values: Sequence[float], *, has_blocks: bool) -> str:
    """Draw shares in [0, 1], one character each."""
    bars = BARS if has_blocks else _ASCII_BARS
    return "".join(bars[round(float(np.clip(value, 0, 1)) * (len(bars) - 1))] for value in values)


def curve_chart(
    counts: Sequence[int], shares: Sequence[float], *, width: int, height: int = 6, has_blocks: bool = True
) -> list[str]:
    """Draw shares in [0, 1] over counts, as columns of blocks.

    Parameters
    ----------
    counts : ascending, at least one.
    shares : as many.
    width : characters at most, at least 20.
    height : lines of the drawing itself.

    Returns
    -------
    Lines, highest first, with the axes named.
    """
    n_columns = min(width - 8, max(len(counts), 24))
    # Steps, not slopes: between two answers nothing was known.
    last = np.searchsorted(counts, np.linspace(counts[0], counts[-1], n_columns), side="right") - 1
    heights = np.clip(np.asarray(shares)[last], 0, 1) * height * _N_LEVELS
    lines = [
        f"{_mark(line, height):>6} {_row(heights, height - 1 - line, has_blocks=has_blocks)}" for line in range(height)
    ]
    ends = f"{counts[0]}", f"{counts[-1]} answers"
    rule = ("└" + "─" * n_columns) if has_blocks else ("+" + "-" * n_columns)
    return [*lines, " " * 6 + rule, " " * 7 + ends[0] + " " * max(1, n_columns - sum(map(len, ends))) + ends[1]]


def _row(heights: np.ndarray, level: int, *, has_blocks: bool) -> str:
    bars = BARS if has_blocks else " ......##"
    filled = np.clip(np.round(heights - level * _N_LEVELS), 0, _N_LEVELS).astype(int)
    return "".join(bars[each] for each in filled.tolist())


def _mark(line: int, height: int) -> str:
    return {0: "100%", height // 2: "50%", height - 1: "0%"}.get(line, "")
