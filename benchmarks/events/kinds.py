"""Made-up callers, from whales below hearing to bats above it, each drawn anew for every recording.

A caller has a few facts that stay the same within a recording (length, pitch, sweep), and every call differs a little.
The ranges are those that textbooks give for such animals; no recording was measured for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy import signal
from scipy.signal.windows import tukey

Floats = NDArray[np.float32]
Rng = np.random.Generator
Caller = Callable[[Rng], Floats]


@dataclass(frozen=True)
class Kind:
    """Who calls, and at which sample rate that is recorded.

    Attributes
    ----------
    draw : draws one animal; returns what makes its calls, arrays (time,).
    duration_s : length of one recording of it.
    most_per_minute : more calls than these a minute are not natural.
    """

    rate_hz: int
    duration_s: float
    draw: Callable[[Rng], Caller]
    most_per_minute: float = 200.0


def _tone(pitch_hz: NDArray[np.float64], rate_hz: int, *, levels: tuple[float, ...] = (1.0,)) -> NDArray[np.float64]:
    """Return a tone whose pitch (time,) changes, with harmonics of these levels as far as the rate allows."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / rate_hz
    sound = np.zeros(len(pitch_hz))
    for number, level in enumerate(levels, start=1):
        sound += level * np.sin(number * phase) * (number * pitch_hz < 0.47 * rate_hz)
    return sound


def _shaped(sound: NDArray[np.float64], rise_share: float) -> Floats:
    """Give a call soft ends that each take a share of it."""
    return (sound * tukey(len(sound), 2 * rise_share)).astype(np.float32)


def _near(value: float, rng: Rng, spread: float = 0.08) -> float:
    return value * float(np.exp(rng.normal(0.0, spread)))


def _between(low: float, high: float, rng: Rng) -> float:
    """Draw a number, low ones as often as high ones on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _bat(rng: Rng) -> Caller:
    length_s, low_hz, octaves = _between(0.002, 0.015, rng), _between(18e3, 60e3, rng), rng.uniform(0.1, 1.1)
    bend = rng.uniform(1.0, 4.0)

    def call(rng: Rng) -> Floats:
        t = np.linspace(0.0, 1.0, round(_near(length_s, rng) * 384_000))
        pitch_hz = np.minimum(_near(low_hz, rng, 0.02) * 2.0 ** (octaves * (1.0 - t) ** bend), 170e3)
        return _shaped(_tone(pitch_hz, 384_000, levels=(1.0, 0.2)), 0.15)

    return call


def _mouse(rng: Rng) -> Caller:
    length_s, pitch_hz = _between(0.02, 0.1, rng), _between(45e3, 85e3, rng)

    def call(rng: Rng) -> Floats:
        t = np.linspace(0.0, 1.0, round(_near(length_s, rng, 0.4) * 250_000))
        bend = rng.normal(0.0, 0.12) * t + rng.normal(0.0, 0.05) * np.sin(2 * np.pi * t)
        jump = rng.uniform(-0.2, 0.2) * (t > rng.uniform(0.2, 0.8)) * (rng.random() < 0.3)
        return _shaped(_tone(_near(pitch_hz, rng, 0.1) * 2.0 ** (bend + jump), 250_000), 0.1)

    return call


def _whale(rng: Rng) -> Caller:
    length_s, pitch_hz, octaves = _between(0.8, 8.0, rng), _between(12.0, 36.0, rng), rng.uniform(-0.5, 0.1)

    def call(rng: Rng) -> Floats:
        t = np.linspace(0.0, 1.0, round(_near(length_s, rng) * 1_000))
        return _shaped(_tone(_near(pitch_hz, rng, 0.02) * 2.0 ** (octaves * t), 1_000), 0.15)

    return call


def _frog(rng: Rng) -> Caller:
    length_s, pitch_hz, pulses_hz = _between(0.08, 0.8, rng), _between(400.0, 3_500.0, rng), _between(30.0, 120.0, rng)
    depth = rng.uniform(0.3, 0.9)

    def call(rng: Rng) -> Floats:
        t = np.arange(round(_near(length_s, rng) * 22_050)) / 22_050
        pulses = 1.0 - depth * np.sin(np.pi * _near(pulses_hz, rng, 0.03) * t) ** 2
        pitch_hz_now = np.full(len(t), _near(pitch_hz, rng, 0.02))
        return _shaped(pulses * _tone(pitch_hz_now, 22_050, levels=(1.0, 0.4, 0.15)), 0.1)

    return call


def _insect(rng: Rng) -> Caller:
    pulse_s, pitch_hz = _between(0.004, 0.012, rng), _between(3e3, 18e3, rng)
    n_pulses, share = int(rng.integers(2, 12)), rng.uniform(0.6, 0.9)

    def call(rng: Rng) -> Floats:
        n = round(pulse_s / share * 48_000)
        pulse = np.zeros(n)
        n_on = round(pulse_s * 48_000)
        pulse[:n_on] = np.hanning(n_on) ** 0.5
        envelope = np.tile(pulse, max(2, n_pulses + int(rng.integers(-1, 2))))[: -(n - n_on) or None]
        pitch_hz_now = np.full(len(envelope), _near(pitch_hz, rng, 0.01))
        return (envelope * _tone(pitch_hz_now, 48_000)).astype(np.float32)

    return call


def _bird(rng: Rng) -> Caller:
    length_s, pitch_hz = _between(0.04, 0.25, rng), _between(1_500.0, 6_000.0, rng)
    levels = (1.0, *(rng.random(2) ** 2))
    octaves = rng.normal(0.0, 0.3, 2)

    def call(rng: Rng) -> Floats:
        t = np.linspace(0.0, 1.0, round(_near(length_s, rng) * 32_000))
        turns = octaves[0] * np.cos(np.pi * t) + octaves[1] * np.cos(2 * np.pi * t)
        return _shaped(_tone(_near(pitch_hz, rng, 0.03) * 2.0**turns, 32_000, levels=levels), 0.1)

    return call


def _speech(rng: Rng) -> Caller:
    length_s, pitch_hz = _between(0.2, 0.6, rng), _between(90.0, 260.0, rng)

    def call(rng: Rng) -> Floats:
        n = round(_near(length_s, rng, 0.2) * 16_000)
        t = np.linspace(0.0, 1.0, n)
        source = signal.sawtooth(2 * np.pi * np.cumsum(_near(pitch_hz, rng) * (1.1 - 0.2 * t)) / 16_000)
        source += 0.1 * rng.standard_normal(n)
        sound = np.zeros(n)
        for low_hz, high_hz in ((300, 800), (900, 2_200), (2_300, 3_200)):
            center_hz = rng.uniform(low_hz, high_hz)
            resonance = signal.iirpeak(center_hz, center_hz / 120.0, fs=16_000)
            sound += np.asarray(signal.lfilter(*resonance, source)) * rng.uniform(0.3, 1.0)
        return _shaped(sound * (1.0 - 0.5 * np.sin(np.pi * rng.uniform(1.0, 3.0) * t) ** 2), 0.08)

    return call


def recorded_at(kind: Kind, rate_hz: int, *, duration_s: float) -> Kind:
    """Return the same callers, recorded at a higher sample rate; there is nothing of them above their own."""
    ratio = Fraction(rate_hz, kind.rate_hz)

    def draw(rng: Rng) -> Caller:
        caller = kind.draw(rng)

        def call(rng: Rng) -> Floats:
            sound = signal.resample_poly(caller(rng), ratio.numerator, ratio.denominator)
            return np.asarray(sound, dtype=np.float32)

        return call

    return replace(kind, rate_hz=rate_hz, duration_s=duration_s, draw=draw)


KINDS: Mapping[str, Kind] = {
    "bats": Kind(384_000, 12.0, _bat),
    "mice": Kind(250_000, 15.0, _mouse),
    "whales": Kind(1_000, 600.0, _whale, most_per_minute=10.0),
    "frogs": Kind(22_050, 60.0, _frog),
    "insects": Kind(48_000, 45.0, _insect),
    "birds": Kind(32_000, 60.0, _bird),
    "speech": Kind(16_000, 60.0, _speech, most_per_minute=60.0),
}
