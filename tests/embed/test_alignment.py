"""Directions in which events of one type differ count less."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.embed.alignment import fit_alignment

N_TYPES, N_SOURCES, N_EACH, DIM = 8, 5, 10, 16
TYPES = np.tile(np.repeat(np.arange(N_TYPES), N_EACH), N_SOURCES)
SOURCES = np.repeat(np.arange(N_SOURCES), N_TYPES * N_EACH)


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _voices(seed: int = 1) -> np.ndarray:
    """Types in most directions; in the first two, each event differs as it likes."""
    rng = np.random.default_rng(seed)
    rows = np.concatenate([np.zeros((N_TYPES, 2)), rng.standard_normal((N_TYPES, DIM - 2))], axis=1)[TYPES]
    rows[:, :2] += 2.0 * rng.standard_normal((len(rows), 2))
    return _unit(rows + 0.3 * rng.standard_normal(rows.shape))


def _neighbor_is_right(rows: np.ndarray) -> float:
    similarity = rows @ rows.T
    np.fill_diagonal(similarity, -np.inf)
    return float((TYPES[similarity.argmax(axis=1)] == TYPES).mean())


def _closeness(rows: np.ndarray) -> float:
    """How much more alike events of one type are than others."""
    similarity, same = rows @ rows.T, TYPES[:, None] == TYPES[None, :]
    return float(similarity[same].mean() - similarity[~same].mean())


def test_events_of_one_type_come_together() -> None:
    rows = _voices()
    aligned = _unit(rows @ fit_alignment(rows, SOURCES))
    assert _closeness(aligned) > _closeness(rows) + 0.1
    assert _neighbor_is_right(aligned) >= _neighbor_is_right(rows)


def test_what_types_do_not_share_shrinks_most() -> None:
    lengths = np.linalg.norm(fit_alignment(_voices(), SOURCES), axis=1)
    assert lengths[:2].max() < 0.8 * lengths[2:].min()


def test_the_same_embeddings_give_the_same_matrix() -> None:
    rows = _voices()
    np.testing.assert_array_equal(fit_alignment(rows, SOURCES), fit_alignment(rows, SOURCES))


@pytest.mark.parametrize("n_events", [1, 2, 3, 10])
def test_few_events_change_hardly_anything(n_events: int) -> None:
    rows = _voices()[:: len(TYPES) // n_events][:n_events]
    matrix = fit_alignment(rows, np.zeros(n_events, dtype=np.int64))
    assert np.linalg.cond(matrix) < 2.5


def test_equal_events_change_nothing() -> None:
    matrix = fit_alignment(np.tile(_voices()[:1], (40, 1)), np.zeros(40, dtype=np.int64))
    assert np.linalg.cond(matrix) < 1.01
