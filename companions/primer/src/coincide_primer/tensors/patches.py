"""Patches of images: what turns a convolution into one matrix product (Chellapilla et al. 2006).

`unfold` writes each patch of an image as a row; `fold` is its transpose, adding rows back where they were taken.
"""

from __future__ import annotations

import numpy as np

from coincide_primer.tensors.operation import Operation
from coincide_primer.tensors.tensor import Array, Tensor


def _unfold(x: Array, *, size: int, stride: int, padding: int) -> Array:
    """(batch, channel, height, width) → (batch, rows, columns, channel × size × size)."""
    edge = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), edge, edge))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    taken = windows[:, :, ::stride, ::stride].transpose(0, 2, 3, 1, 4, 5)  # (batch, rows, columns, channel, size, size)
    return taken.reshape(*taken.shape[:3], -1)


def _fold(patches: Array, *, shape: tuple[int, ...], size: int, stride: int, padding: int) -> Array:
    """(batch, rows, columns, channel × size × size) → `shape`."""
    batch, channels, height, width = shape
    _, rows, columns, _ = patches.shape
    parts = patches.reshape(batch, rows, columns, channels, size, size).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((batch, channels, height + 2 * padding, width + 2 * padding), dtype=patches.dtype)
    for i in range(size):
        for j in range(size):
            padded[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += parts[:, :, i, j]
    return padded[:, :, padding : padding + height, padding : padding + width]


def _unfold_rule(g: Tensor, out: Tensor, x: Tensor, **options: int) -> tuple[Tensor]:
    return (fold(g, shape=x.shape, **options),)


def _fold_rule(g: Tensor, out: Tensor, x: Tensor, *, shape: tuple[int, ...], **options: int) -> tuple[Tensor]:
    return (unfold(g, **options),)


unfold = Operation("unfold", _unfold, _unfold_rule)
"""(batch, channel, height, width) → (batch, rows, columns, channel × size × size); padded with zeros."""
fold = Operation("fold", _fold, _fold_rule)
"""The transpose of `unfold`: overlapping patches add up."""
