"""The average under dynamic time warping: never worse than its start, right on cases one can see, and its errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld.distances import dtw, dtw_barycenter
from coincide_smallworld.distances.series import as_series
from coincide_smallworld.errors import InputError, SettingsError


def spread(center, series, *, band=None, weights=None):
    shares = np.ones(len(series)) if weights is None else weights
    return sum(share * dtw(center, one, band=band) ** 2 for share, one in zip(shares, series, strict=True))


def bumps(n, *, seed=0):
    """Bumps of one shape at other times."""
    rng = np.random.default_rng(seed)
    return np.exp(-(((np.arange(50) - rng.uniform(15, 35, (n, 1))) / 4) ** 2)) + rng.normal(0, 0.02, (n, 50))


@st.composite
def sets(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    channels = draw(st.integers(1, 2))
    return [rng.normal(size=(channels, rng.integers(1, 12))) for _ in range(draw(st.integers(1, 6)))]


@settings(deadline=None, max_examples=40)
@given(series=sets(), band=st.sampled_from([None, 0, 2, 0.3]))
def test_the_barycenter_is_never_worse_than_the_best_of_the_series(series, band):
    found = spread(dtw_barycenter(series, band=band), series, band=band)
    assert found <= min(spread(one, series, band=band) for one in series) * (1 + 1e-5) + 1e-9


@settings(deadline=None, max_examples=25)
@given(series=sets(), n=st.integers(0, 4))
def test_another_round_never_increases_the_spread(series, n):
    rounds = [spread(dtw_barycenter(series, n_iterations=i), series) for i in (n, n + 1)]
    assert rounds[1] <= rounds[0] * (1 + 1e-5) + 1e-9


def test_the_barycenter_of_shifted_bumps_is_a_bump_of_full_height():
    series = bumps(20)
    assert dtw_barycenter(series).max() > 0.9 > 0.7 > series.mean(axis=0).max()


def test_the_barycenter_is_clearly_better_than_the_medoid():
    series = bumps(20)
    assert spread(dtw_barycenter(series), series) < 0.9 * spread(dtw_barycenter(series, n_iterations=0), series)


def test_with_band_zero_the_barycenter_is_the_mean():
    series = bumps(8)
    np.testing.assert_allclose(dtw_barycenter(series, band=0), series.mean(axis=0), atol=1e-6)


def test_with_band_zero_weights_give_the_weighted_mean():
    series, weights = bumps(4), [3, 0, 1, 2]
    expected = np.average(series, axis=0, weights=weights)
    np.testing.assert_allclose(dtw_barycenter(series, band=0, weights=weights), expected, atol=1e-6)


def test_the_barycenter_of_one_series_is_that_series():
    series = bumps(1).astype(np.float32)
    assert (dtw_barycenter(series) == series[0]).all()


def test_without_rounds_the_barycenter_is_one_of_the_series():
    series = bumps(6).astype(np.float32)
    start = dtw_barycenter(series, n_iterations=0)
    assert any((start == one).all() for one in series)


@pytest.mark.parametrize("length", [1, 7, 50, 90])
def test_the_barycenter_has_the_wanted_length(length):
    assert dtw_barycenter(bumps(5), length=length).shape == (length,)


@pytest.mark.parametrize(
    ("series", "shape"),
    [
        (np.zeros((4, 9)), (9,)),
        (np.zeros((4, 1, 9)), (1, 9)),
        (np.zeros((4, 3, 9)), (3, 9)),
        ([np.zeros((2, 5)), np.zeros((2, 5))], (2, 5)),
        ((row for row in np.zeros((3, 6))), (6,)),
        (as_series(np.zeros((4, 3, 9)), name="x"), (3, 9)),
    ],
    ids=["cases", "one channel", "channels", "list", "generator", "Series"],
)
def test_the_barycenter_is_shaped_like_each_series(series, shape):
    assert dtw_barycenter(series).shape == shape


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ([], "`series` must hold one series or more, got none"),
        ([[1.0, np.nan]], "must hold finite numbers .* got nan"),
        ([np.zeros((1, 4)), np.zeros((2, 4))], "must hold series with equal numbers of channels"),
    ],
    ids=["none", "nan", "channels"],
)
def test_unusable_series_are_refused(series, message):
    with pytest.raises(InputError, match=message):
        dtw_barycenter(series)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0], r"`weights` must be 2 numbers, one per series, got shape \(1,\)"),
        ([1.0, -1.0], "`weights` must be finite, 0 or more, and not all 0, got values from -1 to 1"),
        ([0.0, 0.0], "got values from 0 to 0"),
        ([1.0, np.nan], "`weights` must be finite"),
        (["a", "b"], "`weights` must be 2 numbers"),
    ],
    ids=["shape", "negative", "zero", "nan", "text"],
)
def test_unusable_weights_are_refused(weights, message):
    with pytest.raises(InputError, match=message):
        dtw_barycenter(np.zeros((2, 5)), weights=weights)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"band": 1.5}, "`band` must be a fraction"),
        ({"n_iterations": -1}, "`n_iterations` must be a whole number from 0, got -1"),
        ({"length": 0}, "`length` must be a whole number from 1, got 0"),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(SettingsError, match=message):
        dtw_barycenter(np.zeros((2, 5)), **settings)
