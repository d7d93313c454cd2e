"""Curves over a training that goes from 0 to 100%."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from coincide_primer.drawing.svg import BLUE, INK, ORANGE, PALE, line, words

COLORS = (BLUE, ORANGE)


def curves(
    series: Mapping[str, Sequence[float]],
    *,
    title: str,
    x: float,
    y: float,
    width: float,
    height: float,
    percent: bool = False,
) -> list[str]:
    """Draw one line per name, each stretched over the whole width, in a frame whose upper left corner is at (x, y).

    Parameters
    ----------
    series : at most two, each of at least one finite number.
    percent : write the values at the axis as percentages.
    """
    low = min(min(each) for each in series.values())
    high = max(max(each) for each in series.values())
    span = high - low or 1.0
    parts = [words(x + width / 2, y - 12, title, size=15, bold=True)]
    for share in (0.0, 0.5, 1.0):
        level = y + height * (1.0 - share)
        value = low + share * span
        parts.append(line([(x, level), (x + width, level)], color=PALE, width=0.7))
        parts.append(words(x - 6, level + 4, f"{value:.1%}" if percent else f"{value:.3g}", size=11, anchor="end"))
    for number, (name, values) in enumerate(series.items()):
        across = np.linspace(x, x + width, max(2, len(values)))
        heights = [y + height * (1.0 - (each - low) / span) for each in (values if len(values) > 1 else [*values] * 2)]
        parts.append(line(list(zip(across, heights, strict=True)), color=COLORS[number], width=2))
        left = x + 12 + number * width / 2
        parts.append(line([(left, y + height + 34), (left + 18, y + height + 34)], color=COLORS[number], width=2))
        parts.append(words(left + 24, y + height + 38, name, size=12, anchor="start", color=INK))
    parts.append(words(x + width / 2, y + height + 16, "training, from start to end", size=11))
    return parts
