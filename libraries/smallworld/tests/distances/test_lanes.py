"""The lane kernels: 32 stored series against one query."""

from itertools import product

import naive
import numpy as np
import pytest
import series_examples
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld.distances.band import limits, width_of
from coincide_smallworld.distances.series import as_one_series, as_series

BANDS = [None, 0, 2, 0.1, 0.5]


def squared(query, stored, *, band=None, rows=None, cutoff=float("inf")):
    from coincide_smallworld.distances.lane_dtw import squared_to_rows

    series = as_series(stored, name="stored")
    rows = np.arange(len(series)) if rows is None else rows
    return squared_to_rows(as_one_series(query, name="query"), series, rows, band=band, cutoff=cutoff)


def slow(query, stored, *, band):
    lengths = [max(np.shape(query)[-1], np.shape(series)[-1]) for series in stored]
    pairs = zip(stored, lengths, strict=True)
    widths = [(series, width_of(band, length)) for series, length in pairs]
    return np.array(
        [naive.dtw(np.transpose(query), np.transpose(series), width=width) ** 2 for series, width in widths]
    )


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize(("length", "n_channels"), [(1, 1), *product([2, 3, 16, 17, 40], [1, 3])])
def test_lanes_equal_the_slow_twin_for_equal_lengths(band, n_channels, length):
    rng = np.random.default_rng(length)
    stored = rng.normal(size=(5, n_channels, length))
    np.testing.assert_allclose(squared(stored[0], stored, band=band), slow(stored[0], stored, band=band), rtol=1e-5)


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**31),
    n=st.integers(1, 70),
    length=st.integers(1, 20),
    n_channels=st.integers(1, 3),
    band=st.sampled_from(BANDS),
)
def test_lanes_equal_the_slow_twin_for_unequal_lengths(seed, n, length, n_channels, band):
    rng = np.random.default_rng(seed)
    stored = series_examples.ragged_walks(n, rng=rng, n_channels=n_channels, shortest=1, longest=12)
    query = rng.normal(size=(n_channels, length))
    few = rng.permutation(n)[:4]
    found = squared(query, stored, band=band)[few]
    np.testing.assert_allclose(found, slow(query, [stored[row] for row in few], band=band), rtol=1e-5, atol=1e-6)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**31), n_channels=st.integers(1, 3), band=st.sampled_from(BANDS))
def test_lanes_do_not_depend_on_their_neighbors(seed, n_channels, band):
    rng = np.random.default_rng(seed)
    stored = series_examples.ragged_walks(40, rng=rng, n_channels=n_channels)
    alone = [squared(stored[0], [series], band=band)[0] for series in stored]
    np.testing.assert_array_equal(squared(stored[0], stored, band=band), alone)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**31), n_channels=st.integers(1, 3), band=st.sampled_from(BANDS))
def test_lanes_are_symmetric_to_the_bit(seed, n_channels, band):
    rng = np.random.default_rng(seed)
    stored = series_examples.ragged_walks(10, rng=rng, n_channels=n_channels)
    table = np.array([squared(series, stored, band=band) for series in stored])
    np.testing.assert_array_equal(table, table.T)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**31), share=st.floats(0.0, 1.0), band=st.sampled_from(BANDS))
def test_a_cutoff_changes_only_what_exceeds_it(seed, share, band):
    stored = series_examples.ragged_walks(70, rng=np.random.default_rng(seed))
    whole = squared(stored[0], stored, band=band)
    cutoff = float(np.quantile(whole, share))
    cut = squared(stored[0], stored, band=band, cutoff=cutoff)
    assert ((cut == whole) | (np.isinf(cut) & (whole > cutoff))).all()


def test_rows_come_back_in_the_order_asked_for():
    stored = series_examples.ragged_walks(50, rng=np.random.default_rng(0))
    rows = np.array([7, 3, 3, 49, 0])
    np.testing.assert_array_equal(squared(stored[1], stored, rows=rows), squared(stored[1], stored)[rows])


def test_no_rows_give_no_distances():
    assert squared(np.ones(4), np.ones((3, 4)), rows=np.empty(0, dtype=np.int64)).shape == (0,)


def test_very_long_series_are_not_mixed_with_others():
    rng = np.random.default_rng(0)
    stored = [rng.normal(size=(1, length)) for length in (24_000, 23_999, 24_000)]
    alone = [squared(stored[0], [series], band=3)[0] for series in stored]
    np.testing.assert_array_equal(squared(stored[0], stored, band=3), alone)


@pytest.mark.parametrize("band", [*BANDS, 1.0, 5, 1000, 0.29])
def test_widths_of_many_lengths_are_those_of_each(band):
    from coincide_smallworld.distances.lane_dtw import widths_up_to

    np.testing.assert_array_equal(widths_up_to(300, band=band), [width_of(band, length) for length in range(301)])


class Group:
    """One query against 32 series of one length through the compiled group itself."""

    def __init__(self, query, stored, *, width):
        (n, c), m = query.shape, stored.shape[1]
        self.n, n_phantoms = n, -n % 3
        padded = np.concatenate([np.zeros((n_phantoms, c)), query, np.zeros((3, c))]).astype(np.float32)
        first, last = limits(n, m, width=width)
        met = [query[(first <= j) & (j <= last)] for j in range(m)]
        envelope = np.concatenate([[frames.min(axis=0) for frames in met], [frames.max(axis=0) for frames in met]])
        sizes = ((m * c + 16) * 32, (m + 1) * 32, 64 * m, (n + 1) * 32)
        self.rest = np.empty(sizes[3], np.float32)
        self.arguments = (
            stored.astype(np.float32).ravel(),
            c,
            np.arange(32) * m * c,
            np.full(32, m - 1, np.int32),
            padded.ravel(),
            n,
            np.full(max(n, m) + 1, width),
            *(np.empty(size, np.float32) for size in sizes[:3]),
            self.rest,
            np.empty(2 * (n + 3), np.int64),
            np.zeros(1, np.int64),
            envelope.astype(np.float32).ravel(),
        )

    def __call__(self, work, cutoff=np.inf):
        from coincide_smallworld.distances.lane_groups import group

        squared = np.empty(32, np.float32)
        group(work, *self.arguments, np.float32(cutoff), squared)
        return squared


GROUPS = pytest.mark.parametrize(
    ("n", "m", "n_channels", "width"),
    [(20, 20, 1, 2), (21, 21, 1, 0), (22, 22, 2, 5), (1, 5, 1, 1), (5, 1, 1, 1), (20, 31, 1, 3), (31, 20, 3, 2)],
)


def drawn_group(n, m, n_channels, width):
    rng = np.random.default_rng(n)
    query, stored = rng.normal(size=(n, n_channels)), 1.5 * rng.normal(size=(32, m, n_channels))
    return query.astype(np.float32), stored.astype(np.float32), Group(query, stored, width=width)


@GROUPS
def test_the_bound_is_that_of_its_formula(n, m, n_channels, width):
    from coincide_smallworld.distances.lane_groups import BOUND, FILL

    query, stored, group = drawn_group(n, m, n_channels, width)
    want = [naive.two_sided_bound(query, series, width=width) for series in stored]
    np.testing.assert_allclose(group(FILL | BOUND), want, rtol=1e-4, atol=1e-5)


@GROUPS
def test_the_bound_never_exceeds_the_distance(n, m, n_channels, width):
    from coincide_smallworld.distances.lane_groups import BOUND, FILL, WARP

    _, _, group = drawn_group(n, m, n_channels, width)
    bounds = group(FILL | BOUND)
    assert (bounds <= group(WARP) * (1 + 1e-5)).all()


@GROUPS
def test_what_the_bound_says_of_the_rest_excludes_nothing_within_the_cutoff(n, m, n_channels, width):
    from coincide_smallworld.distances.lane_groups import BOUND, FILL, REST, WARP

    _, _, group = drawn_group(n, m, n_channels, width)
    whole = group(FILL | WARP)
    np.testing.assert_array_equal(group(BOUND | WARP | REST, cutoff=whole.max()), whole)


def test_what_the_bound_says_of_the_rest_ends_a_hopeless_group():
    from coincide_smallworld.distances.lane_groups import BOUND, FILL, REST, WARP

    _, _, group = drawn_group(40, 40, 1, 2)
    nearest = group(FILL | WARP).min()
    assert np.isinf(group(FILL | BOUND | WARP | REST, cutoff=0.5 * nearest)).all()
