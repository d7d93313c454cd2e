"""What few trials say about a share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.recognize import at_least, interval

trials = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(trials)
def test_the_interval_holds_the_share_that_was_seen(pair: tuple[int, int]) -> None:
    low, high = interval(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


@given(trials)
def test_more_trials_with_the_same_share_say_more(pair: tuple[int, int]) -> None:
    n_right, n = pair
    assert at_least(2 * n_right, 2 * n) >= at_least(n_right, n)


def test_without_trials_anything_is_possible() -> None:
    assert (interval(0, 0), at_least(0, 0)) == ((0.0, 1.0), 0.0)


@pytest.mark.parametrize(("n", "is_shown"), [(14, False), (15, True)])
def test_fifteen_right_in_a_row_show_nine_of_ten(n: int, is_shown: bool) -> None:
    assert (at_least(n, n) >= 0.9) == is_shown


@pytest.mark.parametrize("share", [0.5, 0.9, 0.97])
@pytest.mark.parametrize("n", [10, 40, 200])
def test_the_limit_lies_above_the_true_share_in_about_a_tenth_of_all_cases(share: float, n: int) -> None:
    n_right = np.random.default_rng(1).binomial(n, share, 4000)
    assert np.mean([at_least(int(k), n) > share for k in n_right]) < 0.15
