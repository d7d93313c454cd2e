"""A sketch as SVG."""

from __future__ import annotations

import base64
from xml.sax.saxutils import escape

from coincide_trees.drawing.sketch import Sketch


def to_svg(sketch: Sketch) -> bytes:
    """Write a sketch as an SVG of its own; pictures are inside, as PNG.

    Raises
    ------
    MissingPackageError : there are pictures, and Pillow is not installed.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sketch.width}" height="{sketch.height}" '
        f'viewBox="0 0 {sketch.width} {sketch.height}">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for (x, y), pixels in sketch.pictures:
        from coincide_trees.drawing.png import encode

        data = base64.b64encode(encode(pixels)).decode()
        size = f'width="{pixels.shape[1]}" height="{pixels.shape[0]}"'
        parts.append(f'<image x="{x:g}" y="{y:g}" {size} href="data:image/png;base64,{data}"/>')
    path = " ".join(f"M{a:g} {b:g}L{c:g} {d:g}" for (a, b), (c, d) in sketch.lines)
    parts.append(f'<path d="{path}" stroke="#444" stroke-width="1.5" fill="none"/>')
    style = 'font-family="monospace" font-size="13" text-anchor="middle" dominant-baseline="middle"'
    parts += [f'<text x="{x:g}" y="{y:g}" {style}>{escape(text)}</text>' for (x, y), text in sketch.words]
    return "\n".join([*parts, "</svg>", ""]).encode("utf-8")
