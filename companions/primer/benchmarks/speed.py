"""CPU seconds of training, fitting and explaining, in turn with peers, one thread each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import lightgbm
import numpy as np
import torch
import xgboost
from sklearn.datasets import load_digits, make_friedman1

from benchmarks.clock import medians
from benchmarks.quality import DEPTH, N_ROUNDS, RATE
from benchmarks.rows import Row
from coincide_primer import Adam, BoostedTreesClassifier, BoostedTreesRegressor, Dense, Network, cross_entropy, relu


def rows(*, quick: bool) -> Iterator[Row]:
    torch.set_num_threads(1)
    repeats = 3 if quick else 9
    yield _fit("Friedman 20,000", make_friedman1(20_000, noise=1.0, random_state=0), repeats, classes=False)
    yield _fit("digits", load_digits(return_X_y=True), repeats, classes=True)
    yield _steps(repeats)
    yield _explanations(repeats)


def _fit(name: str, data: tuple[Any, Any], repeats: int, *, classes: bool) -> Row:
    same = {"max_depth": DEPTH, "learning_rate": RATE}
    kinds: Any = (BoostedTreesClassifier, lightgbm.LGBMClassifier, xgboost.XGBClassifier)
    if not classes:
        kinds = (BoostedTreesRegressor, lightgbm.LGBMRegressor, xgboost.XGBRegressor)
    ours, theirs = kinds[0](n_rounds=N_ROUNDS, **same), kinds[1](n_estimators=N_ROUNDS, n_jobs=1, verbose=-1, **same)
    other = kinds[2](n_estimators=N_ROUNDS, n_jobs=1, tree_method="hist", **same)
    works = {
        "ours": lambda: ours.fit(*data),
        "lightgbm": lambda: theirs.fit(*data),
        "xgboost": lambda: other.fit(*data),
    }
    return _ratio(f"fit {N_ROUNDS} rounds, {name}", works, "lightgbm", repeats, "10", "3")


def _steps(repeats: int) -> Row:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(64, 64)), rng.integers(0, 10, 64)
    network = Network(Dense(64, 128, rng=rng), relu, Dense(128, 10, rng=rng))
    optimizer = Adam(network.parameters.values())
    other = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10)).double()
    other_optimizer = torch.optim.Adam(other.parameters())
    other_x, other_y = torch.tensor(x), torch.tensor(y)

    def ours() -> None:
        for _ in range(100):
            cross_entropy(network(x), y).backward()
            optimizer.step()

    def theirs() -> None:
        for _ in range(100):
            other_optimizer.zero_grad()
            torch.nn.functional.cross_entropy(other(other_x), other_y).backward()
            other_optimizer.step()

    works = {"ours": ours, "PyTorch": theirs}
    return _ratio("100 steps of Adam, 64-128-10, batch 64, float64", works, "PyTorch", repeats, "3", "1.5")


def _explanations(repeats: int) -> Row:
    X, y = make_friedman1(2000, noise=1.0, random_state=0)
    ours = BoostedTreesRegressor(max_depth=DEPTH).fit(X, y)
    theirs = xgboost.train({"max_depth": DEPTH, "eta": RATE, "nthread": 1}, xgboost.DMatrix(X, y), N_ROUNDS)
    some = xgboost.DMatrix(X[:20])
    works = {
        "ours": lambda: [ours.explain(row) for row in X[:20]],
        "xgboost": lambda: theirs.predict(some, pred_contribs=True),
    }
    return _ratio("Shapley values of 20 rows, 100 trees of depth 4", works, "xgboost", repeats, "", "")


def _ratio(work: str, works: dict[str, Callable[[], object]], peer: str, repeats: int, floor: str, aim: str) -> Row:
    seconds = medians(works, repeats)
    told = ", ".join(f"{name} {each:.3g} s" for name, each in seconds.items())
    return Row(work, f"CPU time over {peer}'s", seconds["ours"] / max(seconds[peer], 1e-9), told, floor, aim)
