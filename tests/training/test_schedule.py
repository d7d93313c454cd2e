"""The learning rate over a run."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.training import warmup_cosine


@examples(100)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_the_share_is_positive_and_at_most_one(step_of: tuple[int, int]) -> None:
    assert 0 < warmup_cosine(*step_of) <= 1


@pytest.mark.parametrize("n_steps", [1, 2, 10, 100, 2000])
def test_it_rises_over_the_first_twentieth_and_falls_after_it(n_steps: int) -> None:
    shares = [warmup_cosine(step, n_steps) for step in range(n_steps)]
    top = shares.index(max(shares))
    assert top <= n_steps // 20
    assert shares == sorted(shares[: top + 1]) + sorted(shares[top + 1 :], reverse=True)


def test_the_warm_up_is_linear_under_the_cosine() -> None:
    assert warmup_cosine(2, 100) == pytest.approx(3 / 5 * 0.5 * (1 + math.cos(0.02 * math.pi)))


def test_it_is_a_half_in_the_middle() -> None:
    assert warmup_cosine(500, 1000) == pytest.approx(0.5)


def test_it_ends_near_zero() -> None:
    assert warmup_cosine(999, 1000) < 1e-5
