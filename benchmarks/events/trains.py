"""Pulse trains such as fish make, of which each is one event: found as calls, and as trains by the gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.events.measure import Found, compare
from benchmarks.events.noises import NOISES
from benchmarks.events.scenes import Scene
from coincide.events import Detection, EventSettings, detect, join_calls
from coincide.features import FeatureSettings
from coincide.workflow.listen.units import MIN_GAP_S, gap_between

Floats = NDArray[np.float32]
Rng = np.random.Generator
RATE_HZ = 16_000
_DURATION_S = 60.0


def lay_trains(*, noise: str, snr_db: float, rng: Rng) -> Scene:
    """Lay trains of 5 to 19 pulses into a minute of noise; a train is a call of the scene.

    Parameters
    ----------
    snr_db : power of the pulses over that of the noise within 60 Hz around their pitch.
    """
    n = round(_DURATION_S * RATE_HZ)
    background = NOISES[noise](n, RATE_HZ, rng)
    pitch_hz, pulse_s = rng.uniform(150.0, 900.0), rng.uniform(0.015, 0.04)
    period_s = pulse_s * rng.uniform(1.5, 3.0)
    sound, spans_s = np.zeros(n, dtype=np.float32), list[tuple[float, float]]()
    at_s = rng.uniform(1.0, 3.0)
    while at_s < _DURATION_S - 4.0:
        onset_s, offset_s = at_s, at_s
        for _ in range(int(rng.integers(5, 20))):
            pulse = _pulse(pitch_hz * float(np.exp(rng.normal(0.0, 0.02))), pulse_s) * rng.uniform(0.8, 1.2)
            start, offset_s = round(at_s * RATE_HZ), at_s + pulse_s
            sound[start : start + len(pulse)] += pulse
            at_s += period_s * float(np.exp(rng.normal(0.0, 0.08)))
        spans_s.append((onset_s, offset_s))
        at_s = offset_s + 0.6 + rng.exponential(2.0)
    power = np.abs(np.fft.rfft(background)) ** 2
    in_band = np.abs(np.fft.rfftfreq(n, 1 / RATE_HZ) - pitch_hz) < 60.0
    noise_rms = np.sqrt(2.0 * power[in_band].sum()) / n
    sound *= noise_rms * 10 ** (snr_db / 20) / np.sqrt(np.mean(sound[sound != 0] ** 2))
    sound += background
    onsets_s, offsets_s = np.array(spans_s).T
    return Scene(sound / (4 * np.abs(sound).max()), RATE_HZ, onsets_s, offsets_s)


def measure_trains(scene: Scene) -> tuple[Found, Found]:
    """Return how well trains are found with `unit` train, which finds no gap to go by in some, and with `unit` call."""
    calls = detect([scene.sound], sample_rate_hz=RATE_HZ, features=FeatureSettings(), settings=EventSettings())
    return compare(scene, _trains(calls), 0.0), compare(scene, calls, 0.0)


def _trains(calls: list[Detection]) -> list[Detection]:
    silences_s = [later.onset_s - call.offset_s for call, later in pairwise(calls)]
    gap_s = gap_between(np.log(np.maximum(silences_s, MIN_GAP_S)), "train")
    return calls if gap_s is None else join_calls(calls, gap_s)


def _pulse(pitch_hz: float, length_s: float) -> Floats:
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    fading = np.exp(-4.0 * t / length_s) * np.minimum(1.0, t / 0.002)
    return (np.sin(2 * np.pi * pitch_hz * t) * fading).astype(np.float32)
