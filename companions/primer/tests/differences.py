"""The largest difference between this package and a peer: what tests bound and the benchmark prints."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch
import xgboost
from random_graphs import random_graph
from tables import random_classes, random_table

from coincide_primer import Adam, AdamW, BoostedTreesClassifier, BoostedTreesRegressor, Sgd, Tensor, tanh
from coincide_primer.trees.tree import LEAF

OPTIMIZERS: dict[str, tuple[Any, Any]] = {
    "SGD": (lambda p: Sgd(p, rate=0.03), lambda p: torch.optim.SGD(p, lr=0.03)),
    "momentum": (lambda p: Sgd(p, rate=0.03, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.9)),
    "Adam": (lambda p: Adam(p, rate=0.02), lambda p: torch.optim.Adam(p, lr=0.02)),
    "Adam with other betas": (
        lambda p: Adam(p, rate=0.02, betas=(0.5, 0.9), epsilon=1e-4),
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-4),
    ),
    "AdamW": (lambda p: AdamW(p, rate=0.02, decay=0.1), lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.1)),
}
OBJECTIVES = {"numbers": "reg:squarederror", "two classes": "binary:logistic", "three classes": "multi:softmax"}
SIZES = (200, 50, 7, 2, 255)
N_ROUNDS, DEPTH, RATE = 10, 5, 0.3


def of_a_graph(seed: int) -> float:
    """Gradients of a random graph, relative beyond 1."""
    graph = random_graph(seed)
    graph.result.ours.backward()
    graph.result.torch.backward()
    return max(_relative(leaf.ours.grad.data, leaf.torch.grad.numpy()) for leaf in graph.leaves)


def of_a_hundred_steps(name: str) -> float:
    """Weights of a small network on the way down."""
    rng = np.random.default_rng(0)
    x, start = rng.normal(size=(20, 3)), rng.normal(size=(3, 2))
    here, there = Tensor(start.copy(), track=True), torch.tensor(start.copy(), requires_grad=True)
    optimizer, other = OPTIMIZERS[name][0]([here]), OPTIMIZERS[name][1]([there])
    differences = []
    for _ in range(100):
        ((tanh(x @ here) - 0.3) ** 2).sum().backward()
        optimizer.step()
        other.zero_grad()
        ((torch.tanh(torch.tensor(x) @ there) - 0.3) ** 2).sum().backward()
        other.step()
        differences.append(np.abs(here.data - there.detach().numpy()).max())
    return float(max(differences))


def of_leaf_values(kind: str, *, missing: float, seed: int = 0) -> list[float]:
    """Leaf values of each tree beside xgboost's exact method; infinite where a tree has another number of leaves."""
    ours, theirs = _both_ensembles(kind, missing, seed)
    trees = [tree for trees in ours.rounds for tree in trees]
    pairs = zip(trees, theirs.get_dump(dump_format="json"), strict=True)
    return [_leaf_difference(tree.value[tree.feature == LEAF], _leaves(json.loads(text))) for tree, text in pairs]


def _both_ensembles(kind: str, missing: float, seed: int) -> tuple[Any, Any]:
    table = {"n": 2000, "missing": missing, "sizes": SIZES}
    n_classes = list(OBJECTIVES).index(kind) + 1
    X, y = random_table(seed, **table) if n_classes == 1 else random_classes(seed, n_classes, **table)
    estimator = BoostedTreesRegressor if n_classes == 1 else BoostedTreesClassifier
    # xgboost counts no rows, and wants a sum of second derivatives of 1.
    model = estimator(n_rounds=N_ROUNDS, max_depth=DEPTH, learning_rate=RATE, min_hessian=1.0, min_rows=1)
    ours = model.fit(X, y).ensemble_
    data = xgboost.DMatrix(X, y, base_margin=np.tile(ours.start, (len(X), 1)))
    options = {"max_depth": DEPTH, "eta": RATE, "tree_method": "exact", "nthread": 1, "objective": OBJECTIVES[kind]}
    if n_classes > 2:
        options["num_class"] = n_classes
    return ours, xgboost.train(options, data, N_ROUNDS)


def _leaf_difference(values: np.ndarray, truth: list[float]) -> float:
    if len(values) != len(truth):
        return float("inf")
    return float(np.abs(np.sort(values) - np.sort(truth)).max())


def _leaves(node: dict[str, Any]) -> list[float]:
    return [node["leaf"]] if "leaf" in node else [each for child in node["children"] for each in _leaves(child)]


def _relative(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.abs(found - truth).max() / max(1.0, np.abs(truth).max()))
