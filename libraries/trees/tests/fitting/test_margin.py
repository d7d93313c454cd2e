"""Grammars learn from trees, and from pictures in which many trees are right."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide_trees import (
    Course,
    NeuralGrammar,
    Pace,
    RegionTruth,
    SpanGrammar,
    SpanTruth,
    fit_grammar,
    parse,
    parse_batch,
    regions_of,
)
from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.fitting.truth import Aim
from coincide_trees.tree import Tree

DIM = 6
_NOTES = np.random.default_rng(99).standard_normal((6, DIM))
PACE = Pace(n_epochs=12, batch_size=16, learning_rate=4e-3)


def songs(n: int, *, seed: int = 0) -> tuple[list[np.ndarray], list[Tree]]:
    """Songs of phrases with two to four notes; the first note of a phrase tells how many follow."""
    rng = np.random.default_rng(seed)
    vectors, trees = [], []
    for _ in range(n):
        lengths = rng.integers(2, 5, size=3)
        notes = np.concatenate([[length - 2, *rng.integers(3, 6, size=length - 1)] for length in lengths])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        phrases = [tuple(range(starts[place], starts[place + 1])) for place in range(3)]
        n_leaves = len(notes)
        top = tuple(range(n_leaves, n_leaves + 3))
        vectors.append(_NOTES[notes] + 0.1 * rng.standard_normal((n_leaves, DIM)))
        trees.append(Tree(tuple(map(str, notes)), (*phrases, top), ("phrase",) * 3 + ("song",)))
    return vectors, trees


def share_of_phrases(found: list[Tree], truths: list[Tree]) -> float:
    return float(np.mean([span in one.spans for one, truth in zip(found, truths, strict=True) for span in truth.spans]))


@pytest.mark.parametrize(
    ("model", "method"),
    [
        (NeuralGrammar(DIM, code=16, hidden=32, labels=["", "phrase", "song"]), "greedy"),
        (NeuralGrammar(DIM, code=16, hidden=32, context=16, labels=["", "phrase", "song"]), "greedy"),
        (SpanGrammar(DIM, hidden=32, context=16, labels=["", "phrase", "song"]), "chart"),
    ],
    ids=["grammar", "grammar in context", "span grammar"],
)
def test_phrases_of_new_songs_are_found_and_named(model: NeuralGrammar | SpanGrammar, method: str) -> None:
    fit_grammar(model, *songs(128), pace=PACE)
    vectors, truths = songs(60, seed=1)
    found = parse_batch(vectors, model, method=method)  # type: ignore[arg-type]
    assert share_of_phrases(found, truths) > 0.9
    assert np.mean([tree.labels[-1] == "song" for tree in found]) > 0.9


def test_learning_stops_when_held_out_quality_no_longer_rises() -> None:
    pace = Pace(n_epochs=60, batch_size=16, learning_rate=4e-3, patience=2)
    course = fit_grammar(NeuralGrammar(DIM, code=8, hidden=16), *songs(64), held_out=songs(20, seed=2), pace=pace)
    assert course.stopped == "no better for 2 epochs"
    assert len(course.qualities) < 60


def test_learning_stops_when_its_time_is_up() -> None:
    course = fit_grammar(NeuralGrammar(DIM), *songs(64), pace=Pace(max_seconds=1e-6))
    assert course.stopped == "0 seconds had passed"
    assert len(course.losses) == 1


def test_every_epoch_is_told() -> None:
    told: list[int] = []

    def tell(epoch: int, course: Course) -> None:
        told.append(epoch * len(course.losses))

    fit_grammar(NeuralGrammar(DIM), *songs(32), pace=Pace(n_epochs=3, batch_size=16), on_epoch=tell)
    assert told == [2, 8, 18]


def test_the_random_state_of_torch_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    fit_grammar(NeuralGrammar(DIM, dropout=0.2, context=4), *songs(16), pace=Pace(n_epochs=1))
    assert torch.equal(before, torch.random.get_rng_state())


def test_leaning_towards_the_right_merges_only_gives_a_right_tree() -> None:
    vectors, trees = songs(1)
    model, truth = NeuralGrammar(DIM), SpanTruth(trees[0])
    with torch.no_grad():
        leaves = model.leaves(torch.tensor(vectors[0], dtype=torch.float32)[None], [len(vectors[0])])
        found = greedy(leaves, [chain(len(vectors[0]))], model, aims=[Aim(truth, -torch.inf)])[0]
    assert set(trees[0].spans) <= set(Tree(trees[0].leaves, tuple(found.children)).spans)


def picture(rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """A grid of 4 by 6 regions, a bright object in a dark one; each region has 2 by 2 pixels."""
    is_bird = np.zeros((4, 6), dtype=bool)
    row, column = rng.integers(0, 3), rng.integers(0, 4)
    is_bird[row : row + 2, column : column + 3] = True
    brightness = np.where(is_bird, 1.0, -1.0) + 0.3 * rng.standard_normal((4, 6))
    pixels = brightness.repeat(2, axis=0).repeat(2, axis=1)
    return pixels, ["bird" if one else "sky" for one in is_bird.ravel()]


def test_regions_of_one_object_merge_first() -> None:
    rng = np.random.default_rng(0)
    segments = np.arange(24).reshape(4, 6).repeat(2, axis=0).repeat(2, axis=1)
    pictures = [picture(rng) for _ in range(50)]
    regions = [regions_of(segments, pixels) for pixels, _ in pictures]
    truths = [RegionTruth(names, one.adjacency) for one, (_, names) in zip(regions, pictures, strict=True)]
    model = NeuralGrammar(5, code=16, hidden=32)
    fit_grammar(
        model,
        [one.vectors for one in regions[:40]],
        truths[:40],
        adjacency=[one.adjacency for one in regions[:40]],
        pace=Pace(n_epochs=15, batch_size=8, learning_rate=4e-3),
    )
    n_found = 0
    for one, (_, names) in zip(regions[40:], pictures[40:], strict=True):
        tree = parse(one.vectors, model, adjacency=one.adjacency)
        bird = tuple(place for place, name in enumerate(names) if name == "bird")
        n_found += bird in [tuple(sorted(under)) for under in tree.members]
    assert n_found >= 9  # of 10
