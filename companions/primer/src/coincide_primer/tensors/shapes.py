"""Operations that move, repeat and sum numbers, and the matrix product.

They come in pairs that undo each other's effect on a gradient: `sum` and `broadcast_to`, `getitem` and `scatter`,
`unfold` and `fold`. Each is linear, and its derivative is its transpose, which is the other one of its pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.operation import Operation, as_tensors
from coincide_primer.tensors.tensor import Array, Axis, Operand, Tensor

reshape = Operation(
    "reshape", lambda x, *, shape: np.reshape(x, shape), lambda g, out, x, *, shape: (g.reshape(*x.shape),)
)
transpose = Operation(
    "transpose",
    lambda x, *, axes: np.transpose(x, axes),
    lambda g, out, x, *, axes: (g.transpose(*(int(axis) for axis in np.argsort(axes))),),
)
broadcast_to = Operation(
    "broadcast_to",
    lambda x, *, shape: np.broadcast_to(x, shape),
    lambda g, out, x, *, shape: (g,),
    broadcasts=True,
)


def _kept(shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with these axes of size 1."""
    return tuple(1 if axis in axes else size for axis, size in enumerate(shape))


def _sum_rule(g: Tensor, out: Tensor, x: Tensor, *, axes: tuple[int, ...], keepdims: bool) -> Sequence[Tensor]:
    return (broadcast_to(g.reshape(*_kept(x.shape, axes)), shape=x.shape),)


def _max_rule(g: Tensor, out: Tensor, x: Tensor, *, axes: tuple[int, ...], keepdims: bool) -> Sequence[Tensor]:
    # Where several are largest, each takes an equal share.
    is_largest = x.data == np.reshape(out.data, _kept(x.shape, axes))
    share = is_largest / is_largest.sum(axis=axes, keepdims=True, dtype=x.data.dtype)
    return (g.reshape(*_kept(x.shape, axes)) * Tensor(share),)


_sum = Operation("sum", lambda x, *, axes, keepdims: np.sum(x, axis=axes, keepdims=keepdims), _sum_rule)
_max = Operation("max", lambda x, *, axes, keepdims: np.max(x, axis=axes, keepdims=keepdims), _max_rule)


def sum(x: Tensor, axis: Axis = None, *, keepdims: bool = False) -> Tensor:
    """Sum over all axes, or over one or some."""
    return _sum(x, axes=_axes(x, axis), keepdims=keepdims)


def max(x: Tensor, axis: Axis = None, *, keepdims: bool = False) -> Tensor:
    """Largest over all axes, or over one or some."""
    return _max(x, axes=_axes(x, axis), keepdims=keepdims)


def mean(x: Tensor, axis: Axis = None, *, keepdims: bool = False) -> Tensor:
    """Mean over all axes, or over one or some."""
    axes = _axes(x, axis)
    return _sum(x, axes=axes, keepdims=keepdims) / float(math.prod(x.shape[axis] for axis in axes))


def _axes(x: Tensor, axis: Axis) -> tuple[int, ...]:
    wanted = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else axis
    if any(not -x.ndim <= each < x.ndim for each in wanted):
        raise InputError(f"`axis` must lie within the {x.ndim} axes of shape {x.shape}, got {axis}.")
    return tuple(each % x.ndim for each in wanted)


def _scatter(x: Array, *, index: Any, shape: tuple[int, ...]) -> Array:
    result = np.zeros(shape, dtype=x.dtype)
    np.add.at(result, index, x)  # an element that was taken twice gets both
    return result


getitem = Operation(
    "getitem",
    lambda x, *, index: x[index],
    lambda g, out, x, *, index: (scatter(g, index=index, shape=x.shape),),
)
"""x[index], for slices, whole numbers, and arrays of whole numbers or truth values."""
scatter = Operation("scatter", _scatter, lambda g, out, x, *, index, shape: (g[index],))
"""Zeros of `shape`, with `x` added at `index`."""


def concatenate(parts: Sequence[Tensor], *, axis: int = 0) -> Tensor:
    """Join along an axis that exists."""
    return _concatenate(*parts, axis=axis)


def _concatenate_rule(g: Tensor, out: Tensor, *parts: Tensor, axis: int) -> list[Tensor]:
    ends = np.cumsum([each.shape[axis] for each in parts])
    before = (slice(None),) * (axis % g.ndim)
    return [g[(*before, slice(end - each.shape[axis], end))] for each, end in zip(parts, ends, strict=True)]


_concatenate = Operation("concatenate", lambda *parts, axis: np.concatenate(parts, axis=axis), _concatenate_rule)


def matmul(x: Operand, y: Operand) -> Tensor:
    """Matrix product of the last two axes, the others broadcast; a vector at the left is a row."""
    x, y = as_tensors(x, y)
    if x.ndim == 1:
        product = matmul(x.reshape(1, -1), y)
        return product.reshape(*product.shape[:-2], *product.shape[-1:]) if y.ndim > 1 else product.reshape()
    if y.ndim == 1:
        product = matmul(x, y.reshape(-1, 1))
        return product.reshape(*product.shape[:-1])
    return _matmul(x, y)


def _flipped(x: Tensor) -> Tensor:
    return x.transpose(*range(x.ndim - 2), x.ndim - 1, x.ndim - 2)


_matmul = Operation("matmul", np.matmul, lambda g, out, x, y: (g @ _flipped(y), _flipped(x) @ g), broadcasts=True)
