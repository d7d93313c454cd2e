"""Our strategy."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.label import KnownLabels, Session, Spreader, neighbor_graph
from coincide.label.tree import grow_tree
from coincide.label.tree_questions import TreeQuestions, average_with_nearest, count_kinds


def _questions(rows: np.ndarray, *, n_questions: int = 50) -> TreeQuestions:
    return TreeQuestions(rows, Spreader(neighbor_graph(rows)), n_questions=n_questions, seed=1)


def test_the_first_questions_find_every_kind(blobs) -> None:
    rows, names = blobs([80, 60, 40, 20, 12])
    session, found = Session(_questions(rows, n_questions=5)), set()
    for _ in range(5):
        question = session.ask()
        assert question is not None
        found.add(str(names[question.row]))
        session = session.answer(question, "name", str(names[question.row]))
    assert found == set(names)


def test_the_biggest_cluster_comes_first(blobs) -> None:
    rows, names = blobs([80, 40, 20])
    question = _questions(rows, n_questions=3).next(KnownLabels())
    assert question is not None
    assert (names[question.row], question.size) == ("kind 0", 80)


def test_a_mixed_cluster_is_parted(blobs) -> None:
    rows, _ = blobs([60, 50])
    session = Session(_questions(rows))
    first = session.ask()
    assert first is not None
    session = session.answer(first, "mixed")
    sizes = []
    for _ in range(3):
        question = session.ask()
        assert question is not None
        sizes.append(question.size)
        session = session.answer(question, "skip")
    assert first.size == 60
    assert sorted(sizes)[-1] == 50 and sum(sizes) == 110


def test_labels_that_disagree_part_a_cluster(blobs) -> None:
    rows, names = blobs([60, 50])
    one_each = {int(np.flatnonzero(names == name)[0]): name for name in ("kind 0", "kind 1")}
    coarse = _questions(rows, n_questions=1)
    assert coarse.next(KnownLabels({next(iter(one_each)): "kind 0"})).size < 60  # type: ignore[union-attr]
    question = coarse.next(KnownLabels(one_each))
    assert question is not None
    assert question.size < 50


def test_a_kind_without_a_name_is_asked_about_before_kinds_with_one(blobs) -> None:
    rows, names = blobs([60, 60, 60])
    labels = {int(row): str(names[row]) for row in np.flatnonzero(names != "kind 2")[:10]}
    question = _questions(rows, n_questions=1).next(KnownLabels(labels))
    assert question is not None
    assert names[question.row] == "kind 2"


def test_a_cluster_that_nobody_could_tell_is_passed_over(blobs) -> None:
    rows, _ = blobs([60, 50])
    strategy = _questions(rows, n_questions=2)
    first = strategy.next(KnownLabels())
    assert first is not None
    second = strategy.next(KnownLabels(skipped=frozenset({first.row})))
    assert second is not None
    assert second.size == 50


def test_where_the_typical_event_may_not_be_asked_about_the_next_one_stands_for_its_cluster(blobs) -> None:
    rows, _ = blobs([60, 50])
    strategy = _questions(rows, n_questions=2)
    first = strategy.next(KnownLabels())
    assert first is not None
    other = strategy.next(KnownLabels(askable=frozenset(range(110)) - {first.row}))
    assert other is not None
    assert (other.size, other.row == first.row, other.members[0] == other.row) == (first.size, False, True)


@pytest.mark.parametrize("seed", range(6))
def test_of_a_cluster_of_two_kinds_the_typical_event_is_of_the_frequent_one_and_not_between_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second, other = np.linalg.qr(rng.standard_normal((16, 16)))[0][:3]
    second = 0.6 * first + 0.8 * second
    between = first + np.linspace(0.3, 0.7, 4)[:, None] * (second - first)
    names = np.repeat(["frequent", "less so", "between", "other"], [40, 24, 4, 50])
    centers = [first, second, *between, other]
    rows = np.repeat(centers, [40, 24, 1, 1, 1, 1, 50], axis=0) + 0.08 * rng.standard_normal((118, 16))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    question = _questions(rows, n_questions=2).next(KnownLabels())
    assert question is not None
    assert (question.size, names[question.row]) == (68, "frequent")


def test_a_large_cluster_is_asked_about_in_its_middle(blobs) -> None:
    rows, names = blobs([1400, 60])
    question = _questions(rows, n_questions=2).next(KnownLabels())
    assert question is not None
    assert (question.size, names[question.row]) == (1400, "kind 0")
    inside = rows[names == "kind 0"]
    nearness = inside @ inside.mean(axis=0)
    assert (nearness > rows[question.row] @ inside.mean(axis=0)).mean() < 0.02


@pytest.mark.parametrize(("n", "n_averaged"), [(40, 5), (900, 9)])
def test_averages_are_of_a_hundredth_of_all(n: int, n_averaged: int) -> None:
    rows = np.random.default_rng(1).standard_normal((n, 6)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    for row, averaged in zip(rows, average_with_nearest(rows), strict=True):
        mean = rows[np.argsort(-(rows @ row))[:n_averaged]].mean(axis=0)
        np.testing.assert_allclose(averaged, mean / np.linalg.norm(mean), atol=1e-5)


def test_the_first_cut_has_as_many_clusters_as_there_are_kinds(blobs) -> None:
    rows, _ = blobs([30, 25, 20, 15, 10, 8])
    tree = grow_tree(average_with_nearest(rows), rng=np.random.default_rng(1))
    assert count_kinds(tree, rows, n_questions=50) == 6


def test_with_few_questions_the_first_cut_has_as_many_clusters_if_that_is_nearly_as_good(blobs) -> None:
    rows, _ = blobs([60, 60, 60, 5])
    tree = grow_tree(average_with_nearest(rows), rng=np.random.default_rng(1))
    best = count_kinds(tree, rows, n_questions=50)
    assert count_kinds(tree, rows, n_questions=best - 1) == best - 1


def test_with_far_too_few_questions_they_choose_among_all_clusters(blobs) -> None:
    rows, _ = blobs([30, 25, 20, 15, 10, 8])
    tree = grow_tree(average_with_nearest(rows), rng=np.random.default_rng(1))
    assert count_kinds(tree, rows, n_questions=2) == 6


def test_a_rare_kind_that_looks_like_a_named_one_is_found_by_following_the_tree() -> None:
    rng = np.random.default_rng(1)
    centers = np.eye(4, 12)
    centers[3] = centers[2] + 0.25 * np.eye(1, 12, 8)[0]  # near to a kind that has a name
    sizes, spread = [150, 150, 60, 40], [0.12, 0.12, 0.02, 0.02]
    parts = [
        center + width * rng.standard_normal((size, 12))
        for center, width, size in zip(centers, spread, sizes, strict=True)
    ]
    rows = np.concatenate(parts).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    names = np.repeat(["a", "b", "c", "like c"], sizes)
    session = Session(_questions(rows, n_questions=3))
    for _ in range(6):
        question = session.ask()
        assert question is not None
        session = session.answer(question, "name", str(names[question.row]))
    assert "like c" in session.known.labels.values()
