"""Files of true geometry beside a picture, by suffix."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide_rays.errors import InputError
from coincide_rays.picture.canvas import Canvas
from coincide_rays.picture.files import png_bytes, to_pfm, to_png
from coincide_rays.truth.truth import Truth

Encoder = Callable[[Truth], bytes]


def encoder_of(kind: str, path: str) -> Encoder:
    """What makes the bytes of such a file; asked before the work.

    Raises
    ------
    InputError : a suffix that this kind of file does not have.
    """
    suffix, known = Path(path).suffix.lower(), ENCODERS[kind]
    if suffix not in known:
        raise InputError(f"`--{kind} {path}` must end in {', '.join(known)}, got {suffix!r}")
    return known[suffix]


def _normal_png(truth: Truth) -> bytes:
    """-1 to 1 as 0 to 255; black where there is nothing."""
    is_hit = (truth.part >= 0)[..., None]
    return to_png(Canvas.from_pixels(np.where(is_hit, (truth.normal + 1) / 2, 0.0)))


def _depth_png(truth: Truth) -> bytes:
    """16 bits, the nearest brightest, 0 for nothing."""
    is_hit = np.isfinite(truth.depth)
    levels = np.zeros(truth.depth.shape, dtype=np.uint16)
    if is_hit.any():
        near, far = truth.depth[is_hit].min(), truth.depth[is_hit].max()
        shares = 1 - (truth.depth[is_hit] - near) / max(far - near, 1e-300)
        levels[is_hit] = np.round(1 + shares * 65534).astype(np.uint16)
    return png_bytes(levels)


def _ids_png(truth: Truth) -> bytes:
    """16 bits, the part's number and 1; 0 for nothing."""
    if truth.part.max() >= 65535:
        raise InputError("`--ids` as PNG holds at most 65535 parts; write .npz")
    return png_bytes((truth.part + 1).astype(np.uint16))


def _ids_npz(truth: Truth) -> bytes:
    kept = io.BytesIO()
    np.savez_compressed(kept, instance=truth.instance, part=truth.part)
    return kept.getvalue()


def _npy(array: NDArray[np.float64]) -> bytes:
    kept = io.BytesIO()
    np.save(kept, array)
    return kept.getvalue()


ENCODERS: dict[str, dict[str, Encoder]] = {
    "normal": {
        ".png": _normal_png,
        ".pfm": lambda truth: to_pfm(Canvas.from_pixels(truth.normal)),
        ".npy": lambda truth: _npy(truth.normal),
    },
    "depth": {
        ".png": _depth_png,
        ".pfm": lambda truth: to_pfm(Canvas.from_pixels(np.repeat(truth.depth[..., None], 3, axis=2))),
        ".npy": lambda truth: _npy(truth.depth),
    },
    "ids": {".png": _ids_png, ".npz": _ids_npz},
    "tree": {
        ".json": lambda truth: (json.dumps(truth.tree.to_json(), indent=1) + "\n").encode(),
        ".txt": lambda truth: f"{truth.tree}\n".encode(),
    },
}
