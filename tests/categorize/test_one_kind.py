"""Calls that are all alike."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.categorize import CategorizeSettings, fit_categories
from coincide.categorize.one_kind import are_alike, in_one_category

pytestmark = pytest.mark.slow

_MOST_MISTAKEN = 2
"""Of 20 clouds; a limit of three standard errors on two groupings."""


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def _cloud(n: int, seed: int, *, apart: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Rows around two points `apart` from the middle, and copies that keep nothing else of them."""
    rng = np.random.default_rng(seed)
    middle = apart * np.where(np.arange(n) % 2 == 0, 1.0, -1.0)[:, None] * np.eye(8)[0]
    return _unit(middle + rng.standard_normal((n, 8))), _unit(middle + rng.standard_normal((3, n, 8)))


def _groups(rows: np.ndarray) -> np.ndarray:
    return fit_categories(rows, settings=CategorizeSettings(), seed=1).assign(rows).categories


@pytest.mark.parametrize("n", [10, 14, 60, 150])
def test_clouds_whose_copies_lie_anywhere_are_alike(n: int) -> None:
    clouds = [_cloud(n, seed) for seed in range(20)]
    mistaken = sum(not are_alike(rows, copies, _groups(rows), seed=1) for rows, copies in clouds)
    assert mistaken <= _MOST_MISTAKEN


@pytest.mark.parametrize("n", [10, 16, 150])
def test_two_kinds_whose_copies_stay_are_not_alike(n: int) -> None:
    rows, copies = _cloud(n, 1, apart=6.0)
    assert not are_alike(rows, copies, _groups(rows), seed=1)


def test_two_kinds_that_were_split_by_chance_are_not_alike() -> None:
    rows, copies = _cloud(40, 1, apart=6.0)
    by_chance = np.random.default_rng(1).integers(10, size=40)
    assert not are_alike(rows, copies, by_chance, seed=1)


def test_equal_calls_are_alike() -> None:
    rows = np.tile(_cloud(1, 1)[0], (20, 1))
    assert are_alike(rows, np.tile(rows, (3, 1, 1)), np.zeros(20, dtype=np.int64), seed=1)


def test_one_category_holds_all_calls_for_certain() -> None:
    rows, _ = _cloud(30, 1)
    found = in_one_category(fit_categories(rows, settings=CategorizeSettings(), seed=1), rows).assign(rows)
    assert found.categories.tolist() == [0] * 30
    np.testing.assert_array_equal(found.certainty, 1.0)
