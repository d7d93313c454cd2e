"""Categories are numbered by the size that people see, which leaves unsure events out."""

from __future__ import annotations

import numpy as np

from coincide.categorize import UNSURE, Categorizer, Head, Smoother
from coincide.categorize.fit import biggest_first


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
