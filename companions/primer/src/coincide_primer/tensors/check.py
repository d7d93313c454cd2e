"""Checking derivatives by finite differences, and finding the operation whose rule is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from coincide_primer.errors import GradientError
from coincide_primer.tensors.tensor import Array, Tensor
from coincide_primer.tensors.walk import gradients, ordered

STEP = 1e-4
"""Of the differences, relative beyond 1. Rounding costs about 1e-16 / STEP, leaving out higher terms about STEP⁴."""


def check_gradients(f: Callable[..., Tensor], *arrays: Any, tolerance: float = 1e-8) -> None:
    """Compare the derivatives of `f` with finite differences, in float64.

    Parameters
    ----------
    f : from tensors to a tensor of one number; it must give the same each time.
    arrays : its arguments. Keep them away from kinks by more than 2e-4.
    tolerance : allowed difference, relative where the slope is beyond 1.

    Raises
    ------
    GradientError : with the name of the first operation whose own rule is wrong, and the difference.
    """
    values = [np.array(each, dtype=np.float64) for each in arrays]
    variables = [Tensor(each, track=True) for each in values]
    result = f(*variables)
    for argument, derivative in enumerate(gradients(result, variables)):
        slope = _slope(lambda *given: f(*map(Tensor, given)).data, values, argument)
        worst = _worst(derivative.data, slope)
        if worst.excess > tolerance:
            raise _error(result, argument, worst, tolerance)


class _Worst(NamedTuple):
    excess: float
    position: tuple[int, ...]
    derivative: float
    slope: float


def _worst(derivative: Array, slope: Array) -> _Worst:
    """The place of the largest difference, relative where the slope is beyond 1; what is not a number comes first."""
    if slope.size == 0:
        return _Worst(0.0, (), 0.0, 0.0)
    excess = np.abs(derivative - slope) / np.maximum(1.0, np.abs(slope))
    excess = np.where(np.isnan(excess), np.inf, excess)
    position = tuple(int(each) for each in np.unravel_index(np.argmax(excess), excess.shape))
    return _Worst(float(excess[position]), position, float(derivative[position]), float(slope[position]))


def _slope(f: Callable[..., Array], values: list[Array], argument: int) -> Array:
    """d(f) / d(values[argument]) by five-point differences (Abramowitz and Stegun 1964, 25.3.6)."""
    slope = np.zeros_like(values[argument])
    for position in np.ndindex(slope.shape):
        step = STEP * max(1.0, abs(float(values[argument][position])))

        def at(n_steps: int, position: tuple[int, ...] = position, step: float = step) -> float:
            moved = [each.copy() for each in values]
            moved[argument][position] += n_steps * step
            return float(f(*moved))

        slope[position] = (8.0 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12.0 * step)
    return slope


def _error(result: Tensor, argument: int, worst: _Worst, tolerance: float) -> GradientError:
    where = f"argument {argument}, position {worst.position}"
    measured = f"the derivative is {worst.derivative:.10g}, finite differences give {worst.slope:.10g}"
    wrong = _first_wrong(result, tolerance)
    if wrong is None:
        remedy = "No single operation is wrong: is a part of `f` computed past the tensors, by `.data` or `.detach()`?"
        return GradientError(
            f"at {where}, {measured}. {remedy}", operation="f", difference=abs(worst.derivative - worst.slope)
        )
    name, local = wrong
    difference = abs(local.derivative - local.slope)
    text = f"the rule of `{name}` is wrong by {difference:.3g}: at {where}, {measured}. Correct the rule"
    return GradientError(f"{text}, or keep away from a kink.", operation=name, difference=difference)


def _first_wrong(result: Tensor, tolerance: float) -> tuple[str, _Worst] | None:
    """Check each operation of the graph alone, at the inputs it had."""
    for tensor in ordered(result):
        if tensor.origin is None:
            continue
        operation, options = tensor.origin.operation, tensor.origin.options
        inputs = [each.detach() for each in tensor.origin.inputs]
        weights = np.linspace(0.5, 1.5, tensor.data.size).reshape(tensor.shape)  # so that errors cannot cancel
        parts = operation.pull(Tensor(weights), tensor.detach(), inputs, options)
        for argument, part in enumerate(parts):
            if tensor.origin.inputs[argument].tracked:
                slope = _slope(
                    lambda *given, run=operation.forward, options=options, weights=weights: np.sum(
                        weights * run(*given, **options)
                    ),
                    [each.data for each in inputs],
                    argument,
                )
                worst = _worst(part.data, slope)
                if worst.excess > tolerance:
                    return operation.name, worst
    return None
