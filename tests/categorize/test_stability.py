"""Whether the number of categories holds where events are missing."""

from __future__ import annotations

import numpy as np

from coincide.categorize import Stability, measure_stability
from coincide.categorize.settings import CategorizeSettings


def _measure(rows: np.ndarray, *, seed: int = 1, n_events: int = 1000, **settings: int) -> Stability | None:
    return measure_stability(rows, settings=CategorizeSettings(**settings), seed=seed, n_events=n_events)


def test_clear_groups_are_stable(blobs) -> None:
    assert _measure(blobs([40, 30, 25, 20])[0]) == Stability(4, 4, 1.0)


def test_one_cloud_is_not_stable() -> None:
    rows = np.random.default_rng(1).standard_normal((200, 16)).astype(np.float32)
    found = _measure(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    assert found is not None and found.agreement < 0.7


def test_a_wanted_number_is_kept(blobs) -> None:
    found = _measure(blobs([40, 30, 25, 20])[0], categories=3)
    assert found is not None and (found.fewest, found.most) == (3, 3)


def test_the_same_seed_gives_the_same(blobs) -> None:
    rows, _ = blobs([40, 30, 25], spread=0.4)
    assert _measure(rows) == _measure(rows)


def test_few_events_tell_nothing(blobs) -> None:
    assert _measure(blobs([10, 9])[0]) is None


def test_it_is_told_in_words() -> None:
    assert Stability(3, 5, 0.871).in_words() == (
        "Counting again without a fifth of the events gives 3 to 5 categories, which agree with these at 0.87 "
        "(1 is full agreement, 0 is chance)."
    )


def test_it_is_told_if_some_events_only_were_looked_at(blobs) -> None:
    found = _measure(blobs([40, 30, 25, 20])[0], n_events=100)
    assert found is not None
    assert found.in_words() == (
        "Counting again without a fifth of 100 random events gives 4 categories, which agree with those of all 100 at "
        "1.00 (1 is full agreement, 0 is chance)."
    )


def test_one_category_is_singular() -> None:
    assert (
        Stability(1, 1, 1.0)
        .in_words()
        .startswith("Counting again without a fifth of the events gives 1 category, which agrees with these at 1.00")
    )
