"""Portable pixmaps as text: out as the book writes them, in as they come (Buck 2019, chapter 2 and texture mapping)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from coincide_rays.errors import FileError
from coincide_rays.picture.canvas import Canvas

LINE_LENGTH = 70
MAX_PIXELS = 1 << 28


def canvas_to_ppm(canvas: Canvas) -> str:
    """Write a canvas as P3: no line is longer than 70 characters, each row of pixels begins a line."""
    lines = ["P3", f"{canvas.width} {canvas.height}", "255"]
    for row in canvas.to_bytes():
        lines.extend(_wrap([str(level) for level in row.ravel()]))
    return "\n".join(lines) + "\n"


def _wrap(words: list[str]) -> Iterator[str]:
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > LINE_LENGTH:
            yield line
            line = word
        else:
            line += " " + word
    yield line


def canvas_from_ppm(source: str | bytes, name: str = "the PPM") -> Canvas:
    """Read P3 or P6, with comments; levels are divided by the file's own maximum.

    Raises
    ------
    FileError : another magic number, a size that does not fit, or too few levels.
    """
    data = source.encode("latin-1", "replace") if isinstance(source, str) else source
    magic, width, height, maximum, body = _header(data, name)
    n_levels = width * height * 3
    levels = _raw(body, n_levels, maximum) if magic == b"P6" else _plain(body, name)
    if levels.size < n_levels:
        raise FileError(f"{name} must hold {n_levels} levels for {width} × {height} pixels, got {levels.size}")
    return Canvas.from_pixels(levels[:n_levels].reshape(height, width, 3) / maximum)


def _header(data: bytes, name: str) -> tuple[bytes, int, int, int, bytes]:
    words: list[bytes] = []
    place = 0
    while len(words) < 4:
        match = re.compile(rb"(?:\s+|#[^\n]*(?:\n|$))*([^\s#]+)").match(data, place)
        if match is None:
            raise FileError(f"{name} must begin with P3 or P6, width, height and maximum; it ends too early")
        words.append(match[1])
        place = match.end()
        if len(words) == 1 and words[0] not in (b"P3", b"P6"):
            raise FileError(f"{name} must begin with P3 or P6, got {words[0][:20].decode('latin-1')!r}")
    numbers = [int(word) if word.isdigit() and len(word) < 10 else 0 for word in words[1:]]
    width, height, maximum = numbers
    if min(numbers) < 1 or width * height > MAX_PIXELS or maximum > 65535:
        shown = " ".join(word[:20].decode("latin-1") for word in words[1:])
        raise FileError(f"{name} must have a width, a height and a maximum (at most 65535) above 0, got {shown}")
    return words[0], width, height, maximum, data[place:]


def _plain(body: bytes, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    words = re.sub(rb"#[^\n]*", b"", body).split()
    wrong = next((word for word in words if not word.isdigit() or len(word) > 9), None)
    if wrong is not None:
        raise FileError(f"{name} must hold whole numbers, got {wrong[:20].decode('latin-1')!r}")
    return np.array([int(word) for word in words], dtype=np.float64)


def _raw(body: bytes, n_levels: int, maximum: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    kind = np.dtype(">u2" if maximum > 255 else "u1")
    whole = body[1 : 1 + n_levels * kind.itemsize]
    return np.frombuffer(whole[: len(whole) // kind.itemsize * kind.itemsize], dtype=kind).astype(np.float64)
