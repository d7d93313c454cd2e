"""Pictures as files, by suffix: PNG, PPM and PFM. A file is whole or it is not there."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide_rays.errors import FileError, InputError
from coincide_rays.picture.canvas import Canvas
from coincide_rays.picture.ppm import canvas_from_ppm


def save_picture(canvas: Canvas, path: str | Path) -> None:
    """Write a canvas; PNG and PPM have 8 bits a color, PFM has all of its range in float32.

    Raises
    ------
    InputError : another suffix.
    FileError : the file cannot be written.
    """
    write_whole(path, encoder_for(path)(canvas))


def load_picture(path: str | Path) -> Canvas:
    """Read PNG, JPEG (through Pillow), PPM or PFM.

    Raises
    ------
    FileError : no such file, or not a picture.
    """
    place = Path(path)
    data = read_bytes(place, "a picture")
    if data[:2] in (b"P3", b"P6"):
        return canvas_from_ppm(data, str(place))
    if data[:2] == b"PF":
        return _from_pfm(data, place)
    return _from_pillow(data, place)


def read_bytes(path: Path, what: str) -> bytes:
    """Read a whole file, or say which one cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise FileError(f"{path}: expected {what}, got: {reason}; check the name") from None


def encoder_for(path: str | Path) -> Callable[[Canvas], bytes]:
    """What turns a canvas into the bytes of such a file; asked before the work, so that no picture is drawn in vain."""
    suffix = Path(path).suffix.lower()
    known = {".png": to_png, ".ppm": _to_ppm, ".pfm": to_pfm}
    if suffix not in known:
        raise InputError(f"`{path}` must end in {', '.join(known)}, got {suffix!r}")
    return known[suffix]


def write_whole(path: str | Path, data: bytes) -> None:
    """Write beside, then rename: nobody sees half a file."""
    place = Path(path)
    try:
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            umask = os.umask(0)
            os.umask(umask)
            Path(beside).chmod(0o666 & ~umask)
            Path(beside).replace(place)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError(f"{place}: it cannot be written ({error.strerror}); check folder, space and rights") from None


def to_png(canvas: Canvas) -> bytes:
    return png_bytes(canvas.to_bytes())


def png_bytes(levels: NDArray[np.uint8] | NDArray[np.uint16]) -> bytes:
    """An array of height × width (× 3) as PNG."""
    from PIL import Image

    kept = io.BytesIO()
    Image.fromarray(levels).save(kept, format="PNG", compress_level=6)
    return kept.getvalue()


def to_pfm(canvas: Canvas) -> bytes:
    """Portable float map: rows from the bottom, little-endian (Debevec 1998)."""
    rows = canvas.pixels[::-1].astype("<f4")
    return f"PF\n{canvas.width} {canvas.height}\n-1.0\n".encode() + rows.tobytes()


def _to_ppm(canvas: Canvas) -> bytes:
    return f"P6\n{canvas.width} {canvas.height}\n255\n".encode() + canvas.to_bytes().tobytes()


def _from_pfm(data: bytes, path: Path) -> Canvas:
    try:
        _, size, scale, body = data.split(b"\n", 3)
        width, height = (int(word) for word in size.split())
        kind = np.dtype("<f4" if float(scale) < 0 else ">f4")
        levels = np.frombuffer(body[: width * height * 12], dtype=kind).reshape(height, width, 3)
    except ValueError:
        raise FileError(f"{path}: expected a PFM with width, height and all of its pixels; it is damaged") from None
    return Canvas.from_pixels(levels[::-1].astype(np.float64))


def _from_pillow(data: bytes, path: Path) -> Canvas:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            levels = np.asarray(image.convert("RGB"), dtype=np.float64)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise FileError(
            f"{path}: expected a picture (PNG, JPEG, PPM or PFM), got something else or a damaged one"
        ) from None
    return Canvas.from_pixels(levels / 255.0)
