"""Each operation with arrays at which its rule is checked."""

from __future__ import annotations

import numpy as np

import coincide_primer.tensors as g
from coincide_primer.tensors import shapes

X = np.array([[0.3, -1.2, 2.0], [0.7, 1.5, -0.4]])
Y = np.array([[1.1], [-0.6]])
IMAGE = np.linspace(-1.0, 1.0, 50).reshape(1, 2, 5, 5)
RULES = {
    "add": (lambda x, y: x + y, X, Y),
    "subtract": (lambda x, y: x - y, X, Y),
    "multiply": (lambda x, y: x * y, X, Y),
    "divide": (lambda x, y: x / y, X, Y),
    "maximum": (g.maximum, X, Y),
    "minimum": (g.minimum, X, Y),
    "where": (lambda x, y: g.where(x, y, mask=X > 0), X, Y),
    "negate": (lambda x: -x, X),
    "exp": (g.exp, X),
    "log": (g.log, X**2),
    "sqrt": (g.sqrt, X**2),
    "sin": (g.sin, X),
    "cos": (g.cos, X),
    "tanh": (g.tanh, X),
    "sigmoid": (g.sigmoid, X),
    "relu": (g.relu, X),
    "absolute": (g.absolute, X),
    "power": (lambda x: x**2.5, X**2),
    "power of 0": (lambda x: x**0, np.zeros(2)),
    "sum": (lambda x: x.sum(0), X),
    "mean": (lambda x: x.mean(1, keepdims=True), X),
    "max": (lambda x: x.max((0, 1)), X),
    "reshape": (lambda x: x.reshape(3, 2), X),
    "transpose": (lambda x: x.transpose(2, 0, 1), X.reshape(2, 3, 1)),
    "broadcast_to": (lambda x: g.broadcast_to(x, shape=(4, 2, 3)), Y),
    "getitem": (lambda x: x[[0, 0, 1], 1:], X),
    "scatter": (lambda x: shapes.scatter(x, index=[0, 2, 2], shape=(4, 2)), X.T),
    "concatenate": (lambda x, y: g.concatenate([x, y, x], axis=-1), X, Y),
    "matmul": (lambda x, y: x @ y, X, X.T),
    "matmul of a stack": (lambda x, y: x @ y, X.reshape(1, 2, 3), np.stack([X.T, -X.T])),
    "matmul of vectors": (lambda x, y: x @ y, X[0], X[1]),
    "matmul of a vector and a stack": (lambda x, y: x @ y, X[0], np.stack([X.T, -X.T])),
    "unfold": (lambda x: g.unfold(x, size=3, stride=2, padding=1), IMAGE),
    "fold": (lambda x: g.fold(x, shape=(1, 1, 4, 4), size=2, stride=1, padding=0), np.ones((1, 3, 3, 4))),
}


def weighed(f):
    """Weigh what `f` gives, so that no derivative is the same everywhere by accident."""

    def result_of(*inputs):
        result = f(*inputs)
        weights = np.linspace(0.5, 1.5, result.data.size).reshape(result.shape)
        return (g.sin(result) * weights).sum()

    return result_of
