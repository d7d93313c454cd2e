"""The tensor: an array that remembers how it was computed.

A tracked tensor knows the operation and the inputs it came from, so the graph of a computation can be walked backward
(`backward.py`), checked node by node (`check.py`) and drawn (`drawing/graph.py`). Operations stand in the sister
modules; this file only lets one write them with Python's own signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coincide_primer.errors import InputError

if TYPE_CHECKING:
    from coincide_primer.tensors.operation import Operation

Array: TypeAlias = NDArray[Any]
Axis: TypeAlias = "int | tuple[int, ...] | None"


class Tensor:
    """An array, and where it came from.

    Parameters
    ----------
    data : numbers of any shape. Floating types are kept, all others become float64.
    track : whether derivatives with regard to it are wanted.
    name : what the drawing of a graph calls it.

    Attributes
    ----------
    grad : what `backward` found: d(result) / d(self), of the same shape; None before.
    origin : the operation and inputs it was computed from; None for a tensor that was made by hand.
    """

    __slots__ = ("data", "grad", "name", "origin", "tracked")
    __array_ufunc__ = None  # lets `array * tensor` reach `Tensor.__rmul__`

    def __init__(
        self, data: Any, *, track: bool = False, name: str | None = None, origin: Origin | None = None
    ) -> None:
        self.data: Array = _as_floats(data)
        self.tracked = track
        self.name = name
        self.origin = origin
        self.grad: Tensor | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.data.ndim

    def __len__(self) -> int:
        return len(self.data)

    def __float__(self) -> float:
        return float(self.data)

    def __repr__(self) -> str:
        source = "" if self.origin is None else f", from {self.origin.operation.name}"
        return f"Tensor({np.array2string(self.data, precision=4, threshold=8)}, shape {self.shape}{source})"

    def detach(self) -> Tensor:
        """Return the same numbers without their history."""
        return Tensor(self.data)

    def backward(self) -> None:
        """Add d(self) / d(leaf) to the `grad` of each tracked leaf; self must be one number."""
        walk.backward(self)

    def __add__(self, other: Operand) -> Tensor:
        return arithmetic.add(self, other)

    def __radd__(self, other: Operand) -> Tensor:
        return arithmetic.add(other, self)

    def __sub__(self, other: Operand) -> Tensor:
        return arithmetic.subtract(self, other)

    def __rsub__(self, other: Operand) -> Tensor:
        return arithmetic.subtract(other, self)

    def __mul__(self, other: Operand) -> Tensor:
        return arithmetic.multiply(self, other)

    def __rmul__(self, other: Operand) -> Tensor:
        return arithmetic.multiply(other, self)

    def __truediv__(self, other: Operand) -> Tensor:
        return arithmetic.divide(self, other)

    def __rtruediv__(self, other: Operand) -> Tensor:
        return arithmetic.divide(other, self)

    def __neg__(self) -> Tensor:
        return arithmetic.negate(self)

    def __pow__(self, exponent: float) -> Tensor:
        return arithmetic.power(self, exponent)

    def __matmul__(self, other: Operand) -> Tensor:
        return shapes.matmul(self, other)

    def __rmatmul__(self, other: Operand) -> Tensor:
        return shapes.matmul(other, self)

    def __getitem__(self, index: Any) -> Tensor:
        return shapes.getitem(self, index=index)

    def sum(self, axis: Axis = None, *, keepdims: bool = False) -> Tensor:
        """Sum over all axes, or over one or some."""
        return shapes.sum(self, axis, keepdims=keepdims)

    def mean(self, axis: Axis = None, *, keepdims: bool = False) -> Tensor:
        """Mean over all axes, or over one or some."""
        return shapes.mean(self, axis, keepdims=keepdims)

    def max(self, axis: Axis = None, *, keepdims: bool = False) -> Tensor:
        """Largest over all axes, or over one or some."""
        return shapes.max(self, axis, keepdims=keepdims)

    def reshape(self, *shape: int) -> Tensor:
        """The same numbers in another shape; one length may be -1."""
        return shapes.reshape(self, shape=shape)

    def transpose(self, *axes: int) -> Tensor:
        """The axes in another order; reversed if none is given."""
        return shapes.transpose(self, axes=axes or tuple(reversed(range(self.ndim))))

    @property
    def T(self) -> Tensor:  # as NumPy calls it
        """The axes reversed, as NumPy calls it."""
        return self.transpose()


class Origin:
    """How a tensor was computed.

    Attributes
    ----------
    operation : what was applied.
    inputs : tensors it was applied to.
    options : keywords it was given, such as an axis.
    """

    __slots__ = ("inputs", "operation", "options")

    def __init__(self, operation: Operation, inputs: Sequence[Tensor], options: dict[str, Any]) -> None:
        self.operation = operation
        self.inputs = inputs
        self.options = options


Operand: TypeAlias = "Tensor | Array | float"


def _as_floats(data: Any) -> Array:
    if isinstance(data, Tensor):
        raise InputError("`data` is a Tensor already, expected numbers. Use it as it is, or its `.data`.")
    array = np.asarray(data)
    if array.dtype.kind not in "biuf":
        raise InputError(f"`data` must be real numbers, got {type(data).__name__} of {array.dtype}.")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


# The operators above need the operations, and those need the class: so these imports stand last.
from coincide_primer.tensors import arithmetic, shapes, walk  # noqa: E402
