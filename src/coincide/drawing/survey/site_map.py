"""The map of sites: circles whose area is the rate of calls, where the sites are; no tiles, so no network.

Degrees are drawn so that a kilometer is as long both ways at the middle latitude (equirectangular projection with that
standard parallel), which is right within a percent for areas up to some hundred kilometers. Sites round the date line
stay together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.survey.canvas import INK, NARROW_IN, OKABE_ITO, any_letters, figure, picture, shortened
from coincide.wording import count

_KM_PER_DEGREE = 111.195
"""Of a great circle on a sphere of 6,371 km."""
_LARGEST_PT = 22.0
_SILENT: dict[str, Any] = {"s": 14, "facecolor": "none", "edgecolor": INK, "linewidth": 0.7}
_UNHEARD: dict[str, Any] = {"s": 14, "marker": "x", "color": INK, "linewidth": 0.7}
_LEAST_KM = 0.05
_MOST_NAMED = 60
_SIDES = ((0, 1, "center", "bottom"), (0, -1, "center", "top"), (1, 0, "left", "center"), (-1, 0, "right", "center"))
"""Where a name may stand: above, below, right or left of its site."""


@dataclass(frozen=True, slots=True)
class MapData:
    """Sites with rates.

    Attributes
    ----------
    latitude, longitude : (sites,) degrees, WGS 84.
    rates : (sites,) calls per recorded hour, not-a-number where nothing was recorded.
    """

    sites: Sequence[str]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    rates: NDArray[np.float64]
    title: str


def draw_site_map(data: MapData, ending: str) -> bytes:
    """Draw the map; returns the content of a file with that ending."""
    with figure(NARROW_IN * 1.4, NARROW_IN * 1.55) as drawn:
        axes = drawn.add_subplot()
        x_km, y_km, lengths = _kilometers(data.latitude, data.longitude)
        half_km = max(np.ptp(x_km), np.ptp(y_km), _LEAST_KM) / 2 * 1.25
        center = (x_km.max() + x_km.min()) / 2, (y_km.max() + y_km.min()) / 2
        axes.set(xlim=(center[0] - half_km, center[0] + half_km), ylim=(center[1] - half_km, center[1] + half_km))
        axes.set_aspect("equal")
        top = float(np.nanmax(data.rates, initial=0.0, where=np.isfinite(data.rates))) or 1.0
        is_heard = data.rates > 0
        sizes = np.maximum(np.sqrt(np.where(is_heard, data.rates, 0) / top) * _LARGEST_PT, 2.0) ** 2
        axes.scatter(x_km[is_heard], y_km[is_heard], s=sizes[is_heard], color=OKABE_ITO[0], alpha=0.7, linewidth=0)
        axes.scatter(x_km[data.rates == 0], y_km[data.rates == 0], **_SILENT)
        axes.scatter(x_km[np.isnan(data.rates)], y_km[np.isnan(data.rates)], **_UNHEARD)
        _degrees(axes, data, lengths)
        _scale_bar(axes, half_km)
        _legend(drawn, axes, top, has_gaps=bool(np.isnan(data.rates).any()))
        axes.set_title(data.title)
        _name_sites(drawn, axes, data, x_km, y_km, sizes)
        return picture(drawn, ending)


def _kilometers(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[float, float]]:
    """Return positions in kilometers from the middle, and how long a degree of longitude and of latitude is."""
    middle = float(latitude.max() + latitude.min()) / 2
    # Without this, sites on both sides of the date line would lie at both edges of the map.
    around = (longitude - longitude[0] + 180) % 360 - 180
    per_degree = _KM_PER_DEGREE * max(math.cos(math.radians(middle)), 1e-6)
    return around * per_degree, (latitude - latitude[0]) * _KM_PER_DEGREE, (per_degree, _KM_PER_DEGREE)


def _name_sites(
    drawn: Any,
    axes: Any,
    data: MapData,
    x_km: NDArray[np.float64],
    y_km: NDArray[np.float64],
    sizes: NDArray[np.float64],
) -> None:
    """Write names where none lies on another, those of the highest rates first, and say how many have no room."""
    note = axes.text(1, 0, "000 names have no room", transform=axes.transAxes, ha="right", va="bottom", fontsize=6)
    loudest_first: list[int] = np.argsort(-np.nan_to_num(data.rates, nan=-1.0), kind="stable").tolist()
    with any_letters():
        drawn.draw_without_rendering()
        taken = [note.get_window_extent()]
        for site in loudest_first[:_MOST_NAMED]:
            place = float(x_km[site]), float(y_km[site])
            box = _name_beside(axes, shortened(data.sites[site]), place, math.sqrt(sizes[site]) / 2 + 1.5, taken)
            taken += [] if box is None else [box]
    n_unnamed = len(data.sites) - (len(taken) - 1)
    note.set_text(f"{count(n_unnamed, 'name has', 'names have')} no room" if n_unnamed else "")


def _name_beside(axes: Any, name: str, place: tuple[float, float], gap_pt: float, taken: Sequence[Any]) -> Any | None:
    """Write a name on the first free side of its site, and return its box; None if all sides are taken."""
    for right, up, ha, va in _SIDES:
        away = right * gap_pt, up * gap_pt
        text = axes.annotate(name, place, away, textcoords="offset points", ha=ha, va=va, fontsize=6)
        box = text.get_window_extent()
        if not any(box.overlaps(other) for other in taken):
            text.set_in_layout(False)
            return box
        text.remove()
    return None


def _degrees(axes: Any, data: MapData, lengths: tuple[float, float]) -> None:
    """Write degrees on the axes, which count kilometers."""
    origins = float(data.longitude[0]), float(data.latitude[0])
    for axis, limits, origin, length, sides in (
        (axes.xaxis, axes.get_xlim(), origins[0], lengths[0], "EW"),
        (axes.yaxis, axes.get_ylim(), origins[1], lengths[1], "NS"),
    ):
        low, high = (origin + limit / length for limit in limits)
        step = _round_step((high - low) / 4)
        ticks = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
        axis.set_ticks([(tick - origin) * length for tick in ticks], [_degree(tick, step, sides) for tick in ticks])


def _round_step(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least about `step`."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step)


def _degree(value: float, step: float, sides: str) -> str:
    digits = max(0, -math.floor(math.log10(step)))
    wrapped = (value + 180) % 360 - 180 if sides == "EW" else value
    return f"{abs(wrapped):.{digits}f}°{sides[0] if wrapped >= 0 else sides[1]}"


def _scale_bar(axes: Any, half_km: float) -> None:
    length = _round_step(half_km / 4)
    left, bottom = axes.get_xlim()[0] + half_km * 0.08, axes.get_ylim()[0] + half_km * 0.08
    axes.plot([left, left + length], [bottom, bottom], color=INK, linewidth=1.5, solid_capstyle="butt")
    words = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
    axes.text(left + length / 2, bottom + half_km * 0.02, words, ha="center", va="bottom", fontsize=6)


def _legend(drawn: Any, axes: Any, top: float, *, has_gaps: bool) -> None:
    """Show what area means which rate."""
    for share in (1.0, 0.25):
        size = max(math.sqrt(share) * _LARGEST_PT, 2.0) ** 2
        label = f"{float(f'{top * share:.3g}'):,.10g} calls per recorded hour"
        axes.scatter([], [], s=size, color=OKABE_ITO[0], alpha=0.7, linewidth=0, label=label)
    axes.scatter([], [], label="nothing heard", **_SILENT)
    if has_gaps:
        axes.scatter([], [], label="not recorded", **_UNHEARD)
    drawn.legend(loc="outside lower center", ncols=2, fontsize=6, handletextpad=1.5, columnspacing=3, labelspacing=1.8)
