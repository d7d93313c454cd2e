"""Directions in which events of one type differ count less."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide.embed import embed_without_torch
from coincide.embed.alignment import fit_alignment, fit_group_alignment, turned
from coincide.embed.encoder import Encoder

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


def test_two_groups_that_hold_the_same_types_come_together() -> None:
    """Each type is moved elsewhere in the second group, so that no mean can bring the groups together."""
    rng = np.random.default_rng(2)
    groups = np.arange(len(TYPES)) % 2
    moves = 0.5 * np.pad(rng.standard_normal((N_TYPES, 3)), ((0, 0), (0, DIM - 3)))
    rows = _unit(rng.standard_normal((N_TYPES, DIM))[TYPES] + groups[:, None] * moves[TYPES])
    aligned = _unit(rows @ fit_group_alignment(rows, groups))
    is_pair = (TYPES[:, None] == TYPES[None, :]) & (groups[:, None] != groups[None, :])
    assert (1 - aligned @ aligned.T)[is_pair].mean() < 0.6 * (1 - rows @ rows.T)[is_pair].mean()


def test_turned_weights_are_those_of_a_turned_encoder() -> None:
    torch.manual_seed(1)
    encoder = Encoder(dim=8).eval()
    weights = {name: tensor.numpy().copy() for name, tensor in encoder.state_dict().items()}
    matrix = np.random.default_rng(1).standard_normal((8, 8)).astype(np.float32)
    encoder.turn(torch.from_numpy(matrix))
    for name, tensor in encoder.state_dict().items():
        np.testing.assert_allclose(turned(weights, matrix)[name], tensor.numpy(), atol=1e-6)
    patches = np.random.default_rng(2).random((3, 32, 32)).astype(np.float32)
    assert (
        np.abs(embed_without_torch(turned(weights, matrix), patches) - embed_without_torch(weights, patches)).max()
        > 0.1
    )
