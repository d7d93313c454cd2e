"""Synthetic calls, noise and recordings with known truth."""

from __future__ import annotations

import itertools
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from benchmarks.synthetic import (
    CALL_NAMES,
    Background,
    LabeledClip,
    Scene,
    lay_scene,
    synthesize_call,
    write_long_recording,
)
from coincide.errors import InputError
from coincide.recordings import probe, read_blocks

RATE_HZ = 16_000
KINDS = range(len(CALL_NAMES))


def _rng() -> np.random.Generator:
    return np.random.default_rng(1)


def _clips() -> list[LabeledClip]:
    rng = _rng()
    return [LabeledClip(synthesize_call(k, sample_rate_hz=RATE_HZ, rng=rng), RATE_HZ, CALL_NAMES[k]) for k in KINDS]


def _scene(snr_db: float, clips: list[LabeledClip] | None = None) -> Scene:
    clips = _clips() if clips is None else clips
    return lay_scene(clips, duration_s=15.0, sample_rate_hz=RATE_HZ, snr_db=snr_db, rng=_rng())


def _profile(kind: int, rng: np.random.Generator) -> np.ndarray:
    """Where in frequency a call has its energy, in its first and its second half."""
    call = synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng)
    halves = np.array_split(call, 2)
    return np.concatenate([_bands(half) for half in halves])


def _bands(samples: np.ndarray) -> np.ndarray:
    power = np.abs(np.fft.rfft(samples, 8000)) ** 2
    bands = power[:4000].reshape(40, -1).sum(axis=1)
    return bands / bands.sum()


@pytest.mark.parametrize("sample_rate_hz", [8000, 48_000, 384_000])
@pytest.mark.parametrize("kind", KINDS)
def test_calls_have_unit_peak_and_a_natural_length_at_any_rate(kind: int, sample_rate_hz: int) -> None:
    call = synthesize_call(kind, sample_rate_hz=sample_rate_hz, rng=_rng())
    assert np.abs(call).max() == pytest.approx(1.0) and 0.1 < len(call) / sample_rate_hz < 0.5


def test_calls_of_a_kind_resemble_each_other_more_than_other_kinds() -> None:
    rng = _rng()
    profiles = [[_profile(kind, rng) for _ in range(6)] for kind in KINDS]
    means = np.array([np.mean(group[:3], axis=0) for group in profiles])
    nearest = [[int(np.abs(means - one).sum(axis=1).argmin()) for one in group[3:]] for group in profiles]
    assert nearest == [[kind] * 3 for kind in KINDS]


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="`kind` must be 0 to 7, got 8"):
        synthesize_call(8, sample_rate_hz=RATE_HZ, rng=_rng())


def test_a_scene_holds_each_clip_once() -> None:
    assert sorted(truth.label for truth in _scene(10.0).annotations) == sorted(CALL_NAMES)


def test_scene_annotations_rise_and_do_not_overlap() -> None:
    truths = _scene(10.0).annotations
    assert all(a.offset_s + 0.19 < b.onset_s for a, b in itertools.pairwise(truths))


def test_events_of_a_scene_have_the_promised_level() -> None:
    quiet, loud = _scene(-300.0), _scene(20.0)
    events = loud.samples - quiet.samples
    levels = [
        10 * np.log10(np.mean(events[round(t.onset_s * RATE_HZ) : round(t.offset_s * RATE_HZ)] ** 2) / 0.02**2)
        for t in loud.annotations
    ]
    assert all(16.9 < level < 23.1 for level in levels)


def test_nothing_but_noise_lies_outside_the_annotations() -> None:
    quiet, loud = _scene(-300.0), _scene(20.0)
    events = loud.samples - quiet.samples
    for truth in loud.annotations:
        events[round(truth.onset_s * RATE_HZ) : round(truth.offset_s * RATE_HZ)] = 0
    assert np.abs(events).max() < 1e-6


def test_a_scene_is_the_same_for_the_same_generator() -> None:
    np.testing.assert_array_equal(_scene(5.0).samples, _scene(5.0).samples)


def test_clips_that_do_not_fit_are_left_out() -> None:
    assert len(_scene(10.0, _clips() * 20).annotations) < 8 * 20


def test_clips_of_another_rate_keep_their_length_in_time() -> None:
    clip = LabeledClip(np.sin(np.arange(4410, dtype=np.float32)), 44_100, "x")
    (truth,) = _scene(10.0, [clip]).annotations
    assert truth.offset_s - truth.onset_s == pytest.approx(0.1, abs=1e-3)


def test_a_silent_clip_is_refused() -> None:
    with pytest.raises(InputError, match="a clip labeled `x` is silent"):
        _scene(10.0, [LabeledClip(np.zeros(100, dtype=np.float32), RATE_HZ, "x")])


def test_noise_falls_by_three_decibels_per_octave() -> None:
    noise = Background(sample_rate_hz=RATE_HZ, rms=0.02, seed=0).next_block(20 * RATE_HZ)
    power = np.median(np.abs(np.fft.rfft(noise.reshape(-1, 4000), axis=1)) ** 2, axis=0)
    levels = [10 * np.log10(power[low : 2 * low].mean()) for low in (50, 100, 200, 400, 800)]
    assert np.mean(np.diff(levels)) == pytest.approx(-3.0, abs=0.7)


@examples(10)
@given(cut=st.integers(1, 999))
def test_noise_of_other_block_lengths_keeps_its_level(cut: int) -> None:
    noise = Background(sample_rate_hz=RATE_HZ, rms=0.02, seed=cut)
    samples = np.concatenate([noise.next_block(cut * 10), noise.next_block(4 * RATE_HZ)])
    assert 0.005 < np.median(np.abs(samples)) < 0.03


@pytest.mark.parametrize("name", ["a.wav", "a.w64", "a.rf64", "a.flac"])
def test_a_long_recording_has_the_promised_length(tmp_path: Path, name: str) -> None:
    write_long_recording(tmp_path / name, duration_s=25.0, sample_rate_hz=RATE_HZ)
    assert probe(tmp_path / name).n_samples == 25 * RATE_HZ


def test_a_long_recording_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    truths = [
        write_long_recording(tmp_path / name, duration_s=25.0, sample_rate_hz=RATE_HZ, seed=3)
        for name in ("a.wav", "b.wav")
    ]
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert [t.onset_s for t in truths[0]] == [t.onset_s for t in truths[1]]


def test_calls_of_a_long_recording_stand_out_where_the_truth_says(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    truth = write_long_recording(path, duration_s=60.0, sample_rate_hz=RATE_HZ, calls_per_minute=20, snr_db=30)
    (samples,) = read_blocks(path, block_samples=10**7)
    inside = np.zeros(samples.shape[1], dtype=bool)
    for one in truth:
        inside[round(one.onset_s * RATE_HZ) : round(one.offset_s * RATE_HZ)] = True
    assert np.std(samples[0, inside]) > 5 * np.std(samples[0, ~inside])


def test_calls_of_a_long_recording_are_about_as_many_as_asked(tmp_path: Path) -> None:
    truth = write_long_recording(tmp_path / "a.wav", duration_s=600, sample_rate_hz=2000, calls_per_minute=12)
    assert 80 < len(truth) < 160


def test_calls_of_a_long_recording_come_from_the_given_clips(tmp_path: Path) -> None:
    clips = [LabeledClip(np.sin(np.arange(800, dtype=np.float32)), 8000, "own")]
    truth = write_long_recording(tmp_path / "a.wav", duration_s=60, sample_rate_hz=8000, clips=clips)
    assert {one.label for one in truth} == {"own"}


def test_a_long_recording_without_clips_is_noise(tmp_path: Path) -> None:
    assert write_long_recording(tmp_path / "a.wav", duration_s=20, sample_rate_hz=8000, clips=[]) == []


def test_a_long_recording_needs_little_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    write_long_recording(tmp_path / "a.wav", duration_s=120, sample_rate_hz=48_000)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 50e6


@pytest.mark.parametrize(
    ("name", "duration_s", "message"),
    [
        ("a.mp3", 1.0, "expected a file ending of .wav"),
        ("a.wav", 90_000.0, "at most a day"),
        ("a.wav", 0.0, "above 0"),
    ],
)
def test_a_long_recording_refuses_what_it_cannot_write(
    tmp_path: Path, name: str, duration_s: float, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        write_long_recording(tmp_path / name, duration_s=duration_s)


def test_nothing_is_left_behind_beside_the_recording(tmp_path: Path) -> None:
    write_long_recording(tmp_path / "a.wav", duration_s=1.0, sample_rate_hz=8000)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
