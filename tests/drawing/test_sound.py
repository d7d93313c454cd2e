"""Sounds that a browser plays."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.drawing.sound import LONGEST_S, excerpt_wav, n_played, playable, slowdown
from coincide.errors import InputError

RATES_HZ = [4000, 8000, 11025, 22050, 32000, 44100, 48000, 96000, 192000, 250000, 384000]


def tone(hz: float, rate_hz: int, duration_s: float) -> np.ndarray:
    return (0.01 * np.sin(2 * np.pi * hz * np.arange(round(duration_s * rate_hz)) / rate_hz)).astype(np.float32)


def loudest_hz(sound: bytes) -> float:
    samples, rate_hz = soundfile.read(io.BytesIO(sound))
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * rate_hz / samples.size)


@examples(40)
@given(rate_hz=st.sampled_from(RATES_HZ), duration_s=st.floats(0.001, 0.3))
def test_any_rate_comes_back_at_a_rate_that_browsers_play(rate_hz: int, duration_s: float) -> None:
    sound, _, _ = playable(tone(rate_hz / 9, rate_hz, duration_s), rate_hz)
    samples, played_hz = soundfile.read(io.BytesIO(sound))
    assert 8000 <= played_hz <= 48000
    assert samples.ndim == 1


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_pitch_is_kept_but_for_the_stated_factor(rate_hz: int) -> None:
    sound, _, _ = playable(tone(rate_hz / 9, rate_hz, 0.4), rate_hz)
    assert loudest_hz(sound) == pytest.approx(rate_hz / 9 / slowdown(rate_hz), rel=0.01)


def test_a_bat_call_is_played_ten_times_slower_and_says_so() -> None:
    assert playable(tone(50_000, 384_000, 0.05), 384_000, high_hz=110_000)[2] == "10 times slower"


def test_an_audible_call_at_a_high_rate_keeps_its_speed() -> None:
    sound, _, remark = playable(tone(6000, 192_000, 0.5), 192_000, high_hz=8000)
    assert (round(loudest_hz(sound), -1), remark) == (6000, "")


def test_a_call_too_high_to_hear_is_slowed_at_an_ordinary_rate() -> None:
    assert slowdown(48_000, high_hz=20_000) == 2


def test_a_quiet_clip_becomes_loud() -> None:
    samples, _ = soundfile.read(io.BytesIO(playable(tone(1000, 16_000, 1.0), 16_000)[0]))
    assert np.abs(samples).max() > 0.8


def test_the_sound_begins_and_ends_in_silence() -> None:
    samples, _ = soundfile.read(io.BytesIO(playable(np.ones(4000, np.float32) * tone(1, 8000, 0.5), 8000)[0]))
    assert abs(samples[0]) < 0.02
    assert abs(samples[-1]) < 0.02


def test_a_long_clip_is_cut_and_says_so() -> None:
    sound, _, remark = playable(tone(1000, 8000, 9.0), 8000)
    samples, rate_hz = soundfile.read(io.BytesIO(sound))
    assert samples.size / rate_hz == pytest.approx(LONGEST_S, abs=0.1)
    assert remark == "first 4.0 s"


def test_silence_stays_silent() -> None:
    samples, _ = soundfile.read(io.BytesIO(playable(np.zeros(800, np.float32), 8000)[0]))
    assert np.abs(samples).max() == 0


def test_not_a_number_counts_as_silence() -> None:
    samples, _ = soundfile.read(io.BytesIO(playable(np.full(800, np.nan, np.float32), 8000)[0]))
    assert np.abs(samples).max() == 0


def test_the_smaller_of_both_formats_is_taken() -> None:
    assert playable(tone(1000, 8000, 0.002), 8000)[1] == "audio/wav"
    assert playable(tone(1000, 8000, 1.0), 8000)[1] == "audio/mpeg"


def test_an_empty_clip_is_refused() -> None:
    with pytest.raises(InputError, match=r"at least one sample, got shape \(0,\)"):
        playable(np.zeros(0, np.float32), 8000)


@pytest.mark.parametrize("rate_hz", [8000, 48_000, 250_000, 655_350])
@pytest.mark.parametrize("expand", [1, 3, 50, 1000])
def test_how_long_an_excerpt_gets_is_known_before_it_is_made(rate_hz: int, expand: int) -> None:
    clip = np.zeros(2000, dtype=np.float32)
    made, _ = soundfile.read(io.BytesIO(excerpt_wav(clip, rate_hz, expand=expand)))
    assert len(made) == pytest.approx(n_played(len(clip), rate_hz, expand=expand), rel=0.01, abs=2)
