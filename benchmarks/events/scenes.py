"""Recordings with calls at known times: callers in noise, with echoes, now sparse and now dense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from benchmarks.events.kinds import Kind
from benchmarks.events.noises import NOISES

Floats = NDArray[np.float32]
Rng = np.random.Generator

CLOSE_SHARE, CLOSE_S = 0.2, (0.003, 0.010)
"""So many calls follow another at once, after so long; callers with long calls wait longer."""
FEWEST_PER_MINUTE, MOST_FILLED = 5.0, 0.5
_LEVEL_JITTER_DB = 3.0
_BAND_SHARE = 0.95
_LONG_S = 0.1
"""Calls longer than this follow each other after a share of their length."""


@dataclass(frozen=True)
class Scene:
    """A recording and its truth: `onsets_s` and `offsets_s` (calls,), ascending, without the echoes."""

    sound: Floats
    rate_hz: int
    onsets_s: NDArray[np.float64]
    offsets_s: NDArray[np.float64]


def lay_scene(kind: Kind, *, noise: str, snr_db: float, echo_s: float, rng: Rng) -> Scene:
    """Draw an animal, a density and a background.

    Parameters
    ----------
    snr_db : power of a call over that of the noise in the call's band; calls differ by 3 dB either way.
    echo_s : time in which echoes fall by 60 dB; 0 for none.
    """
    n = round(kind.duration_s * kind.rate_hz)
    caller = kind.draw(rng)
    per_minute = float(np.exp(rng.uniform(np.log(FEWEST_PER_MINUTE), np.log(kind.most_per_minute))))
    n_calls = max(8, rng.poisson(per_minute * kind.duration_s / 60))
    calls = [caller(rng) for _ in range(n_calls)]
    while sum(len(call) for call in calls) > MOST_FILLED * n:
        calls.pop()
    background = NOISES[noise](n, kind.rate_hz, rng)
    starts = _starts(calls, n, kind, rng)
    spectrum = np.asarray(signal.welch(background, kind.rate_hz, nperseg=min(n, 4096))[1])
    sound = np.zeros(n, dtype=np.float32)
    for call, start in zip(calls, starts, strict=True):
        level_db = snr_db + rng.uniform(-_LEVEL_JITTER_DB, _LEVEL_JITTER_DB)
        sound[start : start + len(call)] += call * gain(call, spectrum, kind.rate_hz, level_db)
    if echo_s > 0:
        sound = signal.oaconvolve(sound, _room(echo_s, kind.rate_hz, rng))[:n].astype(np.float32)
    sound += background
    onsets_s = np.array(starts) / kind.rate_hz
    lengths_s = np.array([len(call) for call in calls]) / kind.rate_hz
    return Scene(sound / (4 * np.abs(sound).max()), kind.rate_hz, onsets_s, onsets_s + lengths_s)


def _starts(calls: list[Floats], n: int, kind: Kind, rng: Rng) -> list[int]:
    """Place calls: some at once after the one before, the others wherever there is room."""
    slow = max(1.0, float(np.median([len(call) for call in calls])) / kind.rate_hz / _LONG_S)
    is_close = rng.random(len(calls)) < CLOSE_SHARE
    is_close[0] = False
    close = np.round(rng.uniform(*CLOSE_S, len(calls)) * slow * kind.rate_hz)
    free = n - sum(len(call) for call in calls) - float(close[is_close].sum())
    gaps = np.zeros(len(calls) + 1)
    is_free = np.append(~is_close, True)
    gaps[is_free] = rng.dirichlet(np.ones(is_free.sum())) * free
    gaps[:-1][is_close] = close[is_close]
    at, starts = 0.0, []
    for call, gap in zip(calls, gaps, strict=False):
        at += gap
        starts.append(min(int(at), n - len(call)))
        at += len(call)
    return starts


def together_in_one(scenes: Sequence[Scene]) -> Scene:
    """Lay recordings of the same rate over each other, each as loud as the others."""
    n = min(len(scene.sound) for scene in scenes)
    sound = np.sum([scene.sound[:n] / scene.sound.std() for scene in scenes], axis=0)
    onsets_s = np.concatenate([scene.onsets_s for scene in scenes])
    offsets_s = np.concatenate([scene.offsets_s for scene in scenes])
    order = np.argsort(onsets_s)
    sound = (sound / (4 * np.abs(sound).max())).astype(np.float32)
    return Scene(sound, scenes[0].rate_hz, onsets_s[order], offsets_s[order])


def gain(call: Floats, noise_spectrum: NDArray[np.float64], rate_hz: int, snr_db: float) -> np.float32:
    """Return what brings a call to its level over the noise in the band that holds most of its power."""
    n_bins = len(noise_spectrum)
    power = np.abs(np.fft.rfft(call, 2 * max(len(call), n_bins))) ** 2
    low, high = np.searchsorted(np.cumsum(power), np.array([1 - _BAND_SHARE, 1 + _BAND_SHARE]) / 2 * power.sum())
    first, last = int(low / len(power) * n_bins), int(high / len(power) * n_bins)
    noise_power = float(noise_spectrum[first : last + 1].sum()) * rate_hz / 2 / n_bins
    return np.float32(np.sqrt(noise_power * 10 ** (snr_db / 10) / np.mean(np.square(call))))


def _room(echo_s: float, rate_hz: int, rng: Rng) -> Floats:
    """Return an impulse response: the sound itself, two clear echoes, and a tail that fades."""
    n = max(2, round(echo_s * rate_hz))
    fading = 10.0 ** (-3.0 * np.arange(n) / n)
    room = rng.standard_normal(n) * fading
    room *= 10 ** (rng.uniform(-12.0, -6.0) / 20) / np.sqrt(np.sum(room**2))
    for at in rng.integers(n // 20 + 1, n // 3 + 2, 2):
        room[at % n] += fading[at % n] * 10 ** (rng.uniform(-12.0, -6.0) / 20) * rng.choice([-1.0, 1.0])
    room[0] = 1.0
    return room.astype(np.float32)
