"""A sketch as PNG, and pictures in and out, with Pillow (extra `images`)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from coincide_trees.drawing.sketch import Pixels, Sketch
from coincide_trees.errors import FileError, MissingPackageError

_SCALE = 2
"""Pixels of the file for one of the sketch, so that letters are smooth."""


def to_png(sketch: Sketch) -> bytes:
    """Draw a sketch.

    Raises
    ------
    MissingPackageError : Pillow is not installed.
    """
    pillow = _pillow()
    from PIL import ImageDraw, ImageFont

    image = pillow.new("RGB", (_SCALE * sketch.width, _SCALE * sketch.height), "white")
    draw = ImageDraw.Draw(image)
    for (x, y), pixels in sketch.pictures:
        size = (_SCALE * pixels.shape[1], _SCALE * pixels.shape[0])
        image.paste(pillow.fromarray(pixels).resize(size), (round(_SCALE * x), round(_SCALE * y)))
    for (a, b), (c, d) in sketch.lines:
        draw.line([(_SCALE * a, _SCALE * b), (_SCALE * c, _SCALE * d)], fill="#444444", width=3)
    font = ImageFont.load_default(13 * _SCALE)
    for (x, y), text in sketch.words:
        draw.text((_SCALE * x, _SCALE * y), text, fill="black", font=font, anchor="mm")
    return _encoded(image)


def encode(pixels: Pixels) -> bytes:
    """Write pixels (rows, columns, 3) as PNG.

    Raises
    ------
    MissingPackageError : Pillow is not installed.
    """
    return _encoded(_pillow().fromarray(pixels))


def read_picture(path: Path, *, longest: int = 320) -> Pixels:
    """Read a picture as (rows, columns, 3), scaled so that its longer side has at most `longest` pixels.

    It is turned as its EXIF orientation says. Gray levels of 16 bits are divided by 256; other levels beyond 8 bits are
    scaled so that the lowest is black and the highest white.

    Raises
    ------
    FileError : it cannot be read.
    MissingPackageError : Pillow is not installed.
    """
    pillow = _pillow()
    from PIL.ImageOps import exif_transpose as upright

    try:
        with pillow.open(path) as opened:
            image = _in_8_bits(upright(opened))  # whose array would have no EXIF data any more
            image.thumbnail((longest, longest))
            return np.asarray(image.convert("RGB"), dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, pillow.DecompressionBombError) as cause:
        raise FileError(f"expected a picture in `{path}`, which cannot be read: {cause}. Save it as PNG.") from None


def _in_8_bits(image: Any) -> Any:
    """A picture of larger numbers with 8 bits; Pillow alone would cut them off at 255."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    if image.mode.startswith("I") and values.min() >= 0 and values.max() < 65536:
        scaled = values / 256
    else:
        scaled = (values - values.min()) * (255 / (np.ptp(values) or 1.0))
    return _pillow().fromarray(scaled.astype(np.uint8))


def _encoded(image: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, format="PNG")
    return data.getvalue()


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError:
        raise MissingPackageError(
            'pictures need Pillow, which is not installed here. Install it with `pip install "coincide-trees[images]"`.'
        ) from None
    return Image
