"""Elementwise operations, each beside its derivative.

In the rules, `g` is d(result) / d(output), `out` the output, `x` and `y` the inputs; all are tensors, and inputs are
broadcast as in NumPy. Where a function has a kink, its derivative there is the mean of both sides, except for `relu`,
which has 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.operation import Operation
from coincide_primer.tensors.tensor import Array, Operand, Tensor


def _unary(name: str, forward: Callable[[Array], Array], slope: Callable[[Tensor, Tensor], Tensor]) -> Operation:
    """Make an operation of one input from its slope, a function of output and input."""
    return Operation(name, forward, lambda g, out, x: (g * slope(out, x),))


def _binary(
    name: str,
    forward: Callable[[Array, Array], Array],
    rule: Callable[[Tensor, Tensor, Tensor, Tensor], Sequence[Tensor]],
) -> Operation:
    return Operation(name, forward, rule, broadcasts=True)


add = _binary("add", np.add, lambda g, out, x, y: (g, g))
subtract = _binary("subtract", np.subtract, lambda g, out, x, y: (g, -g))
multiply = _binary("multiply", np.multiply, lambda g, out, x, y: (g * y, g * x))
divide = _binary("divide", np.divide, lambda g, out, x, y: (g / y, -g * out / y))
maximum = _binary("maximum", np.maximum, lambda g, out, x, y: (g * _share(x, y), g * _share(y, x)))
minimum = _binary("minimum", np.minimum, lambda g, out, x, y: (g * _share(y, x), g * _share(x, y)))

negate = Operation("negate", np.negative, lambda g, out, x: (-g,))
exp = _unary("exp", np.exp, lambda out, x: out)
log = _unary("log", np.log, lambda out, x: 1.0 / x)
sqrt = _unary("sqrt", np.sqrt, lambda out, x: 0.5 / out)
sin = _unary("sin", np.sin, lambda out, x: cos(x))
cos = _unary("cos", np.cos, lambda out, x: -sin(x))
tanh = _unary("tanh", np.tanh, lambda out, x: 1.0 - out * out)
absolute = _unary("absolute", np.abs, lambda out, x: Tensor(np.sign(x.data)))
relu = _unary("relu", lambda x: np.maximum(x, 0), lambda out, x: Tensor(np.greater(x.data, 0).astype(x.data.dtype)))
# Through tanh, since exp overflows far from 0.
sigmoid = _unary("sigmoid", lambda x: 0.5 * (np.tanh(0.5 * x) + 1.0), lambda out, x: out * (1.0 - out))


def _share(x: Tensor, y: Tensor) -> Tensor:
    """1 where `x` is the larger, 0 where `y` is, 1/2 where they are equal."""
    return Tensor(np.heaviside(x.data - y.data, 0.5))


def power(x: Operand, exponent: float) -> Tensor:
    """Raise to a power that is a number, not a tensor."""
    if not isinstance(exponent, int | float):
        kind = type(exponent).__name__
        raise InputError(f"an exponent must be a number, got {kind}. For a variable one, write exp(y * log(x)).")
    return _power(x, exponent=exponent)


def _power_rule(g: Tensor, out: Tensor, x: Tensor, *, exponent: float) -> Sequence[Tensor]:
    # x⁰ is 1 everywhere: its slope is 0 also where x⁻¹ is infinite.
    return (g * (exponent * x ** (exponent - 1)) if exponent != 0 else g * 0.0,)


_power = Operation("power", lambda x, *, exponent: np.power(x, exponent), _power_rule)


def _where_rule(g: Tensor, out: Tensor, x: Tensor, y: Tensor, *, mask: Array) -> Sequence[Tensor]:
    return g * Tensor(mask.astype(g.data.dtype)), g * Tensor((~mask).astype(g.data.dtype))


where = Operation("where", lambda x, y, *, mask: np.where(mask, x, y), _where_rule, broadcasts=True)
"""`x` where the Boolean array `mask` is true, else `y`."""
