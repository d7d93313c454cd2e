"""An address as a QR code on the terminal, for the camera of a phone."""

from __future__ import annotations

from itertools import zip_longest

_QUIET = 2
_BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
"""Two modules in one character, 1 for a dark one: light modules are drawn, since most terminals are dark."""


def qr_lines(address: str) -> list[str]:
    """Return the lines of a code; none where `segno`, of the extra `export`, is not installed."""
    try:
        import segno
    except ImportError:
        return []
    rows = [list(row) for row in segno.make_qr(address, error="m").matrix_iter(border=_QUIET)]
    bottom = [1] * len(rows[0])
    return [
        "".join(_BLOCKS[upper, lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip_longest(rows[::2], rows[1::2], fillvalue=bottom)
    ]
