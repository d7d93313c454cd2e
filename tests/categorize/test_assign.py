"""Prototypes and the most typical members."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.categorize import Assignment, Head, medoids
from coincide.records import UNSURE


def test_probabilities_are_a_softmax_of_cosines() -> None:
    head = Head(prototypes=np.eye(2, dtype=np.float32), temperature=0.5)
    expected = np.exp([2.0, 0.0]) / np.exp([2.0, 0.0]).sum()
    np.testing.assert_allclose(head.probabilities(np.array([[1.0, 0.0]], dtype=np.float32))[0], expected, rtol=1e-5)


@pytest.mark.parametrize("temperature", [1e-6, 0.1, 10.0])
def test_probabilities_sum_to_one_at_any_temperature(temperature: float) -> None:
    rows = np.random.default_rng(1).standard_normal((5, 3)).astype(np.float32)
    p = Head(prototypes=np.eye(3, dtype=np.float32), temperature=temperature).probabilities(rows)
    np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-5)


def test_the_medoid_is_the_member_nearest_to_the_mean() -> None:
    degrees = np.deg2rad([0, 10, 35, 180, 190, 200])
    rows = np.stack([np.cos(degrees), np.sin(degrees)], axis=1).astype(np.float32)
    assert medoids(rows, np.array([0, 0, 0, 1, 1, 1])).tolist() == [1, 4]


def test_unsure_events_are_no_medoids() -> None:
    rows = np.eye(3, dtype=np.float32)
    assert medoids(rows, np.array([-1, 0, 1])).tolist() == [1, 2]


@given(st.lists(st.none() | st.integers(1, 1000)))
def test_categories_keep_their_numbers(numbers: list[int | None]) -> None:
    assert Assignment.of(numbers, [0.5] * len(numbers)).numbers == numbers


def test_numbers_begin_at_one_and_unsure_has_none() -> None:
    assert Assignment(np.array([0, UNSURE, 2]), np.ones(3, dtype=np.float32)).numbers == [1, None, 3]
