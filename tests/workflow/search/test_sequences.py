"""Events as sequences of frames: what they keep of a sound, and what they leave out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from coincide_smallworld.distances import dtw
from numpy.typing import NDArray
from scipy.signal import resample_poly
from workflow_examples import RATE_HZ

from benchmarks.synthetic import synthesize_call
from coincide.events import PatchGeometry
from coincide.features import FeatureSettings
from coincide.recordings import SpanReader
from coincide.records import Event, Recording
from coincide.seeds import generator
from coincide.workflow.search.sequences import (
    N_BANDS,
    N_CHANNELS,
    N_FRAMES,
    OCTAVE_OF_LENGTH,
    SequenceCamera,
    SequenceGrid,
    choose_sequence_grid,
    take_sequence,
)
from coincide.workflow.search.series_index import BAND

pytestmark = pytest.mark.slow

GRID = SequenceGrid(window_s=0.02, hop_s=0.005, low_hz=100.0, high_hz=7500.0)
Sound = NDArray[np.float32]


def sweep(duration_s: float, *, bend: float = 1.0, rate_hz: int = RATE_HZ) -> Sound:
    """A tone that rises from 1 to 5 kHz, late if `bend` is above 1."""
    progress = np.arange(round(duration_s * rate_hz)) / (duration_s * rate_hz)
    return np.sin(2 * np.pi * np.cumsum(1000 + 4000 * progress**bend) / rate_hz).astype(np.float32)


def sequence(call: Sound, *, rate_hz: int = RATE_HZ, noise: float = 1e-3) -> Sound:
    """The sequence of a call with some noise around it."""
    camera, duration_s = SequenceCamera(GRID, rate_hz), len(call) / rate_hz
    start_s, _ = camera.excerpt_s(1.0, 1.0 + duration_s)
    padded = np.pad(call, 2 * rate_hz) + noise * generator(0, "noise").standard_normal(len(call) + 4 * rate_hz)
    excerpt = padded[round((1.0 + start_s) * rate_hz) :].astype(np.float32)
    return camera.take(excerpt, duration_s=duration_s)


@pytest.mark.parametrize("duration_s", [0.003, 0.05, 0.4, 3.0])
def test_short_and_long_events_have_equally_many_frames(duration_s: float) -> None:
    assert sequence(sweep(duration_s)).shape == (N_CHANNELS, N_FRAMES)


def test_squares_of_the_bands_sum_to_one() -> None:
    assert np.sum(sequence(sweep(0.2))[:N_BANDS] ** 2) == pytest.approx(1.0, abs=1e-5)


def test_loudness_does_not_matter() -> None:
    call = sweep(0.2)
    assert dtw(sequence(call), sequence(1e-2 * call, noise=1e-5), band=BAND) < 1e-3


def test_faint_noise_does_not_matter() -> None:
    assert dtw(sequence(sweep(0.2)), sequence(sweep(0.2), noise=3e-4), band=BAND) < 0.05


def test_another_sample_rate_matters_little() -> None:
    call = sweep(0.2)
    triple = resample_poly(call, 3, 1).astype(np.float32)
    assert dtw(sequence(call), sequence(triple, rate_hz=3 * RATE_HZ), band=BAND) < 0.1


def test_warped_call_is_nearer_than_another_kind() -> None:
    call, warped, other = sweep(0.2), sweep(0.28, bend=1.4), sweep(0.2)[::-1]
    assert 2 * dtw(sequence(call), sequence(warped), band=BAND) < dtw(sequence(call), sequence(other), band=BAND)


def test_octave_of_length_costs_as_much_as_told() -> None:
    short, long = sequence(sweep(0.2)), sequence(sweep(0.4))
    assert np.linalg.norm(short[N_BANDS] - long[N_BANDS]) == pytest.approx(OCTAVE_OF_LENGTH, abs=1e-5)


def test_calls_of_one_kind_are_nearer_than_of_two() -> None:
    rng = generator(0, "calls")
    a, b, c = (sequence(synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng)) for kind in (0, 0, 2))
    assert dtw(a, b, band=BAND) < dtw(a, c, band=BAND)


def test_silence_has_no_bands() -> None:
    silence = SequenceCamera(GRID, RATE_HZ).take(np.zeros(0, dtype=np.float32), duration_s=0.2)
    assert not silence[:N_BANDS].any()


def test_event_at_the_very_start_keeps_its_frames(tmp_path: Path) -> None:
    call = sweep(0.2)
    soundfile.write(tmp_path / "early.wav", np.pad(call, (0, RATE_HZ)), RATE_HZ)
    soundfile.write(tmp_path / "late.wav", np.pad(call, RATE_HZ), RATE_HZ)
    camera = SequenceCamera(GRID, RATE_HZ)
    with SpanReader(tmp_path / "early.wav") as early, SpanReader(tmp_path / "late.wav") as late:
        taken = [take_sequence(early, camera, 0.0, 0.2), take_sequence(late, camera, 1.0, 1.2)]
    assert taken[0] == pytest.approx(taken[1], abs=1e-6)


def test_frames_are_those_of_the_usual_rate_over_the_frequencies_of_all_pictures() -> None:
    recordings = {id: Recording(id, "", "", "", rate_hz, 1, 1) for id, rate_hz in ((1, 48_000), (2, 16_000))}
    events = [Event(0, id, 0, 0.0, 1.0, 100.0, 200.0, 9.0) for id in (1, 2, 2)]
    geometries = [PatchGeometry(0.1, 300.0, 900.0, 0.05), PatchGeometry(1.0, 200.0, 700.0, 0.5)]
    grid = choose_sequence_grid(events, recordings, geometries=geometries, features=FeatureSettings())
    assert grid == SequenceGrid(window_s=0.025, hop_s=0.010, low_hz=200.0, high_hz=900.0)
