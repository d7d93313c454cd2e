"""Typical members of a category."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import typical_rows_by_sorting_all

from coincide.learned.categories import typical_rows


@pytest.mark.parametrize("n_owners", [1, 3, 30, 900])
@given(seed=st.integers(0, 10_000), limit=st.integers(1, 20), n_different=st.sampled_from([5, 2000]))
def test_typical_members_are_those_that_sorting_all_members_finds(
    n_owners: int, seed: int, limit: int, n_different: int
) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 1200))
    embeddings = rng.standard_normal((n_different, 3)).astype(np.float32)[rng.integers(0, n_different, n)]
    # A recording whose calls are all more typical than those of others.
    owners = np.minimum(rng.integers(0, n_owners, n), rng.integers(0, n_owners, n))
    rows = np.arange(n) * 3
    assert typical_rows(rows, embeddings, owners, limit) == typical_rows_by_sorting_all(rows, embeddings, owners, limit)
