"""What only dies away as fast as the room lets it is no call."""

from __future__ import annotations

from pathlib import Path

import naive_echoes
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal
from workflow_examples import write_calls

from coincide.events import Detection, EventSettings, choose_hearing, detect, head_samples, hear
from coincide.events.echoes import Echo, echo_behind_calls, echo_in_room, echo_rate, without_echoes
from coincide.features import FeatureSettings, Spectrograph, frame_grid

RECORDINGS = Path(__file__).parents[2] / "examples" / "recordings"
RATE_HZ = 22_050
GRID = frame_grid(RATE_HZ, FeatureSettings())
HOP_S = GRID.hop_s


def _notes(n: int = 24, *, gap_s: float = 0.06, note_s: float = 0.08, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rising notes that follow each other closely, after a pause; sound (time,) and onsets in seconds (notes,)."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(note_s * RATE_HZ)) / RATE_HZ
    sound = np.zeros(round((1.0 + n * (note_s + gap_s) + 1.0) * RATE_HZ))
    onsets_s = 1.0 + np.arange(n) * (note_s + gap_s)
    for onset_s in onsets_s:
        low_hz = rng.uniform(2000.0, 3000.0)
        note = np.sin(2 * np.pi * (low_hz * t + 6000.0 * t**2)) * np.hanning(len(t)) ** 0.25
        start = round(onset_s * RATE_HZ)
        sound[start : start + len(note)] += note
    return sound, onsets_s


def _in_room(sound: np.ndarray, fall_60_s: float, *, seed: int = 1, echo_db: float = -6.0) -> np.ndarray:
    """Add the echoes of a room in which sound falls by 60 dB in so many seconds, and a little noise.

    The energy of all echoes is `echo_db` over that of the sound itself.
    """
    rng = np.random.default_rng(seed)
    n = round(fall_60_s * RATE_HZ)
    room = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    room *= 10 ** (echo_db / 20) / np.sqrt((room**2).sum())
    room[0] += 1
    heard = signal.fftconvolve(sound, room)[: len(sound)]
    return (0.2 * heard + 2e-4 * rng.standard_normal(len(sound))).astype(np.float32)


def _events(sound: np.ndarray) -> list[Detection]:
    return detect([sound], sample_rate_hz=RATE_HZ, features=FeatureSettings(hearing="fit"), settings=EventSettings())


def _n_found(sound: np.ndarray, onsets_s: np.ndarray) -> int:
    """Count the notes whose onset an event of its own is within 30 ms of."""
    found = np.array([event.onset_s for event in _events(sound)])
    return sum(bool((np.abs(found - onset_s) < 0.03).sum() == 1) for onset_s in onsets_s)


@pytest.mark.parametrize("fall_60_s", [0.3, 0.4, 0.6])
def test_notes_in_a_room_are_events_of_their_own(fall_60_s: float) -> None:
    sound, onsets_s = _notes()
    assert _n_found(_in_room(sound, fall_60_s), onsets_s) >= 0.8 * len(onsets_s)


@pytest.mark.parametrize("seed", range(4))
def test_a_loud_echo_that_fluctuates_is_not_cut_into_events(seed: int) -> None:
    sound, onsets_s = _notes(10, gap_s=0.45, note_s=0.12, seed=seed)
    events = _events(_in_room(sound, 0.5, seed=seed, echo_db=7.0))
    assert len(events) == len(onsets_s)


@pytest.mark.parametrize("path", sorted(RECORDINGS.rglob("*.wav")), ids=lambda path: path.stem)
def test_recordings_without_echoes_between_calls_are_heard_as_they_are(path: Path) -> None:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    sound, features, settings = samples.mean(axis=1), FeatureSettings(hearing="fit"), EventSettings()
    hearing = choose_hearing(sound[: head_samples(rate_hz, features)], rate_hz, features=features, settings=settings)
    levels = np.concatenate(list(Spectrograph(hearing.grid).stream([sound])))
    assert hear(levels, hearing, settings=settings).echo is None


@given(
    seed=st.integers(0, 1000),
    n_ago=st.sampled_from([2, 5, 24]),
    fall_db=st.sampled_from([0.05, 0.4, 2.0]),
    step_db=st.sampled_from([-6.0, 0.0, 6.0]),
    n_frames=st.integers(1, 60),
)
def test_echoes_are_those_of_the_slow_twin(
    seed: int, n_ago: int, fall_db: float, step_db: float, n_frames: int
) -> None:
    rng = np.random.default_rng(seed)
    excess = np.cumsum(rng.normal(0.0, 3.0, (n_frames, 3)), axis=0).astype(np.float32)
    echo = Echo(n_ago, fall_db, step_db)
    np.testing.assert_array_equal(without_echoes(excess, echo), naive_echoes.without_echoes(excess, echo))


def test_a_steady_tone_is_no_echo() -> None:
    tone = np.full((200, 3), 30.0, dtype=np.float32) + np.random.default_rng(0).normal(0, 1, (200, 3)).astype(
        np.float32
    )
    np.testing.assert_array_equal(without_echoes(tone, Echo(4, 1.2)), tone)


@pytest.mark.parametrize("db_s", [60.0, 120.0, 200.0])
def test_the_steepest_falls_say_how_fast_echoes_die_away(db_s: float) -> None:
    one = np.concatenate([np.full(20, 40.0), np.maximum(40.0 - db_s * HOP_S * np.arange(80), 0.0)])
    excess = np.tile(one, 5)[:, None].repeat(4, axis=1).astype(np.float32)
    assert echo_rate(excess, GRID) == pytest.approx(db_s, rel=0.05)


def test_a_sound_that_stops_at_once_loses_no_more_than_its_last_frame() -> None:
    sound = np.concatenate([np.full(20, 40.0), np.zeros(20)])[:, None].astype(np.float32)
    np.testing.assert_array_equal(without_echoes(sound, Echo(2, 3.2))[:19], sound[:19])


def test_an_echo_in_a_room_is_known_when_it_has_fallen_by_six_decibels() -> None:
    echo = echo_in_room(100.0, GRID)
    assert echo.n_ago * 100.0 * GRID.hop_s == pytest.approx(6.0, abs=100.0 * GRID.hop_s)


def test_echoes_behind_calls_are_sought_for_longer_than_events_last() -> None:
    level = np.where(np.arange(100) % 50 < 10, 30.0, 0.0).astype(np.float32)
    echo = echo_behind_calls(level, np.array([[0, 10], [50, 60]]), 10.0, GRID)
    assert echo is not None
    assert echo.fall_db * 40 == pytest.approx(30.0)


def test_calls_that_are_hardly_louder_than_the_background_have_no_echo() -> None:
    level = np.where(np.arange(100) % 50 < 10, 10.0, 0.0).astype(np.float32)
    assert echo_behind_calls(level, np.array([[0, 10], [50, 60]]), 10.0, GRID) is None


def test_calls_that_begin_softly_are_not_taken_for_the_echo_of_the_last(tmp_path: Path) -> None:
    truth = write_calls(tmp_path / "calls.wav", seed=0)
    sound, rate_hz = soundfile.read(tmp_path / "calls.wav", dtype="float32")
    features = FeatureSettings(hearing="fit")
    events = detect([sound], sample_rate_hz=rate_hz, features=features, settings=EventSettings())
    found = np.array([event.onset_s for event in events])
    assert all(np.abs(found - call.onset_s).min() < 0.05 for call in truth)


def test_silence_has_no_echo() -> None:
    assert echo_rate(np.zeros((0, 40), dtype=np.float32), GRID) is None
    assert echo_rate(np.zeros((300, 40), dtype=np.float32), GRID) is None


@pytest.mark.parametrize("rate_hz", [1000, 250_000])
def test_no_room_is_heard_in_ultrasound_and_infrasound(rate_hz: int) -> None:
    grid = frame_grid(rate_hz, FeatureSettings(hearing="fit"))
    falls = 40.0 - 120.0 * grid.hop_s * np.arange(round(0.4 / grid.hop_s))
    one = np.concatenate([np.full(20, 40.0), np.maximum(falls, 0.0)])
    assert echo_rate(np.tile(one, 5)[:, None].astype(np.float32), grid) is None
