"""Backgrounds without calls: what microphones hear besides. All have an rms of about 1 before they are scaled."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Floats = NDArray[np.float32]
Rng = np.random.Generator


def _unit(sound: NDArray[np.floating]) -> Floats:
    return (sound / np.sqrt(np.mean(np.square(sound)) + 1e-20)).astype(np.float32)


def colored(n: int, rng: Rng, *, slope: float) -> Floats:
    """Noise (n,) whose power falls with frequency to the power of `slope`: 0 is white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(n).astype(np.float32))
    bins = np.maximum(np.arange(len(spectrum)), len(spectrum) * 1e-4)
    return _unit(np.fft.irfft(spectrum * bins ** (-slope / 2), n))


def _even(n: int, _rate_hz: int, rng: Rng) -> Floats:
    return colored(n, rng, slope=rng.uniform(0.0, 1.0))


def _hum(n: int, rate_hz: int, rng: Rng) -> Floats:
    """Mains and its harmonics, and a whistle such as a power supply has, over even noise."""
    t = np.arange(n) / rate_hz
    mains_hz = float(rng.choice([50.0, 60.0])) if rate_hz > 2_000 else rng.uniform(0.2, 0.4) * rate_hz
    tones = [np.sin(2 * np.pi * mains_hz * k * t + k) / k for k in range(1, 8) if mains_hz * k < 0.45 * rate_hz]
    whistle_hz = rng.uniform(0.3, 0.45) * rate_hz
    return _unit(_even(n, rate_hz, rng) + 2.0 * np.sum(tones, axis=0) + 0.3 * np.sin(2 * np.pi * whistle_hz * t))


def _fan(n: int, rate_hz: int, rng: Rng) -> Floats:
    """Brown noise that swells and falls a few times a second."""
    swelling = 1.0 + 0.3 * np.sin(2 * np.pi * _slow(rate_hz) * rng.uniform(2.0, 6.0) * np.arange(n) / rate_hz)
    return _unit(2.0 * colored(n, rng, slope=1.6) * swelling + 0.5 * colored(n, rng, slope=0.0))


def _wind(n: int, rate_hz: int, rng: Rng) -> Floats:
    """Gusts of some seconds, most of them low."""
    step = max(1, round(rate_hz * rng.uniform(0.5, 1.5) / _slow(rate_hz)))
    knots = rng.gamma(0.7, 1.0, n // step + 3)
    gusts = np.interp(np.arange(n), np.arange(len(knots)) * step, knots)
    return _unit(3.0 * gusts * colored(n, rng, slope=2.0) + 0.5 * colored(n, rng, slope=0.0))


def _rain(n: int, rate_hz: int, rng: Rng) -> Floats:
    """Drops: short clicks of all levels, some dozens a second, over white noise."""
    drops = np.zeros(n, dtype=np.float32)
    n_drops = rng.poisson(60.0 * _slow(rate_hz) * n / rate_hz)
    drops[rng.integers(0, n, n_drops)] = rng.standard_normal(n_drops) * rng.gamma(1.0, 1.0, n_drops)
    length = max(8, round(0.002 / _slow(rate_hz) * rate_hz))
    click = np.exp(-6.0 * np.arange(length) / length) * rng.standard_normal(length)
    return _unit(0.7 * _unit(signal.oaconvolve(drops, click)[:n]) + colored(n, rng, slope=0.2))


def _slow(rate_hz: int) -> float:
    """Everything is slower where a low rate shows that slow things were recorded."""
    return min(1.0, rate_hz / 8_000)


NOISES: Mapping[str, Callable[[int, int, Rng], Floats]] = {
    "even": _even,
    "hum": _hum,
    "fan": _fan,
    "wind": _wind,
    "rain": _rain,
}
"""Each gives noise (n,) at a sample rate."""
