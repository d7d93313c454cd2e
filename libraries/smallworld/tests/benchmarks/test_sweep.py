"""Time at equal recall is read off curves by interpolation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.search.datasets import exact_neighbors
from benchmarks.search.sweep import Point, around_recall, recall, seconds_at
from benchmarks.timing import Seconds


def _curve(*points: tuple[float, float]) -> list[Point]:
    return [Point(i, got, Seconds(seconds, 0.0, 1)) for i, (got, seconds) in enumerate(points)]


def test_time_between_two_points_lies_on_the_line_of_logarithms() -> None:
    assert seconds_at(_curve((0.90, 1.0), (1.00, 4.0)), 0.95) == pytest.approx(2.0)


def test_a_measured_recall_keeps_its_time() -> None:
    assert seconds_at(_curve((0.90, 1.0), (0.95, 3.0), (1.0, 4.0)), 0.95) == pytest.approx(3.0)


def test_a_curve_that_begins_above_counts_with_its_first_point() -> None:
    assert seconds_at(_curve((0.97, 1.5), (1.0, 4.0)), 0.95) == 1.5


def test_a_curve_that_stays_below_reaches_nothing() -> None:
    assert math.isnan(seconds_at(_curve((0.90, 1.0), (0.94, 2.0)), 0.95))


def test_a_curve_that_falls_back_is_read_where_it_first_gets_there() -> None:
    assert seconds_at(_curve((0.90, 1.0), (0.96, 2.0), (0.94, 3.0), (0.99, 4.0)), 0.96) == pytest.approx(2.0)


def test_the_points_around_a_recall_are_the_last_below_and_the_first_above() -> None:
    curve = _curve((0.8, 1.0), (0.9, 2.0), (0.96, 3.0), (0.99, 4.0))
    assert [point.recall for point in around_recall(curve, 0.95)] == [0.9, 0.96]


def test_recall_counts_true_neighbors_in_any_order() -> None:
    assert recall(np.array([[3, 1], [5, 9]]), np.array([[1, 3], [5, 6]])) == 0.75


def test_exact_neighbors_are_ordered_by_distance_then_row() -> None:
    base = np.array([[2.0], [1.0], [-1.0], [0.5]], dtype=np.float32)
    found = exact_neighbors(base, np.zeros((1, 1), dtype=np.float32), k=3)
    assert found.tolist() == [[3, 1, 2]]
