"""Synthetic calls as patches, and an encoder that has learned from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from benchmarks.synthetic import CALL_NAMES, synthesize_call
from coincide.embed import EmbedSettings, FittedEncoder, fit_encoder
from coincide.events import PatchCamera, PatchGeometry

RATE_HZ = 16_000
N_PER_KIND = 30
N_STEPS = 80
_GEOMETRY = PatchGeometry(span_s=0.5, low_hz=200.0, high_hz=7600.0, typical_s=0.25)
_PITCH, _TILT_DB, _RIPPLE_DB, _NOISE = 0.12, 20.0, 6.0, 0.02


@dataclass(frozen=True)
class Calls:
    """Patches (n, 32, 32) and the kind of each (n,)."""

    patches: np.ndarray
    kinds: np.ndarray


@pytest.fixture(scope="session")
def calls() -> Calls:
    """Thirty calls of each kind, by other voices (pitch) through other microphones (equalizer)."""
    rng = np.random.default_rng(1)
    camera = PatchCamera(_GEOMETRY, RATE_HZ)
    kinds = np.repeat(np.arange(len(CALL_NAMES)), N_PER_KIND)
    return Calls(np.stack([_picture(camera, int(kind), rng) for kind in kinds]), kinds)


@pytest.fixture(scope="session")
def fitted(calls: Calls) -> FittedEncoder:
    return learn(calls.patches)


def learn(patches: np.ndarray, *, n_steps: int = N_STEPS, seed: int = 1, **chosen: Any) -> FittedEncoder:
    """Fit an encoder with small batches from one source."""
    arguments = {name: chosen.pop(name) for name in ("checkpoint", "identity", "on_step", "classes") if name in chosen}
    return fit_encoder(
        patches,
        sources=np.zeros(len(patches), dtype=np.int64),
        neighbors=np.minimum(np.arange(len(patches)) + 1, len(patches) - 1),
        settings=EmbedSettings.model_validate({"batch_events": 48, **chosen}),
        n_steps=n_steps,
        seed=seed,
        **arguments,
    )


@pytest.fixture(name="learn", scope="session")
def _learn() -> Any:
    return learn


def _picture(camera: PatchCamera, kind: int, rng: np.random.Generator) -> np.ndarray:
    call = _through_a_microphone(_with_a_voice(synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng), rng), rng)
    start_s, stop_s = camera.excerpt_s(1.0, 1.0 + len(call) / RATE_HZ)
    excerpt = np.zeros(round((stop_s - start_s) * RATE_HZ), dtype=np.float32)
    at = round((1.0 - start_s) * RATE_HZ)
    excerpt[at : at + len(call)] += call[: len(excerpt) - at]
    return camera.take(excerpt, duration_s=len(call) / RATE_HZ)


def _with_a_voice(call: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    pitch = np.exp(rng.uniform(-_PITCH, _PITCH))
    return np.interp(np.arange(0, len(call) - 1, pitch), np.arange(len(call)), call)


def _through_a_microphone(call: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    spectrum = np.fft.rfft(call)
    place = np.linspace(0, 1, len(spectrum))
    ripple_db = rng.uniform(-_RIPPLE_DB, _RIPPLE_DB) * np.cos(2 * np.pi * place * rng.uniform(0.5, 2.0))
    gain_db = rng.uniform(-_TILT_DB, _TILT_DB) * place + ripple_db
    heard = np.fft.irfft(spectrum * 10 ** (gain_db / 20), len(call))
    return (heard + _NOISE * np.abs(heard).max() * rng.standard_normal(len(call))).astype(np.float32)
