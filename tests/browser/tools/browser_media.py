"""Files for the fake camera, and what is expected of names that appear one after the other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def write_camera(path: Path, pictures: Sequence[NDArray[np.uint8]], *, n_frames: int) -> Path:
    """Write so many frames of each picture (height, width, 3), 640 by 480; Chromium shows 30 a second."""
    frames: list[bytes] = []
    for picture in pictures:
        buffer = io.BytesIO()
        _fitted(Image.fromarray(picture)).save(buffer, format="JPEG", quality=92)
        frames += [buffer.getvalue()] * n_frames
    path.write_bytes(b"".join(frames))
    return path


def _fitted(image: Image.Image) -> Image.Image:
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    square = (
        image.convert("RGB").crop((left, top, left + side, top + side)).resize((480, 480), Image.Resampling.BICUBIC)
    )
    canvas = Image.new("RGB", (640, 480))
    canvas.paste(square, (80, 0))
    return canvas


def follows(said: Sequence[str], order: Sequence[str], *, may_miss: int) -> bool:
    """Say whether the names came in this order, which repeats and may be joined anywhere, with few left out."""
    endless = [*order] * (2 + len(said) // len(order))
    return any(_is_within(said, endless[start : start + len(said) + may_miss]) for start in range(len(order)))


def _is_within(said: Sequence[str], order: Sequence[str]) -> bool:
    rest = iter(order)
    return all(name in rest for name in said)
