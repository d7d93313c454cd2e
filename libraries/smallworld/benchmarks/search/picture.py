"""The recall-against-speed picture: one panel per data set, drawn as SVG by hand.

Right and up is better. The recall axis is stretched towards 1, as errors there are what differs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from benchmarks.search.sweep import Curve

Curves = Mapping[str, Curve]

_PANEL_WIDTH, _PANEL_HEIGHT = 360, 320
_LEFT, _TOP, _RIGHT, _BOTTOM = 72, 54, 24, 48
_LEGEND_HEIGHT = 84
_RECALLS = (0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
_COLORS = ("#c1121f", "#f28482", "#1d3557", "#457b9d", "#74a9cf", "#2a9d8f", "#8ab17d", "#b5838d", "#8d99ae")


def write_picture(path: Path, panels: Mapping[str, Curves]) -> None:
    """Draw curves by data set and index."""
    names = list(dict.fromkeys(name for curves in panels.values() for name in curves))
    color_of = {name: _COLORS[i % len(_COLORS)] for i, name in enumerate(names)}
    width, height = _PANEL_WIDTH * len(panels), _PANEL_HEIGHT + _LEGEND_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for i, (title, curves) in enumerate(panels.items()):
        parts += [f'<g transform="translate({i * _PANEL_WIDTH} 0)">', *_panel(title, curves, color_of), "</g>"]
    path.write_text("\n".join([*parts, *_legend(color_of, width), "</svg>"]) + "\n", encoding="utf-8")


def _panel(title: str, curves: Curves, color_of: Mapping[str, str]) -> list[str]:
    rates = [1.0 / point.seconds.median for curve in curves.values() for point in curve]
    low, high = 10 ** math.floor(math.log10(min(rates))), 10 ** math.ceil(math.log10(max(rates)))
    parts = [_text(_PANEL_WIDTH / 2, 20, title, anchor="middle", size=13)]
    for level in _RECALLS:
        x = _x(level)
        parts.append(_line(x, _TOP, x, _PANEL_HEIGHT - _BOTTOM))
        parts.append(_text(x, _PANEL_HEIGHT - _BOTTOM + 15, f"{level:g}", anchor="middle"))
    for tick in _ticks(low, high):
        y = _y(tick, low, high)
        parts.append(_line(_LEFT, y, _PANEL_WIDTH - _RIGHT, y))
        parts.append(_text(_LEFT - 6, y + 4, f"{tick:,.0f}", anchor="end"))
    parts.append(_text(_PANEL_WIDTH / 2, _PANEL_HEIGHT - 12, "recall@10", anchor="middle"))
    parts.append(_text(6, _TOP - 10, "queries/s, one thread", anchor="start"))
    return parts + [_curve(curve, color_of[name], low, high) for name, curve in curves.items() if curve]


def _curve(curve: Curve, color: str, low: float, high: float) -> str:
    places = [
        (_x(point.recall), _y(1.0 / point.seconds.median, low, high)) for point in curve if point.recall >= _RECALLS[0]
    ]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{color}"/>' for x, y in places)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="1.8"/>{dots}'


def _legend(color_of: Mapping[str, str], width: int) -> list[str]:
    n_columns = max(1, width // 180)
    parts: list[str] = []
    for i, (name, color) in enumerate(color_of.items()):
        x, y = 20 + 180 * (i % n_columns), _PANEL_HEIGHT + 16 + 18 * (i // n_columns)
        parts.append(f'<rect x="{x}" y="{y - 8}" width="14" height="8" fill="{color}"/>')
        parts.append(_text(x + 20, y, name, anchor="start"))
    return parts


def _x(recall: float) -> float:
    """Equal steps for equal factors of the share that is missed, from the lowest to the highest recall shown."""
    lowest, highest = (-math.log(1.0 - level) for level in (_RECALLS[0], _RECALLS[-1]))
    share = (-math.log(max(1.0 - recall, 1.0 - _RECALLS[-1])) - lowest) / (highest - lowest)
    return _LEFT + share * (_PANEL_WIDTH - _LEFT - _RIGHT)


def _y(rate: float, low: float, high: float) -> float:
    share = (math.log(rate) - math.log(low)) / (math.log(high) - math.log(low))
    return _PANEL_HEIGHT - _BOTTOM - share * (_PANEL_HEIGHT - _TOP - _BOTTOM)


def _ticks(low: float, high: float) -> Sequence[float]:
    decades = range(round(math.log10(low)), round(math.log10(high)) + 1)
    ticks = (step * 10.0**decade for decade in decades for step in (1, 2, 5))
    return [tick for tick in ticks if low <= tick <= high]


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd" stroke-width="0.7"/>'


def _text(x: float, y: float, text: str, *, anchor: str, size: int = 11) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#222222">{escape(text)}</text>'
    )
