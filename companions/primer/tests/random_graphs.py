"""Random computations, the same for this package and for PyTorch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

import coincide_primer.tensors as ours


@dataclass
class Pair:
    """The same number in both worlds."""

    ours: ours.Tensor
    torch: Any


@dataclass
class Graph:
    """A random graph with one number as its result.

    Attributes
    ----------
    leaves : what it begins with.
    result : what it ends with.
    names : operations on the way.
    """

    leaves: list[Pair]
    result: Pair
    names: list[str] = field(default_factory=list)


UNARY = {
    "exp": (lambda x: ours.exp(x * 0.1), lambda x: torch.exp(x * 0.1)),
    "log": (lambda x: ours.log(x * x + 1.0), lambda x: torch.log(x * x + 1.0)),
    "sqrt": (lambda x: ours.sqrt(x * x + 0.5), lambda x: torch.sqrt(x * x + 0.5)),
    "sin": (ours.sin, torch.sin),
    "cos": (ours.cos, torch.cos),
    "tanh": (ours.tanh, torch.tanh),
    "sigmoid": (ours.sigmoid, torch.sigmoid),
    "relu": (ours.relu, torch.relu),
    "absolute": (ours.absolute, torch.abs),
    "negate": (lambda x: -x, lambda x: -x),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube": (lambda x: (x * 0.3) ** 3, lambda x: (x * 0.3) ** 3),
    "transpose": (lambda x: x.T, lambda x: x.permute(*reversed(range(x.ndim)))),
    "flatten": (lambda x: x.reshape(-1), lambda x: x.reshape(-1)),
    "sum": (lambda x: x.sum(0), lambda x: x.sum(0)),
    "mean": (lambda x: x.mean(-1, keepdims=True), lambda x: x.mean(-1, keepdim=True)),
    "max": (lambda x: x.max(0, keepdims=True), lambda x: x.amax(0, keepdim=True)),
    "reverse": (lambda x: x[::-1], lambda x: x.flip(0)),
    "repeat": (lambda x: x[np.zeros(3, int)], lambda x: x[[0, 0, 0]]),
    "join": (lambda x: ours.concatenate([x, x * 2.0]), lambda x: torch.cat([x, x * 2.0])),
}
BINARY = {
    "add": (lambda x, y: x + y, lambda x, y: x + y),
    "subtract": (lambda x, y: x - y, lambda x, y: x - y),
    "multiply": (lambda x, y: x * y, lambda x, y: x * y),
    "divide": (lambda x, y: x / (y * y + 1.0), lambda x, y: x / (y * y + 1.0)),
    "maximum": (ours.maximum, torch.maximum),
    "minimum": (ours.minimum, torch.minimum),
}
SHAPES = [(3, 4), (4,), (3, 1), (1, 4), (2, 3, 4), (1,)]


def random_graph(seed: int, n_operations: int = 12) -> Graph:
    """Draw a graph: operations of one or two earlier tensors, then the sum of what nobody used."""
    rng = np.random.default_rng(seed)
    leaves = [_leaf(rng, SHAPES[rng.integers(len(SHAPES))]) for _ in range(4)]
    graph = Graph(leaves, leaves[0])
    known = list(leaves)
    for _ in range(n_operations):
        known.append(_matrix_product(known, rng, graph) or _binary(known, rng, graph) or _unary(known, rng, graph))
    total = [(each.ours * each.ours).mean() for each in known]
    other = [(each.torch * each.torch).mean() for each in known]
    graph.result = Pair(sum(total[1:], total[0]), sum(other[1:], other[0]))
    return graph


def _leaf(rng: np.random.Generator, shape: tuple[int, ...]) -> Pair:
    data = rng.normal(size=shape)
    return Pair(ours.Tensor(data, track=True), torch.tensor(data, requires_grad=True))


def _matrix_product(known: list[Pair], rng: np.random.Generator, graph: Graph) -> Pair | None:
    if rng.random() > 0.2:
        return None
    x = known[rng.integers(len(known))]
    y = _leaf(rng, (x.ours.shape[-1], 3))
    graph.leaves.append(y)
    graph.names.append("matmul")
    return Pair(x.ours @ y.ours * 0.3, x.torch @ y.torch * 0.3)


def _binary(known: list[Pair], rng: np.random.Generator, graph: Graph) -> Pair | None:
    x, y = known[rng.integers(len(known))], known[rng.integers(len(known))]
    try:
        np.broadcast_shapes(x.ours.shape, y.ours.shape)
    except ValueError:
        return None
    return _applied(BINARY, rng, graph, x, y)


def _unary(known: list[Pair], rng: np.random.Generator, graph: Graph) -> Pair:
    x = known[rng.integers(len(known))]
    made = _applied(UNARY, rng, graph, x)
    return made if made.ours.ndim else Pair(made.ours.reshape(1), made.torch.reshape(1))


def _applied(table: dict[str, Any], rng: np.random.Generator, graph: Graph, *inputs: Pair) -> Pair:
    name = list(table)[rng.integers(len(table))]
    here, there = table[name]
    graph.names.append(name)
    return Pair(here(*(each.ours for each in inputs)), there(*(each.torch for each in inputs)))
