"""Accuracy and error on data that was held out, beside peers with the same settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lightgbm
import numpy as np
import xgboost
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, make_friedman1
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold, StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier

from benchmarks.rows import Row
from coincide_primer import AdamW, BoostedTreesClassifier, BoostedTreesRegressor, Network, cross_entropy, fit
from coincide_primer.digits import as_images, convolutional, multilayer, shifted

DEPTH, N_ROUNDS, RATE = 4, 100, 0.1


def digits(*, quick: bool) -> Iterator[Row]:
    """Networks on digits, each fifth held out once per seed."""
    seeds = range(1 if quick else 3)
    peer = np.mean([_peer(seed) for seed in seeds])
    for name, run, floor, aim in (
        ("multilayer network", _multilayer, "0.975", "0.98"),
        ("convolutions", _convolutional, "0.975", "0.985"),
    ):
        if quick and run is _convolutional:
            continue
        accuracies = [run(*fold) for seed in seeds for fold in _folds(seed)]
        work = f"digits, {name}, {len(accuracies)} folds"
        yield Row(work, "accuracy", float(np.mean(accuracies)), f"scikit-learn MLP (128, 128) {peer:.4f}", floor, aim)


def _folds(seed: int) -> Iterator[tuple[Any, ...]]:
    X, y = load_digits(return_X_y=True)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y):
        yield X[train] / 16, y[train], X[test] / 16, y[test], np.random.default_rng(seed)


def _peer(seed: int) -> float:
    scores = []
    for x, y, x_test, y_test, _ in _folds(seed):
        peer = MLPClassifier((128, 128), max_iter=60, learning_rate_init=3e-3, random_state=seed)
        scores.append(peer.fit(x, y).score(x_test, y_test))
    return float(np.mean(scores))


def _multilayer(x: Any, y: Any, x_test: Any, y_test: Any, rng: np.random.Generator) -> float:
    return _accuracy(multilayer(rng), x, y, x_test, y_test, 30, rng)


def _convolutional(x: Any, y: Any, x_test: Any, y_test: Any, rng: np.random.Generator) -> float:
    x, y = shifted(as_images(x), y)
    return _accuracy(convolutional(rng), x, y, as_images(x_test), y_test, 6, rng)


def _accuracy(network: Network, x: Any, y: Any, x_test: Any, y_test: Any, epochs: int, rng: Any) -> float:
    optimizer = AdamW(network.parameters.values(), rate=3e-3)
    fit(network, x, y, loss=cross_entropy, optimizer=optimizer, epochs=epochs, rng=rng)
    return float(np.mean(network(x_test).data.argmax(axis=1) == y_test))


def boosting(*, quick: bool) -> Iterator[Row]:
    """100 rounds of depth 4 at rate 0.1, all else by default, in repeated cross-validation."""
    n_repeats = 1 if quick else 4
    classes: dict[str, Any] = {"digits": load_digits, "breast cancer": load_breast_cancer}
    for name, load in classes.items():
        folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=n_repeats, random_state=0)
        scores = _scores(_classifiers(), *load(return_X_y=True), folds, "accuracy")
        ours, best = scores["ours"], max(scores.values())
        floor = f"{best - 0.01:.4f}"
        yield Row(f"{name}, boosted trees", "accuracy", ours, _told(scores), floor, f"{best:.4f}")
    friedman = make_friedman1(2000, noise=1.0, random_state=0)
    for name, (X, y) in {"diabetes": load_diabetes(return_X_y=True), "Friedman 2,000": friedman}.items():
        folds = RepeatedKFold(n_splits=5, n_repeats=n_repeats, random_state=0)
        scores = _scores(_regressors(), X, y, folds, "neg_root_mean_squared_error")
        errors = {peer: -score for peer, score in scores.items()}
        best = min(errors.values())
        yield Row(f"{name}, boosted trees", "RMSE", errors["ours"], _told(errors), f"{1.02 * best:.4g}", f"{best:.4g}")


def _scores(models: dict[str, Any], X: Any, y: Any, folds: Any, scoring: str) -> dict[str, float]:
    found = {name: cross_val_score(model, X, y, cv=folds, scoring=scoring) for name, model in models.items()}
    return {name: float(np.mean(each)) for name, each in found.items()}


def _told(scores: dict[str, float]) -> str:
    return ", ".join(f"{name} {score:.4g}" for name, score in scores.items() if name != "ours")


def _classifiers() -> dict[str, Any]:
    same = {"max_depth": DEPTH, "learning_rate": RATE}
    return {
        "ours": BoostedTreesClassifier(n_rounds=N_ROUNDS, **same),
        "xgboost": xgboost.XGBClassifier(n_estimators=N_ROUNDS, n_jobs=1, **same),
        "lightgbm": lightgbm.LGBMClassifier(n_estimators=N_ROUNDS, n_jobs=1, verbose=-1, **same),
        "scikit-learn": HistGradientBoostingClassifier(max_iter=N_ROUNDS, **same),
    }


def _regressors() -> dict[str, Any]:
    same = {"max_depth": DEPTH, "learning_rate": RATE}
    return {
        "ours": BoostedTreesRegressor(n_rounds=N_ROUNDS, **same),
        "xgboost": xgboost.XGBRegressor(n_estimators=N_ROUNDS, n_jobs=1, **same),
        "lightgbm": lightgbm.LGBMRegressor(n_estimators=N_ROUNDS, n_jobs=1, verbose=-1, **same),
        "scikit-learn": HistGradientBoostingRegressor(max_iter=N_ROUNDS, **same),
    }
