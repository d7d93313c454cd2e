"""The peer in C finds the nearest series, else a lead over it would say nothing."""

from __future__ import annotations

import shutil

import naive
import numpy as np
import pytest

from benchmarks.dtw import cascade

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")


@pytest.mark.parametrize("band", [0, 1, 4, 40])
@pytest.mark.parametrize("kind", ["walks", "noise"])
def test_the_cascade_finds_the_nearest(kind: str, band: int) -> None:
    drawn = np.random.default_rng(band).standard_normal((50, 40))
    drawn = (drawn.cumsum(axis=1) if kind == "walks" else drawn).astype(np.float32)
    base, queries = drawn[:35], drawn[35:]
    truth = [np.argmin([naive.dtw(query, series, width=band) for series in base]) for query in queries]
    np.testing.assert_array_equal(cascade.make(base, band)(queries), truth)


def test_the_cascade_leaves_the_smallest_numbers_of_the_process_alone() -> None:
    cascade.library()
    assert np.array([np.finfo(np.float64).smallest_subnormal])[0] * 1.0 > 0.0
