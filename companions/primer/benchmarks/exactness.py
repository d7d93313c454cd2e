"""Differences from finite differences, PyTorch, xgboost and definitions: the largest that were seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from differences import OBJECTIVES, OPTIMIZERS, of_a_graph, of_a_hundred_steps, of_leaf_values
from naive import shapley_values
from rules import RULES, weighed
from tables import random_classes, random_table

from benchmarks.rows import Row
from coincide_primer import BoostedTreesClassifier, BoostedTreesRegressor, GradientError, check_gradients

LEAF_FLOOR = 1e-6


def rows(*, quick: bool) -> Iterator[Row]:
    metric = "largest difference of a derivative"
    yield Row(f"{len(RULES)} operations", metric, max(map(_rule, RULES)), "finite differences", "1e-6", "1e-8")
    yield Row("200 random graphs", f"{metric}, relative beyond 1", max(map(of_a_graph, range(200))), "PyTorch", "1e-10")
    for name in OPTIMIZERS:
        difference = of_a_hundred_steps(name)
        yield Row(f"100 steps of {name}", "largest difference of a weight", difference, "PyTorch", "1e-9")
    for kind in OBJECTIVES:
        yield from _leaf_values(kind, n_seeds=2 if quick else 10)
    yield Row("Shapley values", "largest difference", _shapley(), "sums over all coalitions", "1e-9")
    yield Row("Shapley values", "largest difference of their sum", _sums(), "the score", "1e-9")


def _rule(name: str) -> float:
    f, *arrays = RULES[name]
    try:
        check_gradients(weighed(f), *arrays, tolerance=0.0)
    except GradientError as error:
        return error.difference
    return 0.0


def _leaf_values(kind: str, n_seeds: int) -> Iterator[Row]:
    tables = [of_leaf_values(kind, missing=missing, seed=seed) for seed in range(n_seeds) for missing in (0.0, 0.1)]
    same = [max(each) for each in tables if max(each) <= LEAF_FLOOR]
    work = f"10 rounds on {len(tables)} tables, {kind}"
    against = "xgboost, exact"
    yield Row(work, "tables whose trees all have the same leaf values", len(same), against, f"{len(tables)}")
    yield Row(work, "largest difference of a leaf value in these", max(same), against, "1e-6")


def _shapley() -> float:
    X, y = random_table(0)
    model = BoostedTreesRegressor(n_rounds=5, min_hessian=5.0).fit(X, y)
    return max(_difference_from_definition(model, row) for row in X[:10])


def _difference_from_definition(model: Any, row: np.ndarray) -> float:
    codes = model.ensemble_.bins.codes(row[None])[0]
    slow = sum(shapley_values(trees[0], codes) for trees in model.ensemble_.rounds)
    return float(np.abs(model.explain(row).contributions[0] - slow).max())


def _sums() -> float:
    X, y = random_classes(1, 4)
    model = BoostedTreesClassifier().fit(X, y)
    differences = []
    for row, score in zip(X[:20], model.ensemble_.scores(X[:20]), strict=True):
        why = model.explain(row)
        differences.append(np.abs(why.baseline + why.contributions.sum(axis=1) - score).max())
    return float(max(differences))
