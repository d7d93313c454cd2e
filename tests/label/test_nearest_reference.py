"""The nearest reference events of many events are those that a look at all of them finds."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.label import nearest_reference
from coincide.label.nearest_reference import nearest_references


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _found(events: np.ndarray, reference: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    places, cosines = np.full((len(events), n), -1), np.zeros((len(events), n), dtype=np.float32)
    for rows, nearest, how_near in nearest_references(events, reference, n=n):
        assert (places[rows] == -1).all()
        places[rows], cosines[rows] = nearest, how_near
    return places, cosines


@pytest.mark.parametrize("n", [1, 12])
@pytest.mark.parametrize(
    ("n_kinds", "spread"), [(30, 0.2), (3, 0.05), (30, 0.0), (1, 5.0)], ids=["kinds", "tight", "equal", "one cloud"]
)
def test_the_nearest_are_those_of_a_look_at_all(
    n_kinds: int, spread: float, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest_reference, "_MIN_EVENTS", 1)
    rng = np.random.default_rng(n_kinds)
    middles = rng.standard_normal((n_kinds, 16))
    events, reference = (
        _unit(middles[rng.integers(0, n_kinds, size)] + spread * rng.standard_normal((size, 16)))
        for size in (3000, 2000)
    )
    places, cosines = _found(events, reference, n)
    expected = -np.sort(-(events @ reference.T), axis=1)[:, :n]
    np.testing.assert_allclose(cosines, expected, atol=1e-6)
    np.testing.assert_allclose(np.einsum("nd,nkd->nk", events, reference[places]), expected, atol=1e-6)


def test_of_tight_kinds_most_references_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest_reference, "_MIN_EVENTS", 1)
    looked_at: list[int] = []
    highest = nearest_reference._highest  # noqa: SLF001
    monkeypatch.setattr(
        nearest_reference, "_highest", lambda cosines, n: (looked_at.append(cosines.size), highest(cosines, n))[1]
    )
    rng = np.random.default_rng(0)
    middles = rng.standard_normal((30, 16))
    events, reference = (
        _unit(middles[rng.integers(0, 30, size)] + 0.1 * rng.standard_normal((size, 16))) for size in (3000, 2000)
    )
    _found(events, reference, 12)
    assert sum(looked_at) < 0.5 * len(events) * len(reference)


def test_few_events_are_compared_with_all() -> None:
    rng = np.random.default_rng(1)
    events, reference = _unit(rng.standard_normal((5, 8))), _unit(rng.standard_normal((7, 8)))
    places, _ = _found(events, reference, 7)
    np.testing.assert_array_equal(places, np.argsort(-(events @ reference.T), axis=1))
