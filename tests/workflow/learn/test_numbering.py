"""Categories are numbered by the size that people see, without unsure events; later they keep their numbers."""

from __future__ import annotations

import numpy as np

from coincide.categorize import Categorizer, Head, Smoother
from coincide.categorize.numbering import biggest_first, places
from coincide.records import UNSURE


def _categorizer(embeddings: np.ndarray, unsure_below: float) -> Categorizer:
    smoother = Smoother(embeddings, embeddings, 1)
    return Categorizer(smoother, Head(np.eye(2, 3, dtype=np.float32), 0.1), unsure_below)


def _around(axis: int, n_events: int, tilt: float) -> np.ndarray:
    rows = np.zeros((n_events, 3), dtype=np.float32)
    rows[:, axis], rows[:, 1 - axis] = 1.0, tilt
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_category_of_many_unsure_events_comes_after_a_smaller_sure_one() -> None:
    embeddings = np.concatenate([_around(0, 6, 0.95), _around(0, 1, 0.0), _around(1, 3, 0.0)])
    numbered = biggest_first(_categorizer(embeddings, 0.9), embeddings)
    assert np.bincount(numbered.assign(embeddings).categories + 1).tolist() == [6, 3, 1]


def test_numbering_changes_no_membership() -> None:
    embeddings = np.concatenate([_around(0, 2, 0.1), _around(1, 5, 0.1)])
    before = _categorizer(embeddings, 0.5)
    after = biggest_first(before, embeddings).assign(embeddings)
    assert (after.categories == 1 - before.assign(embeddings).categories).all()
    assert UNSURE not in after.categories


def _places(now: list[int], earlier: list[int], n: int) -> list[int]:
    return places(np.array(now), np.array(earlier), n_categories=n).tolist()


def test_a_category_keeps_the_number_that_most_of_its_members_had() -> None:
    assert _places([0, 0, 1, 1, 2], [2, 2, 1, 1, 3], 3) == [1, 0, 2]


def test_a_new_category_gets_the_first_number_that_is_free() -> None:
    assert _places([0, 0, 0, 1, 1], [UNSURE, UNSURE, UNSURE, 1, 1], 2) == [1, 0]


def test_the_bigger_part_of_a_category_keeps_its_number() -> None:
    assert _places([0, 1, 1, 2, 2, 2], [3, 3, 3, 1, 1, 1], 3) == [2, 0, 1]


def test_a_category_that_holds_a_small_part_of_another_keeps_none() -> None:
    assert _places([0, 1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, UNSURE, UNSURE, UNSURE], 2) == [1, 0]


def test_numbers_beyond_those_there_are_now_are_not_kept() -> None:
    assert _places([0, 0, 1, 1], [5, 5, 1, 1], 2) == [1, 0]


def test_the_order_is_always_a_permutation() -> None:
    rng = np.random.default_rng(0)
    for n in (1, 2, 7):
        now, earlier = rng.integers(-1, n, 40), rng.integers(1, n + 3, 40)
        assert sorted(places(now, earlier, n_categories=n).tolist()) == list(range(n))
