"""Batches: what a worker does of one, and how large the next one is."""

from __future__ import annotations

import time

import pytest
from unit_examples import refuse_three, square

from coincide.errors import InputError
from coincide.execute.batches import BatchResult, BatchSize, do_batch
from coincide.execute.protocol import UnitProgress


def test_a_worker_does_all_units_that_there_is_time_for() -> None:
    assert do_batch(square, [1, 2, 3], [9.0] * 3, 60.0).results == [(1, 1.0), (4, 2.0), (9, 3.0)]


def test_a_worker_does_one_unit_even_if_that_takes_too_long() -> None:
    assert len(do_batch(_slowly, [1, 2, 3], [9.0] * 3, 0.001).results) == 1


def test_units_from_one_that_fails_are_left_over() -> None:
    assert do_batch(refuse_three, [1, 2, 3, 4], [9.0] * 4, 60.0).results == [(1, 0.0), (2, 0.0)]


def test_the_first_unit_of_a_batch_may_fail() -> None:
    with pytest.raises(InputError, match=r"^expected no 3\.$"):
        do_batch(refuse_three, [3, 4], [9.0] * 2, 60.0)


def test_batches_grow_up_to_a_limit_while_they_are_short() -> None:
    size = BatchSize(at_most_s=1.0, most=6)
    sizes = [size.n_units]
    for _ in range(4):
        size.learn(size.n_units, _done(size.n_units, seconds=0.4))
        sizes.append(size.n_units)
    assert sizes == [1, 2, 4, 6, 6]


def test_batches_grow_faster_while_they_are_very_short() -> None:
    size = BatchSize(at_most_s=1.0, most=64)
    size.learn(1, _done(1, seconds=0.1))
    assert size.n_units == 4


def test_batches_stay_as_they_are_while_they_take_long_enough() -> None:
    size = BatchSize(at_most_s=1.0, most=6)
    size.learn(1, _done(1, seconds=0.6))
    assert size.n_units == 1


def test_a_batch_is_as_large_as_what_was_done_of_the_last_one() -> None:
    size = BatchSize(at_most_s=1.0, most=64)
    size.learn(20, _done(7, seconds=1.1))
    assert size.n_units == 7


def _slowly(unit: int, _progress: UnitProgress) -> int:
    time.sleep(0.02)
    return unit


def _done(n_units: int, *, seconds: float) -> BatchResult:
    return BatchResult([(None, 0.0)] * n_units, seconds)
