"""A rule is chosen by the edges that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from coincide.events import CANDIDATES, LEAST_DRAWN, fit_rule

HOP_S = 0.005


def errors(n: int, *, best: int, bias_s: float = 0.0, seed: int = 0) -> NDArray[np.float64]:
    """All places scatter by 8 ms, but those of one candidate by .5 ms, around a bias; 0 is the place as found."""
    rng = np.random.default_rng(seed)
    scattered = rng.normal(0.0, 0.008, (n, 1 + len(CANDIDATES)))
    scattered[:, best] = rng.normal(bias_s, 0.0005, n)
    return scattered


@pytest.mark.parametrize("best", range(1, 1 + len(CANDIDATES)))
def test_ten_edges_tell_which_rule_a_person_follows(best: int) -> None:
    fit = fit_rule(errors(10, best=best, bias_s=0.006), [HOP_S] * 10)
    assert fit.rule is not None
    assert (fit.rule.above_db, fit.rule.share) == (CANDIDATES[best - 1].above_db, CANDIDATES[best - 1].share)
    assert fit.rule.shift_s == pytest.approx(-0.006, abs=0.0005)
    assert fit.error_s < 0.001 < fit.undrawn_error_s


def test_edges_that_were_right_as_found_stay() -> None:
    assert fit_rule(errors(10, best=0), [HOP_S] * 10).rule is None


def test_few_edges_teach_nothing() -> None:
    n = LEAST_DRAWN - 1
    fit = fit_rule(errors(n, best=1), [HOP_S] * n)
    assert (fit.rule, fit.n) == (None, n)


def test_no_edge_teaches_nothing() -> None:
    assert fit_rule([], []).rule is None


def test_one_slip_decides_nothing() -> None:
    drawn = errors(10, best=2)
    drawn[3] += 0.5
    fit = fit_rule(drawn, [HOP_S] * 10)
    assert fit.rule is not None
    assert fit.rule.share == CANDIDATES[1].share
    assert abs(fit.rule.shift_s) < 0.001


@given(seed=st.integers(0, 1000), scale=st.floats(0.01, 100.0))
def test_what_is_learned_scales_with_the_frames(seed: int, scale: float) -> None:
    drawn = errors(8, best=3, bias_s=0.004, seed=seed)
    one, other = fit_rule(drawn, [HOP_S] * 8), fit_rule(scale * drawn, [scale * HOP_S] * 8)
    assert one.rule is not None
    assert other.rule is not None
    assert (one.rule.above_db, one.rule.share) == (other.rule.above_db, other.rule.share)
    assert other.rule.shift_s == pytest.approx(scale * one.rule.shift_s)


@given(seed=st.integers(0, 1000))
def test_the_order_of_edges_changes_nothing(seed: int) -> None:
    drawn = errors(9, best=4, seed=seed)
    assert fit_rule(drawn, [HOP_S] * 9) == fit_rule(drawn[::-1], [HOP_S] * 9)
