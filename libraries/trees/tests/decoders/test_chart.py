"""The chart finds the best tree, and beam search nothing worse than greedy parsing."""

from __future__ import annotations

import naive_parse
import pytest
import torch
from parse_models import MODELS, leaves_of, sequences_of

from coincide_trees import NeuralGrammar, parse
from coincide_trees.adjacency import chain
from coincide_trees.decoders.beam import beam_search
from coincide_trees.decoders.chart import chart
from coincide_trees.decoders.greedy import greedy

TOLERANCE = 1e-5
"""Of sums of float32 numbers that were added in another order."""


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("n_leaves", [2, 3, 5, 8])
def test_the_chart_finds_the_best_of_all_trees(name: str, n_leaves: int) -> None:
    model = MODELS[name]
    with torch.no_grad():
        leaves = leaves_of(model, [n_leaves], seed=n_leaves)
        found = chart(leaves, [n_leaves], model)[0]
        assert found.total == pytest.approx(naive_parse.best_total(leaves[0], model), abs=TOLERANCE)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("entries", [1, 2, None])
def test_the_chart_is_never_worse_than_greedy(name: str, entries: int | None) -> None:
    model, lengths = MODELS[name], list(range(3, 14))
    with torch.no_grad():
        leaves = leaves_of(model, lengths)
        best = chart(leaves, lengths, model, entries=entries)
        first = greedy(leaves, [chain(length) for length in lengths], model)
    assert all(one.total >= other.total - TOLERANCE for one, other in zip(best, first, strict=True))


@pytest.mark.parametrize("beam", [2, 5])
def test_beam_search_is_never_worse_than_greedy(beam: int) -> None:
    model, lengths = NeuralGrammar(5, code=4, hidden=7, seed=3), list(range(3, 14))
    with torch.no_grad():
        leaves = leaves_of(model, lengths)
        best = beam_search(leaves, lengths, model, beam=beam)
        first = greedy(leaves, [chain(length) for length in lengths], model)
    assert all(one.total >= other.total - TOLERANCE for one, other in zip(best, first, strict=True))


def test_a_wide_beam_finds_the_best_tree() -> None:
    model = MODELS["grammar"]
    with torch.no_grad():
        leaves = leaves_of(model, [6])
        found = beam_search(leaves, [6], model, beam=1000)[0]
        assert found.total == pytest.approx(naive_parse.best_total(leaves[0], model), abs=TOLERANCE)


def test_a_beam_of_one_is_greedy() -> None:
    vectors = sequences_of([12])[0]
    assert parse(vectors, MODELS["grammar"], method="beam", beam=1) == parse(vectors, MODELS["grammar"])
