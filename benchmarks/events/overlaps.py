"""Two animals that call at once in one channel, in bands of their own: found as one event, and apart.

A found event counts for the animal whose band it resembles more, as if it had its right name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from benchmarks.events.kinds import Caller, Kind
from benchmarks.events.measure import MIN_IOU
from benchmarks.events.noises import NOISES
from benchmarks.events.scenes import gain
from coincide.evaluate import match_by_iou
from coincide.events import Detection, EventSettings, detect
from coincide.features import FeatureSettings

Floats = NDArray[np.float64]
Rng = np.random.Generator
_FILLED, _MOST_CALLS, _FEWEST_CALLS = 0.25, 60, 8
"""Share of the time that each animal calls, within these numbers of calls."""
_JITTER_DB, _APART, _MOST_LONGER = 3.0, 1.1, 4.0
_BAND_SHARES = (0.05, 0.95)
_N_HEARD, _N_TRIES = 5, 200


@dataclass(frozen=True)
class Duet:
    """A recording of two animals: `spans_s` (calls, 2), `animals` (calls,), and the band of each animal, (2, 2)."""

    sound: NDArray[np.float32]
    rate_hz: int
    spans_s: Floats
    animals: NDArray[np.int64]
    bands_hz: Floats


@dataclass(frozen=True)
class DuetFound:
    """Counts of one or more duets; `n_right` events overlap by a half with a call of their animal."""

    n_truth: int = 0
    n_found: int = 0
    n_right: int = 0

    def __add__(self, other: DuetFound) -> DuetFound:
        return DuetFound(self.n_truth + other.n_truth, self.n_found + other.n_found, self.n_right + other.n_right)

    @property
    def f1(self) -> float:
        """By overlap of at least a half."""
        return 2 * self.n_right / max(1, self.n_truth + self.n_found)


def lay_duet(kind: Kind, *, noise: str, snr_db: float, rng: Rng) -> Duet:
    """Draw two animals whose bands lie apart, each of which calls whenever it likes."""
    callers, bands_hz = _pair(kind, rng)
    n = round(kind.duration_s * kind.rate_hz)
    sound = NOISES[noise](n, kind.rate_hz, rng).copy()
    spectrum = np.asarray(signal.welch(sound, kind.rate_hz, nperseg=min(n, 4096))[1])
    spans: list[tuple[int, int]] = []
    animals: list[int] = []
    for animal, caller in enumerate(callers):
        n_calls = min(max(int(_FILLED * n / len(caller(rng))), _FEWEST_CALLS), _MOST_CALLS)
        calls = [caller(rng) for _ in range(n_calls)]
        gaps = rng.dirichlet(np.ones(n_calls + 1)) * (n - sum(len(call) for call in calls))
        start = 0
        for call, gap in zip(calls, gaps, strict=False):
            start += int(gap)
            level_db = snr_db + rng.uniform(-_JITTER_DB, _JITTER_DB)
            sound[start : start + len(call)] += call * gain(call, spectrum, kind.rate_hz, level_db)
            spans.append((start, start + len(call)))
            animals.append(animal)
            start += len(call)
    spans_s = np.array(spans) / kind.rate_hz
    return Duet(sound / (4 * np.abs(sound).max()), kind.rate_hz, spans_s, np.array(animals), bands_hz)


def measure_duet(duet: Duet) -> tuple[DuetFound, DuetFound]:
    """Return what is found with calls at once apart, and joined."""
    apart, joined = (
        detect([duet.sound], sample_rate_hz=duet.rate_hz, features=FeatureSettings(), settings=settings)
        for settings in (EventSettings(), EventSettings(overlaps="joined"))
    )
    return _scored(duet, apart), _scored(duet, joined)


def _scored(duet: Duet, found: Sequence[Detection]) -> DuetFound:
    places = np.array([(one.onset_s, one.offset_s, one.low_hz, one.high_hz) for one in found]).reshape(-1, 4)
    shared, joint = (
        outer(places[:, 3:], duet.bands_hz[:, 1]) - inner(places[:, 2:3], duet.bands_hz[:, 0])
        for outer, inner in ((np.minimum, np.maximum), (np.maximum, np.minimum))
    )
    animals = (np.maximum(shared, 0.0) / joint).argmax(axis=1)
    n_right = 0
    for animal in range(len(duet.bands_hz)):
        true, seen = duet.spans_s[duet.animals == animal], places[animals == animal]
        n_right += len(match_by_iou(true[:, 0], true[:, 1], seen[:, 0], seen[:, 1], min_iou=MIN_IOU))
    return DuetFound(len(duet.spans_s), len(found), n_right)


def _pair(kind: Kind, rng: Rng) -> tuple[list[Caller], Floats]:
    """Draw two animals with bands apart and calls of about one length; others are sent away."""
    while True:
        first, (low_hz, high_hz), length = _heard(kind, rng)
        for _ in range(_N_TRIES):
            second, band_hz, other_length = _heard(kind, rng)
            is_apart = band_hz[0] > _APART * high_hz or low_hz > _APART * band_hz[1]
            if is_apart and 1 / _MOST_LONGER < other_length / length < _MOST_LONGER:
                return [first, second], np.array([(low_hz, high_hz), band_hz])


def _heard(kind: Kind, rng: Rng) -> tuple[Caller, tuple[float, float], float]:
    """Draw an animal; returns it with the band and the length of its calls (medians)."""
    caller = kind.draw(rng)
    calls = [caller(rng) for _ in range(_N_HEARD)]
    low_hz, high_hz = np.median([_band_hz(call, kind.rate_hz) for call in calls], axis=0)
    return caller, (float(low_hz), float(high_hz)), float(np.median([len(call) for call in calls]))


def _band_hz(call: NDArray[np.float32], rate_hz: int) -> Floats:
    spectrum = np.cumsum(np.abs(np.fft.rfft(call)) ** 2)
    return np.searchsorted(spectrum, np.array(_BAND_SHARES) * spectrum[-1]) * rate_hz / len(call)
