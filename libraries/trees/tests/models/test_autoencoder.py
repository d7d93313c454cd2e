"""The recursive autoencoder: unit codes, errors weighted by size, and learning without collapse."""

from __future__ import annotations

import naive_parse
import numpy as np
import pytest
import torch
from parse_models import DIM, leaves_of

from coincide_trees import Pace, RecursiveAutoencoder, fit_autoencoder, measure_parse_gauge, parse, parse_batch
from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.models.levels import grow
from coincide_trees.models.unfolding import unfolded_errors

LENGTHS = (6, 3, 1, 5)


def pattern_songs(n: int, *, seed: int = 0) -> list[np.ndarray]:
    """Songs of pairs (a, b), (c, d), (e, f) in any order, with a little noise."""
    rng = np.random.default_rng(seed)
    notes = np.random.default_rng(99).standard_normal((6, 8))
    pairs = [rng.integers(0, 3, 4) for _ in range(n)]
    return [notes[np.stack([2 * one, 2 * one + 1], 1).ravel()] + 0.05 * rng.standard_normal((8, 8)) for one in pairs]


def test_parents_have_unit_norm_and_count_their_leaves() -> None:
    states = leaves_of(RecursiveAutoencoder(DIM), [2])[0]
    parent = RecursiveAutoencoder(DIM).merge(states[:1], states[1:])[0].detach()
    assert float(parent[0, :-1].norm()) == pytest.approx(1.0, abs=1e-6)
    assert float(parent[0, -1]) == 2.0


def test_the_score_is_minus_the_error_weighted_by_leaves() -> None:
    model = RecursiveAutoencoder(2)
    with torch.no_grad():
        for layer in (model.compose, model.reconstruct):
            layer.weight.zero_()
        model.compose.bias.copy_(torch.tensor([1.0, 0.0]))
        model.reconstruct.bias.copy_(torch.tensor([0.0, 0.0, 1.0, 0.0]))
        left, right = torch.tensor([[1.0, 0.0, 3.0]]), torch.tensor([[0.0, 1.0, 1.0]])
        _, score = model.merge(left, right)
    assert float(score[0]) == pytest.approx(-(3 / 4 * 1.0 + 1 / 4 * 2.0))


def test_tied_weights_reconstruct_with_the_transposed_composition() -> None:
    model = RecursiveAutoencoder(DIM, is_tied=True)
    codes = torch.randn(3, DIM, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(model.told(codes), codes @ model.compose.weight + model.reconstruct.bias)


def test_unfolded_errors_are_those_of_telling_each_node_apart_by_itself() -> None:
    model = RecursiveAutoencoder(DIM, is_unfolding=True)
    leaves = leaves_of(model, LENGTHS)
    with torch.no_grad():
        trees = [one.children for one in greedy(leaves, [chain(length) for length in LENGTHS], model)]
        grown = grow(leaves, trees, model)
        fast = unfolded_errors(leaves, trees, grown.states, model)
        slow = []
        for number, children in enumerate(trees):
            truth = leaves[number, : len(children) + 1, :-1]
            for place in range(len(children)):
                state = grown.states[grown.first[number] + place]
                slow.append(
                    naive_parse.unfolded_error(len(truth) + place, state[:-1], children, truth, model) / state[-1]
                )
    torch.testing.assert_close(fast, torch.stack(slow))


@pytest.mark.parametrize("options", [{}, {"is_tied": True}, {"is_unfolding": True}])
def test_learning_makes_errors_smaller_without_collapse(options: dict[str, bool]) -> None:
    model, songs = RecursiveAutoencoder(8, **options), pattern_songs(96)
    course = fit_autoencoder(model, songs, pace=Pace(n_epochs=15, batch_size=8))
    assert np.mean(course.losses[-3:]) < 0.5 * np.mean(course.losses[:3])
    assert not measure_parse_gauge(model, songs).is_collapsed


def gesture_songs(n: int, *, seed: int) -> list[np.ndarray]:
    """Songs of five gestures, each one of ten pairs among twelve notes."""
    rng = np.random.default_rng(seed)
    notes = np.random.default_rng(99).standard_normal((12, 12))
    gestures = np.random.default_rng(98).integers(0, 12, (10, 2))
    return [notes[gestures[rng.integers(0, 10, 5)].ravel()] + 0.05 * rng.standard_normal((10, 12)) for _ in range(n)]


def test_unfolding_finds_gestures_that_recur() -> None:
    model = RecursiveAutoencoder(12, is_unfolding=True)
    fit_autoencoder(model, gesture_songs(200, seed=0), pace=Pace(n_epochs=8, batch_size=16, learning_rate=4e-3))
    gestures = {(0, 2), (2, 4), (4, 6), (6, 8), (8, 10)}
    found = [len(gestures & set(tree.spans)) for tree in parse_batch(gesture_songs(50, seed=1), model)]
    assert np.mean(found) > 4  # of 5; before learning 1.3


def test_any_pair_ignores_order() -> None:
    model = RecursiveAutoencoder(8)
    notes = np.random.default_rng(0).standard_normal((5, 8))
    tree = parse(notes, model, adjacency="any")
    assert tree.n_nodes == 9
    assert any(under[-1] - under[0] >= len(under) for under in tree.members)


def test_sequences_learn_their_names_where_some_are_known() -> None:
    songs = [song[:6] * (1 if number % 2 else -1) for number, song in enumerate(pattern_songs(96))]
    labels = [None if number % 3 == 0 else ("up", "down")[number % 2] for number in range(96)]
    model = RecursiveAutoencoder(8, labels=["up", "down"])
    fit_autoencoder(model, songs, labels=labels, pace=Pace(n_epochs=15, batch_size=8))
    found = [tree.labels[-1] for tree in parse_batch(songs[::3], model)]
    assert np.mean([name == ("up", "down")[3 * place % 2] for place, name in enumerate(found)]) > 0.9


def test_equal_seeds_give_equal_models() -> None:
    first, second = (RecursiveAutoencoder(8, seed=3) for _ in range(2))
    for model in (first, second):
        fit_autoencoder(model, pattern_songs(40), pace=Pace(n_epochs=2), seed=5)
    torch.testing.assert_close(first.state_dict(), second.state_dict(), rtol=0, atol=0)


@pytest.mark.parametrize("is_unfolding", [False, True])
def test_leaves_of_zeros_do_not_break_learning(is_unfolding: bool) -> None:
    songs = [np.vstack([song[:3], np.zeros((3, 8))]) for song in pattern_songs(20)]
    course = fit_autoencoder(RecursiveAutoencoder(8, is_unfolding=is_unfolding), songs, pace=Pace(n_epochs=3))
    assert np.isfinite(course.losses).all()
