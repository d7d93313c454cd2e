"""What the benchmark of filters, far queries and turnovers compares with."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.cases.efforts import least_effort
from benchmarks.cases.filters import scanned
from benchmarks.cases.unusual import far_queries, with_norms
from benchmarks.search.datasets import exact_neighbors


def test_a_scan_finds_the_nearest_of_what_is_left() -> None:
    drawn = np.random.default_rng(0).normal(size=(320, 12)).astype(np.float32)
    base, queries, mask = drawn[:300], drawn[300:], np.arange(300) % 4 == 0
    rows = np.flatnonzero(mask)
    expected = rows[exact_neighbors(base[rows], queries, k=10)]
    np.testing.assert_array_equal(scanned(base, queries, mask, 1), expected)


def test_the_least_effort_is_between_those_that_are_tried() -> None:
    assert least_effort(lambda effort: effort / 100.0, (10, 40, 80), 0.55) == 55


def test_a_recall_that_no_effort_reaches_has_none() -> None:
    assert math.isnan(least_effort(lambda effort: effort / 100.0, (10, 40), 0.55))


def test_far_queries_are_as_many_as_the_near_ones() -> None:
    rng = np.random.default_rng(0)
    base, queries = rng.normal(size=(100, 6)).astype(np.float32), rng.normal(size=(7, 6)).astype(np.float32)
    assert {each.shape for each in far_queries(base, queries).values()} == {(7, 6)}


def test_norms_vary_as_much_as_they_should() -> None:
    base = np.random.default_rng(0).normal(size=(5_000, 6)).astype(np.float32)
    norms = np.linalg.norm(with_norms(base, 1.5), axis=1)
    assert abs(np.log(norms).std() - 1.5) < 0.1
