"""Distances of pairs under dynamic time warping: against the whole table, their properties, edges and errors."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coincide_smallworld.distances import dtw, dtw_pairwise, dtw_path
from coincide_smallworld.distances.band import width_of
from coincide_smallworld.errors import InputError, SettingsError

NUMBERS = st.integers(-40, 40).map(lambda number: number / 8)  # many ties, sums exact
BANDS = st.one_of(st.none(), st.integers(0, 9), st.sampled_from([0.0, 0.1, 0.5, 1.0]))


@st.composite
def pairs(draw, *, is_equal=False):
    """Two series (channels, t) of 1 to 9 frames."""
    channels, n = draw(st.integers(1, 3)), draw(st.integers(1, 9))
    m = n if is_equal else draw(st.integers(1, 9))
    return tuple(draw(arrays(np.float32, (channels, length), elements=NUMBERS)) for length in (n, m))


def naive_dtw(x, y, band):
    return naive.dtw(x.T, y.T, width=width_of(band, max(x.shape[1], y.shape[1])))


@settings(deadline=None, max_examples=150)
@given(pair=pairs(), band=BANDS)
def test_distance_equals_that_of_the_whole_table(pair, band):
    assert dtw(*pair, band=band) == pytest.approx(naive_dtw(*pair, band), rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(pair=pairs(), band=BANDS)
def test_distance_is_symmetric(pair, band):
    x, y = pair
    assert dtw(x, y, band=band) == pytest.approx(dtw(y, x, band=band), rel=1e-12)


@settings(deadline=None, max_examples=30)
@given(pair=pairs(), band=BANDS)
def test_a_series_is_at_distance_zero_from_itself(pair, band):
    assert dtw(pair[0], pair[0], band=band) == 0.0


@settings(deadline=None, max_examples=60)
@given(pair=pairs(), narrow=st.integers(0, 8), more=st.integers(0, 4))
def test_a_wider_band_never_increases_the_distance(pair, narrow, more):
    assert dtw(*pair, band=narrow + more) <= dtw(*pair, band=narrow)


@settings(deadline=None, max_examples=30)
@given(pair=pairs(is_equal=True))
def test_band_zero_is_the_euclidean_distance(pair):
    x, y = pair
    assert dtw(x, y, band=0) == pytest.approx(float(np.linalg.norm(x.astype(float) - y)), rel=1e-12)


@settings(deadline=None, max_examples=100)
@given(pair=pairs(), band=BANDS)
def test_costs_along_the_path_add_up_to_the_distance(pair, band):
    x, y = pair
    found = dtw_path(x, y, band=band)
    total = sum(naive.frames_apart(x[:, i], y[:, j]) for i, j in found.path)
    assert found.distance == dtw(x, y, band=band) == pytest.approx(total**0.5, rel=1e-12)


@settings(deadline=None, max_examples=100)
@given(pair=pairs(), band=BANDS)
def test_the_path_leads_from_corner_to_corner_in_single_steps(pair, band):
    x, y = pair
    path = dtw_path(x, y, band=band).path
    steps = {tuple(step) for step in np.diff(path, axis=0).tolist()}
    assert steps <= {(1, 1), (1, 0), (0, 1)}
    assert path[0].tolist() == [0, 0] and path[-1].tolist() == [x.shape[1] - 1, y.shape[1] - 1]


@settings(deadline=None, max_examples=100)
@given(pair=pairs(), band=BANDS)
def test_the_path_stays_in_the_band(pair, band):
    n, m = (series.shape[1] for series in pair)
    width = width_of(band, max(n, m))
    assert all(naive.is_in_band(i, j, n=n, m=m, width=width) for i, j in dtw_path(*pair, band=band).path)


def test_of_equally_good_steps_the_path_takes_both_then_the_first_series():
    assert dtw_path(np.zeros(3), np.zeros(2)).path.tolist() == [[0, 0], [1, 0], [2, 1]]


def test_a_path_inside_a_long_narrow_band_is_found():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=700), rng.normal(size=640)
    found = dtw_path(x, y, band=0.02)
    total = sum((np.float32(x[i]) - np.float32(y[j])).astype(float) ** 2 for i, j in found.path)
    assert found.distance == pytest.approx(total**0.5, rel=1e-6)


@settings(deadline=None, max_examples=40)
@given(one=pairs(), other=pairs(), band=BANDS)
def test_pairwise_distances_equal_those_of_the_pairs(one, other, band):
    x, y = [series[:1] for series in one], [series[:1] for series in other]
    expected = [[dtw(a, b, band=band) for b in y] for a in x]
    np.testing.assert_allclose(dtw_pairwise(x, y, band=band), expected, rtol=1e-6)


def test_pairwise_distances_of_several_channels_equal_those_of_the_pairs():
    series = np.random.default_rng(2).normal(size=(5, 3, 20))
    expected = [[dtw(a, b, band=0.2) for b in series[:2]] for a in series]
    np.testing.assert_allclose(dtw_pairwise(series, series[:2], band=0.2), expected, rtol=1e-5)


def test_distances_among_one_set_equal_those_of_the_set_with_itself():
    series = np.random.default_rng(3).normal(size=(40, 30))
    np.testing.assert_allclose(dtw_pairwise(series, band=3), dtw_pairwise(series, series, band=3), rtol=1e-6)


def test_distances_among_one_set_are_symmetric_with_a_zero_diagonal():
    among = dtw_pairwise([np.arange(n, dtype=float) ** 2 for n in (3, 9, 1, 5)], band=1)
    assert (among == among.T).all() and (among.diagonal() == 0).all()


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_pairwise_distances_of_no_series_are_an_empty_matrix(n, m):
    assert dtw_pairwise(np.empty((n, 4)), np.empty((m, 4))).shape == (n, m)


def test_integers_half_floats_and_views_are_taken():
    x = np.arange(12, dtype=np.int16)[::2]
    assert dtw(x, x.astype(np.float16)) == 0.0


@pytest.mark.parametrize("function", [dtw, dtw_path])
@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1.0, np.nan], [1.0], r"`x\[0\]` must hold finite numbers .* got nan"),
        ([1.0], [1.0, -np.inf], r"`y\[0\]` must hold finite numbers .* got -inf"),
        ([], [1.0], r"`x\[0\]` must be a series .* got shape \(0,\)"),
        (np.zeros((2, 5)), np.zeros((3, 5)), "`y` must hold series with 2 channels, got 3"),
        (np.zeros((1, 2, 5)), [1.0], r"`x` must be one series .* got shape \(1, 2, 5\)"),
        (["a"], [1.0], "`x` must hold real numbers"),
    ],
    ids=["nan", "inf", "empty", "channels", "axes", "text"],
)
def test_unusable_series_are_refused(function, x, y, message):
    with pytest.raises(InputError, match=message):
        function(x, y)


@pytest.mark.parametrize("band", [-1, 1.5, True, "wide", float("nan")])
@pytest.mark.parametrize("function", [dtw, dtw_path])
def test_a_band_out_of_its_range_is_refused(function, band):
    with pytest.raises(SettingsError, match=r"`band` must be a fraction of the length from 0\.0 to 1\.0"):
        function([1.0], [2.0], band=band)


def test_pairwise_distances_refuse_other_numbers_of_channels():
    with pytest.raises(InputError, match="`y` must hold series with 1 channels, got 2"):
        dtw_pairwise(np.zeros((2, 4)), np.zeros((2, 2, 4)))


def test_pairwise_distances_refuse_a_band_out_of_its_range():
    with pytest.raises(SettingsError, match=r"`band` must be a fraction .* got 2\.0"):
        dtw_pairwise(np.zeros((2, 4)), band=2.0)
