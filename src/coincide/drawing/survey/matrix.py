"""The matrix of sites and names: calls per recorded hour as color and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.survey.canvas import UNHEARD, WIDE_IN, color_bar, figure, picture, sequential, shortened

_ROW_IN, _COLUMN_IN = 0.2, 0.42
_SEAM_POINTS = 0.5
_MOST_NUMBERS = 400
"""Cells up to which each shows its number."""
_MOST_IN = 12.0


@dataclass(frozen=True, slots=True)
class MatrixData:
    """Rates by site and name.

    Attributes
    ----------
    rates : (sites, names) calls per recorded hour, not-a-number where nothing was recorded.
    """

    sites: Sequence[str]
    names: Sequence[str]
    rates: NDArray[np.float64]
    title: str


def draw_matrix(data: MatrixData, ending: str) -> bytes:
    """Draw the plot; returns the content of a file with that ending."""
    n_sites, n_names = data.rates.shape
    width_in = min(max(WIDE_IN / 2, 1.8 + _COLUMN_IN * n_names), _MOST_IN)
    with figure(width_in, min(1.2 + _ROW_IN * n_sites, _MOST_IN)) as drawn:
        axes = drawn.add_subplot()
        scale, norm = sequential(data.rates)
        axes.set_facecolor("#ffffff")
        shown = np.where(data.rates > 0, data.rates, np.nan)
        # As squares: `imshow` would scale a picture up to the size of the print, for half of all the time. Their edges
        # close the seams that viewers of SVG and PDF leave between squares.
        columns, rows = np.arange(n_names + 1) - 0.5, np.arange(n_sites + 1) - 0.5
        axes.pcolormesh(columns, rows, shown, cmap=scale, norm=norm, edgecolors="face", linewidth=_SEAM_POINTS)
        axes.set(xlim=(columns[0], columns[-1]), ylim=(rows[-1], rows[0]))
        if data.rates.size <= _MOST_NUMBERS:
            for (row, column), rate in np.ndenumerate(data.rates):
                words = "–" if np.isnan(rate) else _number(float(rate))
                ink = UNHEARD if not rate > 0 else "white" if norm(rate) > 0.5 else "black"
                axes.text(column, row, words, ha="center", va="center", color=ink, fontsize=6)
        axes.set_xticks(range(n_names), [shortened(name) for name in data.names], rotation=40, ha="right")
        axes.set_yticks(range(n_sites), [shortened(site) for site in data.sites])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_title(data.title)
        color_bar(drawn, axes, norm, scale)
        return picture(drawn, ending)


def _number(rate: float) -> str:
    if rate == 0:
        return "0"
    if rate < 0.005:
        return "<0.01"
    return f"{rate:.0f}" if rate >= 9.95 else f"{rate:.1f}" if rate >= 0.95 else f"{rate:.2f}"
