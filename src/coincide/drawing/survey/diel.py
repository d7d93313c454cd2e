"""The diel plot: hours of the day by days of the season, with the night shaded.

A cell shows the calls per recorded hour. Where one listened and heard nothing it is empty; where nobody listened it is
hatched. Between the hours a little of the ground is left, so that the night shows where calls were heard in every hour,
too. Lines mark sunrise and sunset, where positions tell them. A single day is drawn as bars, which are read better.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.survey.canvas import INK, NIGHT, UNHEARD, WIDE_IN, color_bar, figure, halo, picture, sequential
from coincide.drawing.survey.day import draw_day, explain
from coincide.drawing.survey.night import night_hours

_HEIGHT_IN = 2.6
_GAP_H = 0.3
"""Of the ground that is left between two hours."""
_LONGEST_TO_NAME = 16
"""Days up to which each day has its own tick."""


@dataclass(frozen=True, slots=True)
class DielData:
    """Rates by day and hour.

    Attributes
    ----------
    first_day : local date of the first row.
    rates : (days, 24) calls per recorded hour, not-a-number where nothing was recorded.
    sunrise_h, sunset_h : (days,) local hours in [0, 24), not-a-number where the sun does neither; None if unknown.
    is_dark : (days,) whether it is night all day where the sun neither rises nor sets; None if unknown.
    title : what is counted.
    """

    first_day: date
    rates: NDArray[np.float64]
    sunrise_h: NDArray[np.float64] | None
    sunset_h: NDArray[np.float64] | None
    is_dark: NDArray[np.bool_] | None
    title: str


def draw_diel(data: DielData, ending: str) -> bytes:
    """Draw the plot; returns the content of a file with that ending."""
    if len(data.rates) == 1:
        return draw_day(data.first_day, data.rates[0], _nights(data, 0), title=data.title, ending=ending)
    with figure(WIDE_IN, _HEIGHT_IN) as drawn:
        axes = drawn.add_subplot()
        scale, norm = sequential(data.rates)
        edges = np.arange(len(data.rates) + 1) - 0.5
        has_nights = data.sunrise_h is not None and data.sunset_h is not None
        if has_nights:
            _shade_nights(axes, data)
        _hatch(axes, np.isnan(data.rates))
        hours_h, cells = _with_gaps(np.where(data.rates > 0, data.rates, np.nan))
        axes.pcolormesh(edges, hours_h, cells.T, cmap=scale, norm=norm, linewidth=0, rasterized=True)
        color_bar(drawn, axes, norm, scale)
        axes.set(title=data.title, ylabel="hour of day", xlim=(edges[0], edges[-1]), ylim=(0, 24))
        axes.set_yticks(range(0, 25, 6), [f"{hour:02d}:00" for hour in range(0, 25, 6)])
        name_days(axes, data.first_day, len(data.rates))
        explain(axes, has_nights=has_nights, has_gaps=bool(np.isnan(data.rates).any()))
        return picture(drawn, ending)


def name_days(axes: Any, first_day: date, n_days: int) -> None:
    """Write dates below the days of an axis: each of a few days, else the first of months or every other week."""
    days = [first_day + timedelta(days=number) for number in range(n_days)]
    ticks = [number for number in range(n_days) if _is_named(days[number], n_days)] or [0]
    axes.set_xticks(ticks, [_date_words(days[number], n_days) for number in ticks])


def _is_named(day: date, n_days: int) -> bool:
    if n_days <= _LONGEST_TO_NAME:
        return n_days <= 8 or day.toordinal() % 2 == 0
    if n_days <= 100:
        return day.toordinal() % 14 == 1
    return day.day == 1 and (n_days <= 800 or day.month in (1, 7))


def _date_words(day: date, n_days: int) -> str:
    return f"{day:%b %Y}" if n_days > 100 else f"{day.day} {day:%b}\n{day:%Y}" if n_days <= 8 else f"{day.day} {day:%b}"


def _with_gaps(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges of hours with gaps between them, (49,), and the values between the edges, (days, 48)."""
    starts_h = np.arange(24) + _GAP_H / 2
    edges_h = np.append(np.stack([starts_h, starts_h + 1 - _GAP_H], axis=1).reshape(-1), 24 + _GAP_H / 2)
    return edges_h, np.stack([values, np.full_like(values, np.nan)], axis=2).reshape(len(values), -1)


def _nights(data: DielData, row: int) -> list[tuple[float, float]] | None:
    """Return the stretches of a day in which the sun is down, None if that is not known."""
    if data.sunrise_h is None or data.sunset_h is None:
        return None
    is_dark = data.is_dark is not None and bool(data.is_dark[row])
    return night_hours(float(data.sunrise_h[row]), float(data.sunset_h[row]), is_dark=is_dark)


def _shade_nights(axes: Any, data: DielData) -> None:
    """Shade from sunset to sunrise, day by day; nights that end before they begin reach over midnight."""
    assert data.sunrise_h is not None and data.sunset_h is not None
    corners = [
        [(number - 0.5, start_h), (number + 0.5, start_h), (number + 0.5, end_h), (number - 0.5, end_h)]
        for number in range(len(data.rates))
        for start_h, end_h in _nights(data, number) or []
    ]
    polygons = importlib.import_module("matplotlib.collections").PolyCollection
    axes.add_collection(polygons(corners, facecolor=NIGHT, linewidth=0, zorder=0))
    edges = np.repeat(np.arange(len(data.rates) + 1) - 0.5, 2)[1:-1]
    for times_h, style, name in ((data.sunrise_h, "-", "sunrise"), (data.sunset_h, "--", "sunset")):
        line = _without_jumps(np.repeat(times_h, 2))
        axes.plot(edges, line, style, color=INK, linewidth=0.8, label=name, path_effects=halo())


def _without_jumps(times_h: NDArray[np.float64]) -> NDArray[np.float64]:
    """Break a line where it leaps over midnight."""
    jumps = np.abs(np.diff(times_h, prepend=times_h[:1])) > 12
    return np.where(jumps, np.nan, times_h)


def _hatch(axes: Any, is_unheard: NDArray[np.bool_]) -> None:
    """Hatch the cells where nothing was recorded, as few rectangles as cover them."""
    rectangles = [
        importlib.import_module("matplotlib.patches").Rectangle((day - 0.5, start), 1, stop - start)
        for day, row in enumerate(is_unheard)
        for start, stop in _runs(row.tolist())
    ]
    if rectangles:
        collection = importlib.import_module("matplotlib.collections").PatchCollection(
            rectangles, facecolor="none", edgecolor=UNHEARD, hatch="//////", linewidth=0, zorder=1
        )
        axes.add_collection(collection)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Return where each run of true flags starts and stops."""
    edges = np.flatnonzero(np.diff(np.array([False, *flags, False], dtype=np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
