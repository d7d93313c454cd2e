"""How far labels go, as a picture: accuracy against the number of human actions, a line for each way.

The axis of labels is logarithmic, since twice as many labels are a step of equal size anywhere. A band around a line is
one standard deviation over repeats. Every line carries its name at its end or in the legend, so that color is never the
only way to tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coincide.drawing.markup import EMPTY, Markup, element

_WIDTH, _HEIGHT = 760.0, 400.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 20.0, 16.0, 52.0
_ROW, _LEGEND_GAP = 20.0, 14.0
_OURS_COLOR = "#c8401a"
_COLORS = ("#2a6f97", "#6a8d2f", "#7b4fa3", "#b08900", "#3d8b83", "#8a5a44", "#5c6672")
_DASHES = ("", "6 3", "2 3", "9 3 2 3", "1 4", "5 5", "12 4")
_TICKS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class CurveLine:
    """One way from labels to names.

    Attributes
    ----------
    budgets : rising numbers of actions, above 0.
    means, deviations : accuracy at each, in [0, 1].
    """

    name: str
    budgets: Sequence[float]
    means: Sequence[float]
    deviations: Sequence[float]
    is_ours: bool = False


def curve_svg(lines: Sequence[CurveLine], *, is_alone: bool = False) -> Markup:
    """Draw lines and their legend.

    Parameters
    ----------
    lines : at least one; ours is drawn on top.
    is_alone : for a file of its own, on white; otherwise text takes the color of the page around it.
    """
    scale = _Scale(lines)
    styled = _styled(lines)
    height = _HEIGHT + _LEGEND_GAP + _ROW * math.ceil(len(lines) / 2)
    attributes: dict[str, str | int | float | None] = {
        "viewBox": f"0 0 {_WIDTH:.0f} {height:.0f}",
        "role": "img",
        "aria-label": "Accuracy against the number of labels; the table holds the same numbers.",
        "fill": "#222222" if is_alone else "currentColor",
        "font-size": 12,
    }
    ground = EMPTY
    if is_alone:
        attributes |= {
            "xmlns": "http://www.w3.org/2000/svg",
            "font-family": "system-ui, sans-serif",
            "width": f"{_WIDTH:.0f}",
            "height": f"{height:.0f}",
        }
        ground = element("rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    ordered = sorted(styled, key=lambda one: one.line.is_ours)
    drawn = [_band(one, scale) for one in ordered] + [_line(one, scale) for one in ordered]
    return element("svg", attributes, ground, *_axes(scale), *drawn, *_legend(styled))


@dataclass(frozen=True, slots=True)
class _Styled:
    line: CurveLine
    color: str
    dash: str

    @property
    def width(self) -> float:
        return 3.0 if self.line.is_ours else 1.7


class _Scale:
    """From labels and accuracy to places in the picture."""

    def __init__(self, lines: Sequence[CurveLine]) -> None:
        budgets = [budget for line in lines for budget in line.budgets]
        self.first, self.last = min(budgets), max(max(budgets), min(budgets) * 1.01)
        lowest = min(mean - sd for line in lines for mean, sd in zip(line.means, line.deviations, strict=True))
        self.lowest = max(0.0, math.floor(min(lowest, 0.9) * 10) / 10)

    def x(self, budget: float) -> float:
        share = math.log(budget / self.first) / math.log(self.last / self.first)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, accuracy: float) -> float:
        share = (min(1.0, max(self.lowest, accuracy)) - self.lowest) / (1.0 - self.lowest)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def ticks(self) -> list[int]:
        """Round numbers of labels between the first and the last."""
        decades = range(int(math.log10(max(self.first, 1))), int(math.log10(self.last)) + 1)
        found = [step * 10**decade for decade in decades for step in _TICKS]
        return [tick for tick in found if self.first <= tick <= self.last]

    def levels(self) -> list[float]:
        """Tenths of accuracy from the lowest to 1."""
        return [tenth / 10 for tenth in range(round(self.lowest * 10), 11)]


def _styled(lines: Sequence[CurveLine]) -> list[_Styled]:
    others = [line for line in lines if not line.is_ours]
    return [
        _Styled(line, _OURS_COLOR, "")
        if line.is_ours
        else _Styled(line, _COLORS[others.index(line) % len(_COLORS)], _DASHES[others.index(line) % len(_DASHES)])
        for line in lines
    ]


def _axes(scale: _Scale) -> list[Markup]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts: list[Markup] = []
    for level in scale.levels():
        y = scale.y(level)
        parts += [_rule(_LEFT, y, right, y), _text(_LEFT - 8, y + 4, f"{level:.0%}", anchor="end")]
    for tick in scale.ticks():
        x = scale.x(tick)
        parts += [_rule(x, _TOP, x, bottom), _text(x, bottom + 18, f"{tick:,}", anchor="middle")]
    return [*parts, _text((_LEFT + right) / 2, bottom + 40, "labels (human actions)", anchor="middle")]


def _rule(x1: float, y1: float, x2: float, y2: float) -> Markup:
    place = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    return element("line", {**place, "stroke": "currentColor", "stroke-opacity": 0.15})


def _text(x: float, y: float, words: str, *, anchor: str) -> Markup:
    return element("text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}, words)


def _band(styled: _Styled, scale: _Scale) -> Markup:
    line = styled.line
    if max(line.deviations, default=0.0) == 0:
        return EMPTY
    spread = list(zip(line.budgets, line.means, line.deviations, strict=True))
    upper = [(scale.x(budget), scale.y(mean + sd)) for budget, mean, sd in spread]
    lower = [(scale.x(budget), scale.y(mean - sd)) for budget, mean, sd in reversed(spread)]
    return element("polygon", {"points": _points([*upper, *lower]), "fill": styled.color, "fill-opacity": 0.12})


def _line(styled: _Styled, scale: _Scale) -> Markup:
    line = styled.line
    places = [(scale.x(budget), scale.y(mean)) for budget, mean in zip(line.budgets, line.means, strict=True)]
    stroke = {"stroke": styled.color, "stroke-width": styled.width, "stroke-dasharray": styled.dash or None}
    path = element("polyline", {"points": _points(places), "fill": "none", **stroke})
    dots = [
        element(
            "circle",
            {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": 3.4 if line.is_ours else 2.6, "fill": styled.color},
            element("title", {}, f"{line.name}: {mean:.1%} with {budget:,.0f} labels"),
        )
        for (x, y), budget, mean in zip(places, line.budgets, line.means, strict=True)
    ]
    return element("g", {}, path, *dots)


def _legend(styled: Sequence[_Styled]) -> list[Markup]:
    parts: list[Markup] = []
    for place, one in enumerate(styled):
        x, y = _LEFT + (place % 2) * (_WIDTH - _LEFT) / 2, _HEIGHT + _LEGEND_GAP + _ROW * (place // 2)
        stroke = {"stroke": one.color, "stroke-width": one.width, "stroke-dasharray": one.dash or None}
        parts.append(element("line", {"x1": x, "y1": y - 4, "x2": x + 30, "y2": y - 4, **stroke}))
        weight = {"font-weight": "bold"} if one.line.is_ours else {}
        parts.append(element("text", {"x": x + 38, "y": y, **weight}, one.line.name))
    return parts


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
