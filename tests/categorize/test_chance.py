"""Is there more than one kind of call?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coincide.categorize import CategorizeSettings, vote_on_counting
from coincide.categorize.chance import silhouettes_beside_chance

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]


def _rows(n_kinds: int, n_events: int, *, seed: int, width: float = 0.8) -> np.ndarray:
    """Events around the centers of their kinds; around one center, nothing groups them."""
    rng = np.random.default_rng(seed)
    centers = rng.standard_normal((n_kinds, 20)) / 20**0.5
    rows = centers[np.arange(n_events) % n_kinds] + width * rng.standard_normal((n_events, 20)) / 20**0.5
    rows -= rows.mean(axis=0)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _beside_chance(rows: np.ndarray) -> tuple[float, float]:
    return silhouettes_beside_chance(rows, max_categories=60, rng=np.random.default_rng(1))


@pytest.mark.parametrize("seed", range(3))
def test_one_kind_is_no_sharper_than_chance(seed: int) -> None:
    ours, chance = _beside_chance(_rows(1, 40, seed=seed))
    assert ours <= chance


@pytest.mark.parametrize("seed", range(3))
def test_two_kinds_are_sharper_than_chance(seed: int) -> None:
    ours, chance = _beside_chance(_rows(2, 40, seed=seed))
    assert ours > chance


def test_one_kind_is_told() -> None:
    rows = _rows(1, 40, seed=1)
    words = vote_on_counting(rows, settings=CategorizeSettings(), seed=1).in_words()
    assert words.startswith("There may be only one kind of call: the categories are no sharper (silhouette 0.")


def test_a_number_that_was_asked_for_is_not_doubted() -> None:
    rows = _rows(1, 40, seed=1)
    assert vote_on_counting(rows, settings=CategorizeSettings(categories=3), seed=1).in_words() == ""


def test_sharp_categories_are_not_doubted(blobs: Blobs) -> None:
    assert vote_on_counting(blobs([20, 20])[0], settings=CategorizeSettings(), seed=1).by_chance is None
