"""The season plot: calls per recorded hour, day by day, a row for each name, with gray where nothing was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.survey.canvas import OKABE_ITO, WIDE_IN, figure, picture, shortened
from coincide.drawing.survey.diel import name_days

_ROW_IN = 0.75
_GAP = "#e8e8e8"
MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class SeasonData:
    """Rates by name and day.

    Attributes
    ----------
    names : most frequent first, at most `MOST_NAMES`.
    rates : (names, days) calls per recorded hour, not-a-number where nothing was recorded.
    """

    first_day: date
    names: Sequence[str]
    rates: NDArray[np.float64]
    title: str


def draw_season(data: SeasonData, ending: str) -> bytes:
    """Draw the plot; returns the content of a file with that ending."""
    n_names, n_days = data.rates.shape
    with figure(WIDE_IN, 0.9 + _ROW_IN * n_names) as drawn:
        rows = drawn.subplots(n_names, 1, sharex=True, squeeze=False)[:, 0]
        edges = np.arange(n_days + 1) - 0.5
        is_unheard = np.isnan(data.rates[0]).astype(np.float64)
        for number, (axes, name) in enumerate(zip(rows, data.names, strict=True)):
            # One outline for all days: a rectangle for each takes seconds in a long season.
            axes.stairs(is_unheard, edges, fill=True, color=_GAP, linewidth=0, transform=axes.get_xaxis_transform())
            rates = np.nan_to_num(data.rates[number])
            color = OKABE_ITO[number % (len(OKABE_ITO) - 1)]
            axes.stairs(rates, edges, fill=True, color=color, linewidth=0)
            axes.set_ylim(0, max(float(rates.max(initial=0)) * 1.05, 1e-9))
            axes.set_title(shortened(name, 60), pad=2)
            axes.locator_params(axis="y", nbins=3)
            axes.set_xlim(-0.5, n_days - 0.5)
        name_days(rows[-1], data.first_day, n_days)
        drawn.suptitle(data.title, x=0.01, ha="left", fontsize=8)
        drawn.supylabel("calls per recorded hour", fontsize=7)
        return picture(drawn, ending)
