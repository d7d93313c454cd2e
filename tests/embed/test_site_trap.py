"""The site trap: where the background alone tells the recording, the call must still be what is learned.

Each recording has a loud hum of its own and a microphone of its own. In the pictures themselves the recording is easier
to tell than the call. Each probe is split so that it cannot cheat: calls are looked for in other recordings only,
recordings among other calls only.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.synthetic import CALL_NAMES, synthesize_call
from coincide.embed import EmbedSettings, center, embed, fit_centers, fit_encoder
from coincide.events import PatchCamera, PatchGeometry

pytestmark = pytest.mark.slow

RATE_HZ = 16_000
N_RECORDINGS, N_PER_KIND, N_STEPS = 5, 5, 150
LEAST_CALL_PROBE = 0.8
_GEOMETRY = PatchGeometry(span_s=0.5, low_hz=200.0, high_hz=7600.0, typical_s=0.25)
_PITCH, _TILT_DB, _HUM = 0.08, 25.0, 0.4


@pytest.fixture(scope="module")
def kinds() -> np.ndarray:
    return np.tile(np.repeat(np.arange(len(CALL_NAMES)), N_PER_KIND), N_RECORDINGS)


@pytest.fixture(scope="module")
def sites() -> np.ndarray:
    return np.repeat(np.arange(N_RECORDINGS), len(CALL_NAMES) * N_PER_KIND)


@pytest.fixture(scope="module")
def patches(kinds: np.ndarray, sites: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(3)
    camera = PatchCamera(_GEOMETRY, RATE_HZ)
    return np.stack(
        [_picture(camera, kind, site, rng) for kind, site in zip(kinds.tolist(), sites.tolist(), strict=True)]
    )


@pytest.fixture(scope="module")
def embeddings(patches: np.ndarray, sites: np.ndarray) -> np.ndarray:
    fitted = fit_encoder(
        patches,
        sources=sites,
        neighbors=np.minimum(np.arange(len(patches)) + 1, len(patches) - 1),
        settings=EmbedSettings(),
        n_steps=N_STEPS,
        seed=1,
    )
    rows = embed(fitted.encoder, patches)
    return center(rows, sites, fit_centers(rows, sites))


def _picture(camera: PatchCamera, kind: int, site: int, rng: np.random.Generator) -> np.ndarray:
    call = synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng)
    call = np.interp(np.arange(0, len(call) - 1, np.exp(rng.uniform(-_PITCH, _PITCH))), np.arange(len(call)), call)
    start_s, stop_s = camera.excerpt_s(1.0, 1.0 + len(call) / RATE_HZ)
    time_s = np.arange(round((stop_s - start_s) * RATE_HZ)) / RATE_HZ
    hum_hz = 500.0 * 1.6**site
    sound = _HUM * np.abs(call).max() * np.sin(2 * np.pi * hum_hz * time_s + rng.uniform(0, 6))
    at = round((1.0 - start_s) * RATE_HZ)
    sound[at : at + len(call)] += call[: len(sound) - at]
    return camera.take(_through_the_microphone_of(site, sound), duration_s=len(call) / RATE_HZ)


def _through_the_microphone_of(site: int, sound: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(sound)
    gain_db = _TILT_DB * np.cos(np.pi * np.linspace(0, 1, len(spectrum)) * (1 + site / 2) + site)
    return np.fft.irfft(spectrum * 10 ** (gain_db / 20), len(sound)).astype(np.float32)


def _probe(rows: np.ndarray, wanted: np.ndarray, excluded: np.ndarray, k: int = 5) -> float:
    """Accuracy of the vote of the nearest rows that do not share what is excluded."""
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    similarity = np.where(excluded[:, None] == excluded[None, :], -np.inf, unit @ unit.T)
    nearest = np.argsort(-similarity, axis=1)[:, :k]
    return float(
        np.mean([np.bincount(wanted[near]).argmax() == own for near, own in zip(nearest, wanted, strict=True)])
    )


def test_in_the_pictures_the_recording_is_easier_to_tell_than_the_call(
    patches: np.ndarray, kinds: np.ndarray, sites: np.ndarray
) -> None:
    pixels = patches.reshape(len(patches), -1)
    assert _probe(pixels, sites, excluded=kinds) > _probe(pixels, kinds, excluded=sites)


def test_in_the_embedding_the_call_is_easier_to_tell_than_the_recording(
    embeddings: np.ndarray, kinds: np.ndarray, sites: np.ndarray
) -> None:
    assert _probe(embeddings, kinds, excluded=sites) > _probe(embeddings, sites, excluded=kinds)


def test_calls_are_recognized_in_other_recordings(embeddings: np.ndarray, kinds: np.ndarray, sites: np.ndarray) -> None:
    assert _probe(embeddings, kinds, excluded=sites) >= LEAST_CALL_PROBE
