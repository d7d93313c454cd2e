"""The map: every event a dot, similar events close together, as SVG.

At most `MAX_POINTS` dots are drawn, taken evenly from all categories, because a browser slows
down beyond. Each category carries its number above its dots, so that colors are never the only
way to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coincide.drawing.identity import anchor, color_class
from coincide.drawing.markup import EMPTY, Markup, element
from coincide.records import UNSURE

MAX_POINTS = 4000
_WIDTH = 800.0
_PADDING = 26.0
_MAX_NUMBERS = 60
_NUMBER_GAP = 10.0


@dataclass(frozen=True, slots=True)
class MapPoints:
    """All events in two dimensions, similar ones close together.

    Attributes
    ----------
    x, y : (n,) positions in any unit; only differences matter.
    category : (n,) category numbers, `UNSURE` for none.
    event_label : n texts, such as recording and time.
    """

    x: np.ndarray
    y: np.ndarray
    category: np.ndarray
    event_label: Sequence[str]


def map_svg(points: MapPoints, numbers: Sequence[int]) -> Markup:
    """Draw the events that `kept_points` chooses.

    Parameters
    ----------
    points : any number of events; those of a category that is not among `numbers` are drawn as unsure.
    numbers : of the categories.
    """
    kept = kept_points(points.category)
    position, height = _placed(points.x[kept].astype(np.float64), points.y[kept].astype(np.float64))
    category = np.where(np.isin(points.category[kept], numbers), points.category[kept], UNSURE)
    labels = _chosen(points.event_label, np.isin(np.arange(points.category.size), kept))
    radius = float(np.clip(110 / np.sqrt(max(kept.size, 1)), 3.0, 6.5))
    drawn = [UNSURE, *numbers]  # unsure first, so that it lies below
    groups = [
        _dots(number, position[category == number], _chosen(labels, category == number), radius) for number in drawn
    ]
    texts = [_number(number, position[category == number], radius) for number in numbers[:_MAX_NUMBERS]]
    attributes = {
        "viewBox": f"0 0 {_WIDTH:.0f} {height:.0f}",
        "role": "img",
        "aria-label": "Map of all calls; similar calls are close together. The legend lists the categories.",
    }
    return element("svg", attributes, *groups, *texts)


def kept_points(category: np.ndarray) -> np.ndarray:
    """Choose which points to draw: all, or an even share of each category, and always the same.

    Returns
    -------
    Ascending indices, at most `MAX_POINTS` of them if there are fewer categories than that;
    each category keeps at least its first.
    """
    if category.size <= MAX_POINTS:
        return np.arange(category.size)
    order = np.argsort(category, kind="stable")
    _, firsts = np.unique(category, return_index=True)
    even = np.linspace(0, category.size - 1, max(MAX_POINTS - firsts.size, 1)).astype(np.int64)
    return np.unique(np.concatenate([order[even], firsts]))


def _chosen(labels: Sequence[str], is_chosen: np.ndarray) -> list[str]:
    return [labels[index] for index in np.flatnonzero(is_chosen).tolist()]


def _placed(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Scale both axes alike into the picture; return positions (n, 2) and the picture's height."""
    points = np.nan_to_num(np.stack([x, -y], axis=1), nan=0.0, posinf=0.0, neginf=0.0)
    if points.shape[0] == 0:
        return points, _WIDTH / 2
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    ratio = float(extent[1] / extent[0]) if extent[0] > 0 else 1.0
    height = _WIDTH * float(np.clip(ratio, 0.45, 0.75))
    room = np.array([_WIDTH, height]) - 2 * _PADDING
    scale = min((free / wide for free, wide in zip(room, extent, strict=True) if wide > 0), default=0.0)
    return (points - low - extent / 2) * scale + np.array([_WIDTH, height]) / 2, height


def _dots(number: int, position: np.ndarray, labels: list[str], radius: float) -> Markup:
    if not labels:
        return EMPTY
    dots = [
        element("circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:.1f}"}, element("title", {}, label))
        for (x, y), label in zip(position.tolist(), labels, strict=True)
    ]
    return element("g", {"class": f"dots {color_class(number)}", "data-category": anchor(number)}, *dots)


def _number(number: int, position: np.ndarray, radius: float) -> Markup:
    """Write a category's number above its dots: on them it would hide a tight group."""
    if position.shape[0] == 0:
        return EMPTY
    x = float(np.median(position[:, 0]))
    y = float(np.percentile(position[:, 1], 25)) - radius - _NUMBER_GAP
    return element("text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "aria-hidden": "true"}, str(number))
