"""What bands hear of other frequencies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from coincide.features import FLOOR_POWER, FeatureSettings, FrameGrid, Spectrograph, frame_grid, leakage
from coincide.features.mel import Spacing

GRIDS = [(2_000, "linear", 160), (16_000, "mel", 40), (48_000, "linear", 40), (48_000, "mel", 40)]


def _grid(rate_hz: int, spacing: Spacing, n_bands: int) -> FrameGrid:
    return replace(frame_grid(rate_hz, FeatureSettings()), spacing=spacing, n_bands=n_bands)


def _power(grid: FrameGrid, sound: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the power of each frame and band, (frames, bands)."""
    return 10.0 ** (Spectrograph(grid).levels(sound.astype(np.float32)).astype(np.float64) / 10.0)


def _noise(grid: FrameGrid) -> NDArray[np.float64]:
    return np.random.default_rng(0).standard_normal(500 * grid.hop_samples)


@pytest.mark.parametrize(("rate_hz", "spacing", "n_bands"), GRIDS)
def test_in_white_noise_leaks_stay_below_the_background(rate_hz: int, spacing: Spacing, n_bands: int) -> None:
    grid = _grid(rate_hz, spacing, n_bands)
    background = np.percentile(_power(grid, _noise(grid)), 20.0, axis=0)
    assert (leakage(grid) @ background < background).all()


@pytest.mark.parametrize(("rate_hz", "spacing", "n_bands"), GRIDS)
def test_what_is_beyond_a_steep_filter_may_be_leaks(rate_hz: int, spacing: Spacing, n_bands: int) -> None:
    grid = _grid(rate_hz, spacing, n_bands)
    low_pass = signal.firwin(2 * grid.window_samples + 1, 0.2 * rate_hz, window=("kaiser", 14.0), fs=rate_hz)
    power = _power(grid, signal.fftconvolve(_noise(grid), low_pass, mode="valid"))
    quiet = np.percentile(power, 20.0, axis=0)
    is_beyond = grid.edges_hz[:-1] > 0.22 * rate_hz
    assert (leakage(grid) @ quiet > 2 * (quiet - 1.1 * FLOOR_POWER))[is_beyond].all()


def test_bands_leak_in_proportion_to_what_is_heard_of_tones_in_them() -> None:
    grid = _grid(48_000, "linear", 40)
    t = np.arange(grid.window_samples) / grid.sample_rate_hz
    edges_hz, heard = grid.edges_hz, []
    for band in (8, 12):
        tones_hz = np.linspace(edges_hz[band], edges_hz[band + 1], 40)
        heard.append(np.mean([_power(grid, np.sin(2 * np.pi * hz * t + hz))[0, 20] for hz in tones_hz]))
    leaks = leakage(grid)[20, [8, 12]]
    assert 10 * np.log10(leaks[1] / leaks[0]) == pytest.approx(10 * np.log10(heard[1] / heard[0]), abs=1.0)


def test_a_band_leaks_nothing_into_itself() -> None:
    assert (np.diag(leakage(_grid(48_000, "linear", 40))) == 0.0).all()
