"""What cannot be parsed is refused with one clear error."""

from __future__ import annotations

import numpy as np
import pytest
from parse_models import DIM, MODELS

from coincide_trees import (
    NeuralGrammar,
    RecursiveAutoencoder,
    SpanGrammar,
    SpanScorer,
    chain,
    fit_autoencoder,
    fit_grammar,
    grid,
    parse,
    parse_batch,
    right_branching,
)
from coincide_trees.errors import InputError

MODEL = MODELS["grammar"]
GOOD = np.ones((4, DIM))


def test_no_leaves() -> None:
    with pytest.raises(InputError, match=r"expected at least one leaf, got none in sequence 1. Leave empty sequences"):
        parse_batch([GOOD, np.empty((0, DIM))], MODEL)


def test_nan_tells_its_row() -> None:
    vectors = GOOD.copy()
    vectors[2, 1] = np.nan
    with pytest.raises(InputError, match=r"expected finite numbers, got NaN or infinity in row 2 of sequence 0"):
        parse(vectors, MODEL)


def test_vectors_of_unequal_length() -> None:
    with pytest.raises(InputError, match=r"expected vectors of equal length, got lengths 2, 5 in sequence 0"):
        parse([[1.0] * 5, [1.0] * 2], MODEL)


def test_words_instead_of_numbers() -> None:
    with pytest.raises(InputError, match=r"got something that is no number in sequence 0"):
        parse([["a"] * 5, ["b"] * 5], MODEL)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [(4, 3), (4,), (2, 4, 5)])
def test_another_dimension_than_the_model_has(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match=r"expected vectors of length 5, which the model was made for"):
        parse(np.ones(shape), MODEL)


def test_an_adjacency_of_another_size() -> None:
    with pytest.raises(InputError, match=r"expected an adjacency of 4 leaves for sequence 0, got one of 6"):
        parse(GOOD, MODEL, adjacency=grid(2, 3))


def test_an_unknown_adjacency() -> None:
    with pytest.raises(
        InputError, match=r"expected adjacency `chain`, `any`, or one made by `grid` or `graph`, got `x`"
    ):
        parse(GOOD, MODEL, adjacency="x")  # type: ignore[arg-type]


def test_too_few_adjacencies() -> None:
    with pytest.raises(InputError, match=r"expected 2 adjacencies, one for each sequence, got 1"):
        parse_batch([GOOD, GOOD], MODEL, adjacency=[chain(4)])


@pytest.mark.parametrize("method", ["beam", "chart"])
def test_graphs_are_for_greedy_parsing(method: str) -> None:
    with pytest.raises(InputError, match=rf"expected neighbors in a chain for method `{method}`, got a graph"):
        parse(GOOD, MODEL, adjacency=grid(2, 2), method=method)  # type: ignore[arg-type]


def test_an_unknown_method() -> None:
    with pytest.raises(InputError, match=r"expected one of the methods greedy, beam, chart, got `best`"):
        parse(GOOD, MODEL, method="best")  # type: ignore[arg-type]


def test_a_beam_of_none() -> None:
    with pytest.raises(InputError, match=r"expected `beam` of at least 1, got 0"):
        parse(GOOD, MODEL, method="beam", beam=0)


def test_a_chart_without_entries() -> None:
    with pytest.raises(InputError, match=r"expected `entries` of at least 1, got 0"):
        parse(GOOD, MODEL, method="chart", entries=0)


def test_too_few_names() -> None:
    with pytest.raises(InputError, match=r"expected names for \[4\] leaves, got \[2\]"):
        parse(GOOD, MODEL, names=["a", "b"])


def test_a_truth_over_other_leaves() -> None:
    with pytest.raises(InputError, match=r"expected a truth for each of 1 sequences, over as many leaves, got \[3\]"):
        fit_grammar(NeuralGrammar(DIM), [GOOD], [right_branching(["a", "b", "c"])])


def test_a_label_that_the_autoencoder_does_not_know() -> None:
    with pytest.raises(InputError, match=r"expected a label among `wren`, got `robin`. Make the model with this label"):
        fit_autoencoder(RecursiveAutoencoder(DIM, labels=["wren"]), [GOOD], labels=["robin"])


def test_labels_for_another_number_of_sequences() -> None:
    with pytest.raises(InputError, match=r"expected 1 labels, one for each sequence, got 2"):
        fit_autoencoder(RecursiveAutoencoder(DIM, labels=["wren"]), [GOOD], labels=["wren", "wren"])


def test_names_from_a_model_without_any() -> None:
    with pytest.raises(InputError, match=r"expected an autoencoder with labels, got one without"):
        RecursiveAutoencoder(DIM).logits(GOOD)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [RecursiveAutoencoder, NeuralGrammar, SpanGrammar, SpanScorer])
def test_a_model_for_vectors_of_no_length(kind: type[RecursiveAutoencoder]) -> None:
    with pytest.raises(InputError, match=r"expected `dim`.* of at least 1"):
        kind(0)
