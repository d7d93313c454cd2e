"""Made-up species: as many kinds of call as a folder needs, each made by as many individuals as it needs.

A kind is a bent tone with harmonics, some with pulses and some with noise; an individual moves its pitch, tempo, bend
and harmonics a little; every call differs again by less than that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic import LabeledClip

RATE_HZ = 16_000
_LENGTH_S, _PITCH_HZ = (0.08, 0.35), (500.0, 3000.0)
_N_BENDS, _N_HARMONICS = 3, 5
_PULSED, _NOISY = 0.4, 0.2
"""Shares of the kinds that have pulses, or noise."""


@dataclass(frozen=True)
class Kind:
    """One kind of call.

    Attributes
    ----------
    bends : (3,) octaves of half a turn, a whole turn and one and a half turns over the length of the call.
    harmonics : (5,) levels.
    pulses_hz : 0 for none.
    noise : share of noise, in [0, 1].
    """

    length_s: float
    pitch_hz: float
    bends: NDArray[np.float64]
    harmonics: NDArray[np.float64]
    pulses_hz: float
    noise: float


def draw_kind(rng: np.random.Generator) -> Kind:
    """Draw a kind."""
    return Kind(
        length_s=float(np.exp(rng.uniform(*np.log(_LENGTH_S)))),
        pitch_hz=float(np.exp(rng.uniform(*np.log(_PITCH_HZ)))),
        bends=rng.normal(0.0, 0.35, _N_BENDS),
        harmonics=rng.random(_N_HARMONICS) ** 2 / np.arange(1, _N_HARMONICS + 1),
        pulses_hz=float(rng.uniform(15.0, 60.0)) if rng.random() < _PULSED else 0.0,
        noise=float(rng.uniform(0.3, 0.8)) if rng.random() < _NOISY else 0.0,
    )


def as_made_by(kind: Kind, individual: np.random.Generator, *, spread: float = 1.0) -> Kind:
    """Return a kind as another individual makes it; a spread of 1 moves the pitch by about two semitones."""
    return Kind(
        length_s=kind.length_s * float(np.exp(individual.normal(0.0, 0.12 * spread))),
        pitch_hz=kind.pitch_hz * float(2.0 ** individual.normal(0.0, spread / 6)),
        bends=kind.bends + individual.normal(0.0, 0.05 * spread, _N_BENDS),
        harmonics=kind.harmonics * np.exp(individual.normal(0.0, 0.5 * spread, _N_HARMONICS)),
        pulses_hz=kind.pulses_hz * float(np.exp(individual.normal(0.0, 0.1 * spread))),
        noise=kind.noise,
    )


def draw_call(kind: Kind, label: str, rng: np.random.Generator) -> LabeledClip:
    """Make one call."""
    now = as_made_by(kind, rng, spread=0.2)
    n_times = round(now.length_s * RATE_HZ)
    t = np.linspace(0.0, 1.0, n_times)
    octaves = sum(bend * np.cos(np.pi * (turn + 1) * t) for turn, bend in enumerate(now.bends))
    phase = 2 * np.pi * np.cumsum(np.minimum(now.pitch_hz * 2.0**octaves, 0.45 * RATE_HZ)) / RATE_HZ
    tones = np.zeros(n_times)
    for number, level in enumerate(now.harmonics, start=1):
        is_heard = number * now.pitch_hz * 2.0**octaves < 0.45 * RATE_HZ
        tones += level * np.sin(number * phase) * is_heard
    tones /= np.sqrt(np.mean(tones**2)) + 1e-9
    call = (1 - now.noise) * tones + now.noise * rng.standard_normal(n_times) * np.abs(np.sin(phase / 2))
    if now.pulses_hz > 0:
        call *= 0.1 + np.sin(np.pi * now.pulses_hz * now.length_s * t) ** 2
    samples = (call * np.hanning(n_times) ** 0.3).astype(np.float32)
    return LabeledClip(samples / np.abs(samples).max(), RATE_HZ, label)
