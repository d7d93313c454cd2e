"""Mel-spaced filters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.features import band_edges_hz, hz_from_mel, mel_filterbank, mel_from_hz

RATES_HZ = (8000, 16_000, 22_050, 48_000, 96_000, 250_000, 384_000)


def test_mel_of_a_thousand_hertz_is_about_a_thousand() -> None:
    assert float(mel_from_hz(1000.0)) == pytest.approx(1000.0, abs=0.1)


@examples(50)
@given(frequency_hz=st.floats(0.0, 200_000.0))
def test_hertz_come_back_from_mel(frequency_hz: float) -> None:
    assert float(hz_from_mel(mel_from_hz(frequency_hz))) == pytest.approx(frequency_hz, abs=1e-6)


def test_bands_have_equal_width_in_mel() -> None:
    edges = band_edges_hz(low_hz=50.0, high_hz=20_000.0, n_bands=12)
    widths = np.diff(mel_from_hz(edges))
    np.testing.assert_allclose(widths, widths[0])


def test_outer_edges_are_the_limits_asked_for() -> None:
    edges = band_edges_hz(low_hz=50.0, high_hz=20_000.0, n_bands=12)
    np.testing.assert_allclose(edges[[0, -1]], [50.0, 20_000.0])


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("n_fft", [16, 64, 512])
def test_every_filter_below_nyquist_averages_its_bins(rate_hz: int, n_fft: int) -> None:
    filters = mel_filterbank(sample_rate_hz=rate_hz, n_fft=n_fft, low_hz=0.0, high_hz=rate_hz / 2, n_bands=64)
    np.testing.assert_allclose(filters.sum(axis=1), 1.0, rtol=1e-5)


@pytest.mark.parametrize("low_hz", [3991.0, 5000.0])
def test_filters_above_nyquist_are_empty(low_hz: float) -> None:
    filters = mel_filterbank(sample_rate_hz=8000, n_fft=256, low_hz=low_hz, high_hz=low_hz + 110.0, n_bands=4)
    assert not filters.any()


def test_filters_follow_each_other_upwards() -> None:
    filters = mel_filterbank(sample_rate_hz=48_000, n_fft=2048, low_hz=50.0, high_hz=20_000.0, n_bands=40)
    assert (np.diff(filters @ np.arange(1025)) > 0).all()
