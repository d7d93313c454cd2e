"""What holds for every decoder and every model."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from parse_models import DIM, LENGTHS, MODELS, sequences_of

from coincide_trees import Method, parse, parse_batch

METHODS: tuple[Method, ...] = ("greedy", "beam", "chart")
every_search = pytest.mark.parametrize(("method", "name"), [(method, name) for method in METHODS for name in MODELS])


@every_search
def test_a_tree_of_t_leaves_has_2t_minus_1_nodes(method: Method, name: str) -> None:
    trees = parse_batch(sequences_of(LENGTHS), MODELS[name], method=method, entries=9)
    assert [tree.n_nodes for tree in trees] == [2 * length - 1 for length in LENGTHS]


@every_search
def test_spans_nest_and_leaves_stay_in_order(method: Method, name: str) -> None:
    tree = parse(sequences_of([11])[0], MODELS[name], method=method, entries=9)
    assert all(under == tuple(range(under[0], under[-1] + 1)) for under in tree.members)


@every_search
def test_side_by_side_is_as_one_by_one(method: Method, name: str) -> None:
    sequences = sequences_of(LENGTHS)
    together = [tree.children for tree in parse_batch(sequences, MODELS[name], method=method)]
    assert together == [parse(vectors, MODELS[name], method=method).children for vectors in sequences]


@pytest.mark.parametrize("method", METHODS)
def test_a_single_leaf_is_a_tree_of_one(method: Method) -> None:
    tree = parse(np.ones((1, DIM)), MODELS["grammar"], method=method, names=["call"])
    assert (tree.leaves, tree.children, tree.labels) == (("call",), (), ())


def test_no_sequences_give_no_trees() -> None:
    assert parse_batch([], MODELS["grammar"]) == []


def test_nodes_are_named_by_models_that_have_names() -> None:
    tree = parse(sequences_of([6])[0], MODELS["grammar"])
    assert set(tree.labels) <= {"", "node"}
    assert len(tree.labels) == 5


def test_scores_do_not_depend_on_whether_the_model_is_learning() -> None:
    model = MODELS["grammar"]
    resting = parse(sequences_of([9])[0], model)
    model.train()  # type: ignore[attr-defined]
    assert parse(sequences_of([9])[0], model) == resting


@pytest.mark.parametrize("beam", [2, 3, 8])
def test_a_beam_goes_on_where_all_merges_of_all_courses_are_known(beam: int) -> None:
    def merge(left: torch.Tensor, right: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return (left + right) / 2, -(left - right).square().sum(1)

    for seed in range(20):
        vectors = np.random.default_rng(seed).standard_normal((6 + seed, 2))
        greedy, found = (parse(vectors, merge, method=method, beam=beam) for method in ("greedy", "beam"))
        assert sum(found.scores) >= sum(greedy.scores) - 1e-4
