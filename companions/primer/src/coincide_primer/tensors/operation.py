"""An operation: what it computes, and the rule of its derivative.

The rule is written in tensors, not in arrays. Hence a derivative is a computation like any other, which has a
derivative of its own: second derivatives need no further code. Nothing is closed over: the rule is handed the inputs,
either the tensors themselves, if the derivative must have a history, or copies without one.
`docs/decisions/0001-rules-in-tensors.md` compares this with closures over arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.tensor import Array, Operand, Origin, Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """A differentiable function of arrays.

    Attributes
    ----------
    forward : `forward(*arrays, **options)` computes the output.
    rule : `rule(gradient, output, *inputs, **options)`, in tensors, gives d(result) / d(input) for each input, where
        `gradient` is d(result) / d(output).
    broadcasts : whether its inputs follow NumPy's broadcasting, so that what the rule gives must be summed over the
        axes along which an input was repeated.
    """

    name: str
    forward: Callable[..., Array]
    rule: Callable[..., Sequence[Tensor]]
    broadcasts: bool = False

    def __call__(self, *inputs: Operand, **options: Any) -> Tensor:
        """Apply to tensors, arrays or numbers; the output is tracked if an input is."""
        tensors = as_tensors(*inputs)
        try:
            data = self.forward(*(each.data for each in tensors), **options)
        except (ValueError, IndexError) as error:
            given = " and ".join(str(each.shape) for each in tensors)
            raise InputError(f"`{self.name}` cannot take shapes {given}: {error}.") from None
        if any(each.tracked for each in tensors):
            return Tensor(data, track=True, origin=Origin(self, tensors, options))
        return Tensor(data)

    def pull(self, gradient: Tensor, output: Tensor, inputs: Sequence[Tensor], options: dict[str, Any]) -> list[Tensor]:
        """Turn d(result) / d(output) into d(result) / d(input), of the shape of each input."""
        parts = self.rule(gradient, output, *inputs, **options)
        if self.broadcasts:
            return [sum_to(part, each.shape) for part, each in zip(parts, inputs, strict=True)]
        return list(parts)


def as_tensors(*values: Operand) -> tuple[Tensor, ...]:
    """Wrap arrays and numbers; a plain number takes the type of the first tensor, as in NumPy."""
    kind = next((each.data.dtype for each in values if isinstance(each, Tensor)), np.dtype(np.float64))
    return tuple(
        each if isinstance(each, Tensor) else Tensor(kind.type(each) if isinstance(each, int | float) else each)
        for each in values
    )


def sum_to(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Undo broadcasting: sum over the axes that it added or repeated to get from `shape` to that of `x`."""
    if x.shape == shape:
        return x
    added = x.ndim - len(shape)
    repeated = tuple(added + axis for axis, size in enumerate(shape) if size == 1 and x.shape[added + axis] != 1)
    return x.sum((*range(added), *repeated)).reshape(*shape)
