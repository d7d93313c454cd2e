"""Lower bounds of dynamic time warping: below it, equal to their slow twins, and with unusable input."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coincide_smallworld.distances import dtw, lb_keogh, lb_kim
from coincide_smallworld.distances.band import width_of
from coincide_smallworld.distances.bounds import envelope
from coincide_smallworld.errors import InputError, SettingsError

NUMBERS = st.integers(-40, 40).map(lambda number: number / 8)
BANDS = st.one_of(st.none(), st.integers(0, 9), st.sampled_from([0.0, 0.1, 0.5, 1.0]))
ROUNDING = 1 + 1e-12


@st.composite
def pairs(draw):
    """Two series (channels, t) of 1 to 9 frames."""
    channels = draw(st.integers(1, 3))
    return tuple(draw(arrays(np.float32, (channels, draw(st.integers(1, 9))), elements=NUMBERS)) for _ in range(2))


@settings(deadline=None, max_examples=200)
@given(pair=pairs(), band=BANDS)
def test_lb_keogh_is_at_most_the_distance(pair, band):
    assert lb_keogh(*pair, band=band) <= dtw(*pair, band=band) * ROUNDING


@settings(deadline=None, max_examples=200)
@given(pair=pairs(), band=BANDS)
def test_lb_kim_is_at_most_the_distance_for_any_band(pair, band):
    assert lb_kim(*pair) <= dtw(*pair, band=band) * ROUNDING


@settings(deadline=None, max_examples=50)
@given(pair=pairs())
def test_lb_kim_is_symmetric(pair):
    x, y = pair
    assert lb_kim(x, y) == pytest.approx(lb_kim(y, x), rel=1e-12)


@settings(deadline=None, max_examples=100)
@given(pair=pairs(), band=BANDS)
def test_lb_keogh_equals_the_slow_twin(pair, band):
    x, y = pair
    width = width_of(band, max(x.shape[1], y.shape[1]))
    assert lb_keogh(x, y, band=band) == pytest.approx(naive.lb_keogh(x.T, y.T, width=width), rel=1e-12)


def test_lb_keogh_with_band_zero_is_the_euclidean_distance():
    x, y = np.random.default_rng(1).normal(size=(2, 3, 50)).astype(np.float32)
    assert lb_keogh(x, y, band=0) == pytest.approx(float(np.linalg.norm(x.astype(float) - y)), rel=1e-12)


def test_lb_kim_of_two_peaks_is_their_difference():
    assert lb_kim([0, 0, 0, 7, 0, 0, 0], [0, 0, 0, 2, 0, 0, 0]) == 5.0


def test_lb_kim_counts_two_cells_at_each_end():
    assert lb_kim([1, 1, 0, 0, 1, 1], [0, 0, 1, 1, 0, 0]) == 2.0


def test_bounds_of_equal_series_are_zero():
    x = np.random.default_rng(2).normal(size=(2, 30))
    assert lb_kim(x, x) == 0.0 and lb_keogh(x, x, band=2) == 0.0


@settings(deadline=None, max_examples=60)
@given(x=arrays(np.float32, st.integers(1, 40), elements=NUMBERS), band=BANDS)
def test_the_envelope_is_the_extremes_within_the_band(x, band):
    width = width_of(band, len(x))
    found = envelope(x, band=band)
    around = [x[max(0, i - width) : i + width + 1] for i in range(len(x))]
    assert found.lower.tolist() == [part.min() for part in around]
    assert found.upper.tolist() == [part.max() for part in around]


def test_the_envelope_for_another_length_has_that_length():
    found = envelope(np.arange(10.0), band=0, n_frames=4)
    assert found.lower.tolist() == [0, 0, 3, 6] and found.upper.tolist() == [3, 6, 9, 9]


def test_the_envelope_of_several_channels_has_their_shape():
    assert envelope(np.zeros((3, 7)), band=2).upper.shape == (3, 7)


@pytest.mark.parametrize("bound", [lb_kim, lambda x, y: lb_keogh(x, y, band=1)], ids=["lb_kim", "lb_keogh"])
@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1.0, np.nan], [1.0], r"`x\[0\]` must hold finite numbers .* got nan"),
        ([1.0], [np.inf], r"`y\[0\]` must hold finite numbers .* got inf"),
        ([], [1.0], r"`x\[0\]` must be a series .* got shape \(0,\)"),
        (np.zeros((2, 5)), np.zeros((1, 5)), "`y` must hold series with 2 channels, got 1"),
    ],
    ids=["nan", "inf", "empty", "channels"],
)
def test_unusable_series_are_refused(bound, x, y, message):
    with pytest.raises(InputError, match=message):
        bound(x, y)


def test_lb_keogh_refuses_a_band_out_of_its_range():
    with pytest.raises(SettingsError, match=r"`band` must be a fraction .* got -3"):
        lb_keogh([1.0], [2.0], band=-3)


@pytest.mark.parametrize("n_frames", [0, True, 2.5])
def test_the_envelope_refuses_a_length_below_one(n_frames):
    with pytest.raises(SettingsError, match="`n_frames` must be a whole number from 1, got"):
        envelope([1.0, 2.0], band=1, n_frames=n_frames)
