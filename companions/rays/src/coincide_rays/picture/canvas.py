"""A canvas: a grid of colors (Buck 2019, chapter 2)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide_rays.errors import InputError
from coincide_rays.space.tuples import Color, ColorLike, to_color


class Canvas:
    """Colors in rows, linear; black at first.

    Parameters
    ----------
    width, height : in pixels.

    Attributes
    ----------
    pixels : float64, height × width × 3.
    """

    def __init__(self, width: int, height: int) -> None:
        check_size(width, height)
        self.pixels: NDArray[np.float64] = np.zeros((height, width, 3))

    @staticmethod
    def from_pixels(pixels: NDArray[np.float64]) -> Canvas:
        """A canvas that holds this array of height × width × 3."""
        if pixels.ndim != 3 or pixels.shape[2] != 3:
            raise InputError(f"`pixels` must be height × width × 3, got shape {pixels.shape}")
        made = Canvas(pixels.shape[1], pixels.shape[0])
        made.pixels = np.ascontiguousarray(pixels, dtype=np.float64)
        return made

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels in a column."""
        return int(self.pixels.shape[0])

    def write_pixel(self, x: int, y: int, color: ColorLike) -> None:
        """Set one pixel; x to the right, y down."""
        self._check_place(x, y)
        self.pixels[y, x] = tuple(to_color(color, "color"))

    def pixel_at(self, x: int, y: int) -> Color:
        """Return the color of a pixel, counted from the top left."""
        self._check_place(x, y)
        red, green, blue = self.pixels[y, x]
        return Color(float(red), float(green), float(blue))

    def to_bytes(self) -> NDArray[np.uint8]:
        """Levels 0 to 255, rounded to the nearest; what lies outside 0 to 1 is cut off."""
        levels = np.nan_to_num(self.pixels, nan=0.0, posinf=1.0, neginf=0.0)
        return np.floor(np.clip(levels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)

    def save(self, path: str | Path) -> None:
        """Write PNG, PPM or PFM, by suffix; see `picture.files`."""
        from coincide_rays.picture.files import save_picture

        save_picture(self, path)

    def _check_place(self, x: int, y: int) -> None:
        if not (0 <= x < self.width and 0 <= y < self.height):
            raise InputError(f"pixel ({x}, {y}) lies outside a canvas of {self.width} × {self.height}")

    def __repr__(self) -> str:
        return f"Canvas({self.width}, {self.height})"


def check_size(width: int, height: int) -> None:
    """Refuse a picture without pixels or with more than 2³⁰."""
    for name, value in (("width", width), ("height", height)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise InputError(f"`{name}` must be a whole number of pixels, 1 or more, got {value!r}")
    if width * height > 1 << 30:
        raise InputError(f"a picture must have at most 2^30 pixels, got {width} × {height}")
