"""A win-rate curve as an SVG that any browser shows."""

from __future__ import annotations

from html import escape

from coincide_goban.board import BLACK
from coincide_goban.board.points import point_name
from coincide_goban.review.rates import Mistake

_WIDTH, _HEIGHT = 760, 300
_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 40, 16, 44


def curve(rates: list[float], mistakes: list[Mistake], *, title: str, size: int) -> str:
    """The picture: black's win rate over the moves, mistakes as circles with the move that was better."""
    n = max(len(rates) - 1, 1)
    inner_width, inner_height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def at(index: int, rate: float) -> tuple[float, float]:
        return _LEFT + inner_width * index / n, _TOP + inner_height * (1 - rate)

    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(k, rate) for k, rate in enumerate(rates)))
    middle = _TOP + inner_height / 2
    right, bottom = _LEFT + inner_width, _TOP + inner_height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
        f'<path d="M{_LEFT} {_TOP}H{right}V{bottom}H{_LEFT}Z" fill="#f3ecdf"/>',
        f'<path d="M{_LEFT} {middle}H{right}" stroke="#999" stroke-dasharray="4"/>',
        f'<polyline points="{points}" fill="none" stroke="#222" stroke-width="2"/>',
    ]
    parts += [
        f'<text x="{_LEFT - 8}" y="{at(0, rate)[1] + 4:.0f}" text-anchor="end">{round(100 * rate)}%</text>'
        for rate in (0.0, 0.5, 1.0)
    ]
    parts += [
        f'<text x="{at(k, 0)[0]:.0f}" y="{_HEIGHT - 24}" text-anchor="middle">{k}</text>'
        for k in range(0, n + 1, max(n // 8, 1))
    ]
    parts.append(f'<text x="{_LEFT + inner_width / 2}" y="{_HEIGHT - 6}" text-anchor="middle">move</text>')
    parts += [_mark(mistake, *at(mistake.number, rates[mistake.number]), size) for mistake in mistakes]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _mark(mistake: Mistake, x: float, y: float, size: int) -> str:
    fill = "#222" if mistake.color == BLACK else "#fff"
    text = (
        f"move {mistake.number}: {point_name(mistake.played, size)} cost {100 * mistake.loss:.0f}%, "
        f"{point_name(mistake.better, size)} was better"
    )
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="#c0392b" stroke-width="2">'
    return f"{circle}<title>{text}</title></circle>"
