"""Parsing makes its tensors where the model is, so that an accelerator can do it.

No accelerator is needed to see that: with another default device, every tensor that is made without a device lands
there, and the first mixture of both fails.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from coincide_trees import (
    NeuralGrammar,
    Pace,
    RecursiveAutoencoder,
    SpanGrammar,
    SpanScorer,
    fit_autoencoder,
    fit_grammar,
    fit_span_scorer,
    measure_parse_gauge,
    parse_batch,
)
from coincide_trees.plain import random_tree

DIM = 6
ELSEWHERE = "meta"
"""A device that holds no numbers."""
PACE = Pace(n_epochs=1, batch_size=2)
_RNG = np.random.default_rng(0)
SEQUENCES = [_RNG.standard_normal((n_leaves, DIM)) for n_leaves in (5, 1, 9, 3)]
TREES = [random_tree([str(leaf) for leaf in range(len(vectors))], rng=_RNG) for vectors in SEQUENCES]

MODELS = {
    "autoencoder": lambda: RecursiveAutoencoder(DIM),
    "unfolding autoencoder": lambda: RecursiveAutoencoder(DIM, is_unfolding=True),
    "autoencoder with names": lambda: RecursiveAutoencoder(DIM, is_tied=True, labels=["a", "b"]),
    "grammar": lambda: NeuralGrammar(DIM, code=8, hidden=8),
    "grammar in context": lambda: NeuralGrammar(DIM, code=8, hidden=8, context=8, labels=["", "node"]),
    "span grammar": lambda: SpanGrammar(DIM, hidden=8, context=8),
    "span scorer": lambda: SpanScorer(DIM),
}
Model = RecursiveAutoencoder | NeuralGrammar | SpanGrammar | SpanScorer


@pytest.fixture(params=MODELS.values(), ids=list(MODELS))
def model(request: pytest.FixtureRequest) -> Model:
    make: Callable[[], Model] = request.param
    return make()


def _fit(model: Model) -> None:
    if isinstance(model, SpanScorer):
        fit_span_scorer(model, SEQUENCES, pace=PACE)
    elif isinstance(model, RecursiveAutoencoder):
        fit_autoencoder(model, SEQUENCES, labels=["a", None, "b", "a"] if model.labels else None, pace=PACE)
    else:
        fit_grammar(model, SEQUENCES, TREES, pace=PACE)


@pytest.mark.parametrize("method", ["greedy", "beam", "chart"])
def test_searching_stays_on_the_device_of_the_model(model: Model, method: str) -> None:
    expected = parse_batch(SEQUENCES, model, method=method)  # type: ignore[arg-type]
    with torch.device(ELSEWHERE):
        assert parse_batch(SEQUENCES, model, method=method) == expected  # type: ignore[arg-type]


def test_the_gauge_stays_on_the_device_of_the_model(model: Model) -> None:
    expected = measure_parse_gauge(model, SEQUENCES)
    with torch.device(ELSEWHERE):
        assert measure_parse_gauge(model, SEQUENCES) == expected


def test_fitting_stays_on_the_device_of_the_model(model: Model) -> None:
    with torch.device(ELSEWHERE):
        _fit(model)
    assert {parameter.device.type for parameter in model.parameters()} == {"cpu"}
    assert all(bool(parameter.isfinite().all()) for parameter in model.parameters())
