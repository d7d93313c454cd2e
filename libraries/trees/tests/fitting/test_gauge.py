"""The gauge says in plain words when codes or trees have collapsed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor

from coincide_trees import ParseGauge, RecursiveAutoencoder, measure_parse_gauge

DIM = 6


def sequences(n: int = 20) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.standard_normal((8, DIM)) for _ in range(n)]


class Rightward:
    """Merges the last two nodes, shrinks codes by a factor, and can make them alike."""

    dim, spans_only, split_free = DIM, False, False

    def __init__(self, *, shrinks: float = 1.0, is_alike: bool = False) -> None:
        self._shrinks, self._is_alike = shrinks, is_alike

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:  # noqa: ARG002
        place = torch.arange(vectors.shape[1], dtype=torch.float32).expand(vectors.shape[0], -1)
        return torch.cat([vectors, place.unsqueeze(2)], dim=2)

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        codes = torch.ones_like(left[:, :DIM]) if self._is_alike else left[:, :DIM] + right[:, :DIM]
        return torch.cat([self._shrinks * codes, left[:, DIM:]], dim=1), left[:, DIM]

    def names_of(self, states: Tensor) -> tuple[str, ...]:  # noqa: ARG002
        return ()


def test_a_fresh_autoencoder_is_healthy() -> None:
    gauge = measure_parse_gauge(RecursiveAutoencoder(DIM), sequences())
    assert gauge.in_words().startswith("healthy: codes of joined nodes fill")
    assert gauge.relative_norm == pytest.approx(1.0, abs=1e-5)


def test_codes_that_shrink_are_told() -> None:
    gauge = measure_parse_gauge(Rightward(shrinks=0.05), sequences(), code=DIM)
    assert gauge.is_shrunk
    assert "codes shrink: those of joined nodes are" in gauge.in_words()


def test_codes_that_are_alike_are_told() -> None:
    gauge = measure_parse_gauge(Rightward(is_alike=True), sequences(), code=DIM)
    assert gauge.is_collapsed
    assert "codes are alike: those of joined nodes fill 1.0 dimensions" in gauge.in_words()


def test_trees_that_branch_to_one_side_are_told() -> None:
    gauge = measure_parse_gauge(Rightward(), sequences(), code=DIM)
    assert gauge.right_share == 1.0
    assert "100% of merges add one leaf to a chain (100% branch to the right, 0% to the left)" in gauge.in_words()


def test_chains_that_grow_at_both_ends_are_told() -> None:
    assert ParseGauge(1.0, 5.0, 4.0, 0.5, 0.46, 10).is_trivial


def test_single_leaves_have_nothing_to_collapse() -> None:
    gauge = measure_parse_gauge(RecursiveAutoencoder(DIM), [np.ones((1, DIM))])
    assert (gauge.right_share, gauge.left_share, gauge.n_trees) == (0.0, 0.0, 1)


def test_a_good_gauge_is_no_problem() -> None:
    good = ParseGauge(1.0, 5.0, 4.0, 0.3, 0.3, 10)
    assert not (good.is_shrunk or good.is_collapsed or good.is_trivial)
