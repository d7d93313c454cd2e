"""Where columns are cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coincide_primer.trees.bins import MISSING, find_bins

COLUMNS = arrays(np.float64, st.integers(1, 60), elements=st.floats(allow_infinity=False, width=64))


@given(COLUMNS)
def test_few_values_keep_their_order_and_are_all_told_apart(values):
    codes = find_bins(values[:, None]).codes(values[:, None])[:, 0]
    known = ~np.isnan(values)
    _, ranks = np.unique(values[known], return_inverse=True)
    assert codes[known].tolist() == ranks.tolist()


@given(COLUMNS)
def test_missing_values_have_their_own_bin(values):
    codes = find_bins(values[:, None]).codes(values[:, None])[:, 0]
    assert np.array_equal(codes == MISSING, np.isnan(values))


def test_many_values_get_bins_of_equal_size():
    values = np.random.default_rng(0).normal(size=(25_500, 1))
    counts = np.bincount(find_bins(values).codes(values)[:, 0])
    assert len(counts) == 255
    assert counts.min() >= 99 and counts.max() <= 101


def test_a_constant_column_has_one_bin():
    assert find_bins(np.ones((5, 1))).sizes.tolist() == [1]


def test_neighboring_floats_are_told_apart():
    # The middle of the last two is rounded to the upper one.
    second = np.nextafter(1.0, 2.0)
    values = np.array([[1.0], [second], [np.nextafter(second, 2.0)]])
    assert find_bins(values).codes(values)[:, 0].tolist() == [0, 1, 2]


def test_values_that_were_not_seen_fall_into_the_outer_bins():
    bins = find_bins(np.array([[1.0], [2.0], [3.0]]))
    assert bins.codes(np.array([[-9.0], [9.0]]))[:, 0].tolist() == [0, 2]
