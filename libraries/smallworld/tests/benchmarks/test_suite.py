"""The peer in C finds the nearest window; otherwise, a lead over it would mean nothing."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from benchmarks.subsequence import suite
from coincide_smallworld.distances import dtw_pairwise
from coincide_smallworld.subsequence.windows import normalized

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")


@pytest.mark.parametrize("band", [0, 5, 40])
@pytest.mark.parametrize("seed", range(3))
def test_the_suite_finds_the_nearest_window(seed: int, band: int) -> None:
    rng = np.random.default_rng(seed)
    series, query = rng.normal(size=3_000).cumsum(), rng.normal(size=80).cumsum()
    windows = np.lib.stride_tricks.sliding_window_view(series, 80)
    distances = dtw_pairwise(normalized(query[None]), normalized(windows), band=band)[0]
    start, distance = suite.nearest_window(series, query, band=band)
    assert start == np.argmin(distances)
    assert distance == pytest.approx(distances.min(), rel=1e-4)
