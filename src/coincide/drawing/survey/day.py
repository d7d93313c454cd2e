"""One day as bars: calls per recorded hour by hour of the day, with the night shaded behind them."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.survey.canvas import NIGHT, OKABE_ITO, UNHEARD, WIDE_IN, figure, picture

_HEIGHT_IN = 2.2
_HEADROOM = 1.08


def draw_day(
    day: date,
    rates: NDArray[np.float64],
    nights: Sequence[tuple[float, float]] | None,
    *,
    title: str,
    ending: str,
) -> bytes:
    """Draw the bars; returns the content of a file with that ending.

    Parameters
    ----------
    rates : (24,) calls per recorded hour, not-a-number where nothing was recorded.
    nights : stretches in which the sun is down, in hours; None if that is not known.
    """
    with figure(WIDE_IN, _HEIGHT_IN) as drawn:
        axes = drawn.add_subplot()
        top = float(np.nanmax(rates, initial=0.0, where=np.isfinite(rates))) or 1.0
        for start_h, end_h in nights or []:
            axes.axvspan(start_h, end_h, color=NIGHT, linewidth=0, zorder=0)
        is_unheard = np.isnan(rates)
        for hour in np.flatnonzero(is_unheard).tolist():
            axes.axvspan(hour, hour + 1, facecolor="none", edgecolor=UNHEARD, hatch="//////", linewidth=0, zorder=1)
        axes.bar(np.arange(24) + 0.5, np.nan_to_num(rates), width=0.86, color=OKABE_ITO[0], zorder=2)
        axes.set(title=f"{title}, {day.day} {day:%b %Y}", xlabel="hour of day", ylabel="calls per recorded hour")
        axes.set(xlim=(0, 24), ylim=(0, top * _HEADROOM))
        axes.set_xticks(range(0, 25, 3), [f"{hour:02d}:00" for hour in range(0, 25, 3)])
        explain(axes, has_nights=nights is not None, has_gaps=bool(is_unheard.any()))
        return picture(drawn, ending)


def explain(axes: Any, *, has_nights: bool, has_gaps: bool) -> None:
    """Draw the legend: lines that have names, the night, and what was not recorded; none if there is nothing."""
    patch = importlib.import_module("matplotlib.patches").Patch
    handles, labels = axes.get_legend_handles_labels()
    if has_nights:
        handles, labels = [*handles, patch(facecolor=NIGHT)], [*labels, "night"]
    if has_gaps:
        gap = patch(facecolor="none", edgecolor=UNHEARD, hatch="//////", linewidth=0.3)
        handles, labels = [*handles, gap], [*labels, "not recorded"]
    if handles:
        axes.legend(handles, labels, loc="lower right", bbox_to_anchor=(1, 1), ncols=4, borderpad=0, borderaxespad=0.2)
