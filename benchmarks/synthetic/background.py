"""What a field recorder hears when nothing calls: colored noise, wind, clicks and mains hum.

The noise falls by about 3 dB per octave (a cascade of poles and zeros two octaves or so apart, Keshner
1982), its level drifts by up to 3 dB either way, and everything is drawn block by block from generators
named by the block, so that a day of noise needs the memory of one block and comes out the same each time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from coincide.seeds import generator

DRIFT_DB = 3.0
HUM_HZ = 50.0
_POLES = (0.0005, 0.008, 0.12)
"""Corners as shares of half the sample rate, a factor 16 apart; zeros between them make -3 dB per octave."""
_ZERO_OVER_POLE = 4.0
_HUM_LEVEL = 0.05
_CLICKS_PER_S = 0.1
_CLICK_DECAY_S = 0.0005
_GUSTS_PER_S = 0.02
_GUST_LEVEL = 1.5


class Background:
    """A stream of noise; blocks are taken in order.

    Parameters
    ----------
    sample_rate_hz : at least 1000.
    rms : root mean square of the colored noise before drift.
    seed : decides everything.
    """

    def __init__(self, *, sample_rate_hz: int, rms: float, seed: int) -> None:
        self._rate_hz = sample_rate_hz
        self._rms = rms
        self._seed = seed
        self._numerator, self._denominator = _pink_filter()
        self._gain = rms / _power_gain(self._numerator, self._denominator)
        self._state = np.zeros(len(self._denominator) - 1)
        self._index = 0
        self._n_done = 0
        # The slowest pole needs some thousand samples to settle.
        self._color(generator(seed, "settle").standard_normal(20_000, dtype=np.float32))

    def next_block(self, n_times: int) -> NDArray[np.float32]:
        """Make the next block.

        Parameters
        ----------
        n_times : its length in samples, > 0.

        Returns
        -------
        Array (n_times,).
        """
        rng = generator(self._seed, "block", self._index)
        block = self._color(rng.standard_normal(n_times, dtype=np.float32)) * self._drift(n_times)
        self._add_hum(block)
        self._add_clicks(block, rng)
        self._add_gusts(block, rng)
        self._index += 1
        self._n_done += n_times
        return block

    def _color(self, white: NDArray[np.float32]) -> NDArray[np.float32]:
        pink, self._state = signal.lfilter(self._numerator, self._denominator, white, zi=self._state)
        return (pink * self._gain).astype(np.float32)

    def _drift(self, n_times: int) -> NDArray[np.float32]:
        """Level within the block, from one draw at its start to the next block's."""
        ends = [generator(self._seed, "drift", self._index + k).uniform(-DRIFT_DB, DRIFT_DB) for k in (0, 1)]
        factors = [10 ** (end / 20) for end in ends]
        return np.linspace(factors[0], factors[1], n_times, endpoint=False, dtype=np.float32)

    def _add_hum(self, block: NDArray[np.float32]) -> None:
        """Two harmonics of the mains; a whole number of periods is made once and repeated."""
        step = np.float32(2 * np.pi * HUM_HZ / self._rate_hz)
        start = (self._n_done * HUM_HZ / self._rate_hz) % 1.0
        phase = np.arange(len(block), dtype=np.float32) * step + np.float32(2 * np.pi * start)
        first = np.sin(phase, out=phase)
        # sin(2a) is not needed: the square of the sine holds the octave, as a rectifier makes it.
        block += np.float32(_HUM_LEVEL * self._rms) * (first + first * first - np.float32(0.5))

    def _add_clicks(self, block: NDArray[np.float32], rng: np.random.Generator) -> None:
        n_decay = max(2, round(8 * _CLICK_DECAY_S * self._rate_hz))
        decay = np.exp(-np.arange(n_decay) / (_CLICK_DECAY_S * self._rate_hz)).astype(np.float32)
        for _ in range(rng.poisson(_CLICKS_PER_S * len(block) / self._rate_hz)):
            at, level = int(rng.integers(len(block))), rng.uniform(3, 12) * self._rms
            click = decay * rng.standard_normal(n_decay, dtype=np.float32) * np.float32(level)
            room = block[at : at + n_decay]
            room += click[: len(room)]

    def _add_gusts(self, block: NDArray[np.float32], rng: np.random.Generator) -> None:
        for _ in range(rng.poisson(_GUSTS_PER_S * len(block) / self._rate_hz)):
            n_times = min(len(block), round(rng.uniform(0.5, 3.0) * self._rate_hz))
            at = int(rng.integers(len(block) - n_times + 1))
            corner = min(0.2, 200.0 / self._rate_hz)
            pole = np.exp(-2 * np.pi * corner)
            rumble = signal.lfilter([1 - pole], [1, -pole], rng.standard_normal(n_times, dtype=np.float32))
            level = _GUST_LEVEL * self._rms / np.sqrt((1 - pole) / (1 + pole))
            block[at : at + n_times] += (level * rumble * np.hanning(n_times)).astype(np.float32)


def _pink_filter() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    poles = [np.exp(-np.pi * corner) for corner in _POLES]
    zeros = [np.exp(-np.pi * corner * _ZERO_OVER_POLE) for corner in _POLES]
    return np.poly(zeros).astype(np.float64), np.poly(poles).astype(np.float64)


def _power_gain(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> float:
    """RMS of the output for white noise of RMS 1: the norm of the impulse response."""
    impulse = np.zeros(50_000)
    impulse[0] = 1.0
    return float(np.linalg.norm(signal.lfilter(numerator, denominator, impulse)))
