"""Write a picture of at most 256 colors as a PNG file in memory.

One byte a pixel and a palette: a third of the size of true color, and ten lines instead of an image library.
Source: W3C, Portable Network Graphics, third edition (2025), sections 5 and 11.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np


def palette_png(indices: np.ndarray, palette: np.ndarray, *, effort: int = 9) -> bytes:
    """Encode a picture.

    Parameters
    ----------
    indices : (height, width) uint8, top row first, each below the number of colors.
    palette : (colors, 3) uint8 red, green, blue; 1 to 256 colors.
    effort : of packing, 1 to 9; pictures that are drawn while somebody waits take less.

    Returns
    -------
    The bytes of a PNG file.
    """
    height, width = indices.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = np.zeros((height, width + 1), np.uint8)  # each row starts with its filter type, 0 for none
    rows[:, 1:] = indices
    chunks = [
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), effort)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
