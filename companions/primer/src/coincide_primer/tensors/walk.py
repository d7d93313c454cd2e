"""Walking a graph backward: the chain rule from the result to its leaves (Linnainmaa 1970; Rumelhart et al. 1986).

One pass from the result to the leaves gives the derivative with regard to all of them, at the cost of a few times the
computation itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.operation import Operation
from coincide_primer.tensors.tensor import Operand, Tensor


def backward(result: Tensor) -> None:
    """Add d(result) / d(leaf) to the `grad` of each tracked leaf.

    Raises
    ------
    InputError : `result` is not one number, or nothing it was computed from is tracked.
    """
    for leaf, gradient in _walk(result, (), keep=False):
        leaf.grad = gradient if leaf.grad is None else leaf.grad + gradient


def gradients(result: Tensor, inputs: Sequence[Tensor], *, keep: bool = False) -> list[Tensor]:
    """Return d(result) / d(input) for some tensors of a graph; `grad` of none of them changes.

    Parameters
    ----------
    result : one number.
    inputs : leaves, or tensors on the way to the result. What the result does not depend on has derivative 0.
    keep : give the derivatives a history, so that they have derivatives too.
    """
    found = {id(tensor): gradient for tensor, gradient in _walk(result, inputs, keep=keep)}
    return [found.get(id(each), Tensor(np.zeros_like(each.data))) for each in inputs]


def grad(f: Callable[..., Tensor], *, argument: int = 0) -> Callable[..., Tensor]:
    """Return the function that computes the derivative of `f` with regard to one of its arguments.

    Parameters
    ----------
    f : from tensors to a tensor of one number.
    argument : position of the argument.

    Examples
    --------
    >>> cube = lambda x: x**3
    >>> float(grad(cube)(2.0)), float(grad(grad(cube))(2.0))
    (12.0, 12.0)
    """

    def derivative(*arguments: Operand) -> Tensor:
        given = list(arguments)
        given[argument] = variable = _fresh(given[argument])
        return gradients(f(*given), [variable], keep=True)[0]

    return derivative


def _fresh(value: Operand) -> Tensor:
    """Make a variable of its own, still linked to `value`, so that nested derivatives do not mistake each other's."""
    if isinstance(value, Tensor):
        return _same(value) if value.tracked else Tensor(value.data, track=True)
    return Tensor(value, track=True)


_same = Operation("same", lambda x: x, lambda g, out, x: (g,))


def ordered(result: Tensor) -> list[Tensor]:
    """Return the tracked tensors that `result` was computed from, and itself, inputs before outputs."""
    order: list[Tensor] = []
    seen: set[int] = set()
    stack = [(result, False)]  # no recursion: a graph may be a million operations deep
    while stack:
        tensor, is_complete = stack.pop()
        if is_complete:
            order.append(tensor)
        elif tensor.tracked and id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.origin is not None:
                stack.extend((each, False) for each in tensor.origin.inputs)
    return order


def _walk(result: Tensor, inputs: Sequence[Tensor], *, keep: bool) -> list[tuple[Tensor, Tensor]]:
    """Return leaves and `inputs`, each with its gradient."""
    if result.data.size != 1:
        raise InputError(f"a derivative needs a result of one number, got shape {result.shape}. Take `.sum()` of it.")
    if not result.tracked:
        raise InputError("nothing that the result was computed from is tracked. Make a Tensor with `track=True`.")
    wanted = {id(each) for each in inputs}
    pending = {id(result): Tensor(np.ones_like(result.data))}
    found: list[tuple[Tensor, Tensor]] = []
    for tensor in reversed(ordered(result)):
        gradient = pending.pop(id(tensor))
        if tensor.origin is None or id(tensor) in wanted:
            found.append((tensor, gradient))
        if tensor.origin is not None:
            for each, part in zip(tensor.origin.inputs, _pull(tensor, gradient, keep=keep), strict=True):
                if each.tracked:
                    pending[id(each)] = pending[id(each)] + part if id(each) in pending else part
    return found


def _pull(tensor: Tensor, gradient: Tensor, *, keep: bool) -> list[Tensor]:
    assert tensor.origin is not None
    operation, inputs, options = tensor.origin.operation, tensor.origin.inputs, tensor.origin.options
    if keep:
        return operation.pull(gradient, tensor, inputs, options)
    return operation.pull(gradient, tensor.detach(), [each.detach() for each in inputs], options)
