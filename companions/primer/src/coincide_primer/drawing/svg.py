"""Pictures as SVG: words, lines and boxes, placed by hand. Any browser shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

INK, PALE, PAPER = "#222222", "#bbbbbb", "#ffffff"
BLUE, ORANGE = "#2a6fb0", "#d9822b"


def words(
    x: float, y: float, text: str, *, size: float = 13, anchor: str = "middle", color: str = INK, bold: bool = False
) -> str:
    """Write a line whose middle, start or end is at (x, y)."""
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{color}"'
    return f"<text {place}{weight}>{escape(text)}</text>"


def line(points: Sequence[tuple[float, float]], *, color: str = INK, width: float = 1.5, arrow: bool = False) -> str:
    """Draw a line from point to point, with an arrow at its end if wanted."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end = ' marker-end="url(#arrow)"' if arrow else ""
    return f'<polyline points="{places}" fill="none" stroke="{color}" stroke-width="{width:g}"{end}/>'


def box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none", radius: float = 0) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"'
    return f'<rect {place} fill="{fill}" stroke="{stroke}"/>'


def picture(width: float, height: float, parts: Iterable[str]) -> str:
    """Put parts on a white page of this size in pixels."""
    arrow = (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{PALE}"/></marker></defs>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif">'
    return "\n".join([head, arrow, box(0, 0, width, height, fill=PAPER), *parts, "</svg>", ""])


def shade(share: float) -> str:
    """White at 0, blue at 1."""
    red, green, blue = (round(255 + share * (full - 255)) for full in (0x2A, 0x6F, 0xB0))
    return f"#{red:02x}{green:02x}{blue:02x}"
