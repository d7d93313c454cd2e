"""Clips that are one event each."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.events import EventSettings, take_clip, take_whole
from coincide.features import FeatureSettings

RATE_HZ = 16_000


def _tone(duration_s: float, frequency_hz: float = 2000.0) -> np.ndarray:
    times_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return (0.3 * np.sin(2 * np.pi * frequency_hz * times_s)).astype(np.float32)


def test_a_clip_is_one_event_from_its_first_to_its_last_sample() -> None:
    (found,) = take_whole(np.array_split(_tone(0.7), 5), sample_rate_hz=RATE_HZ, features=FeatureSettings())
    assert (found.onset_s, found.offset_s) == (0.0, 0.7)


def test_the_band_of_a_clip_contains_its_tone() -> None:
    (found,) = take_whole([_tone(0.7)], sample_rate_hz=RATE_HZ, features=FeatureSettings())
    assert found.low_hz <= 2000.0 <= found.high_hz < 4000.0


def test_a_call_with_silence_around_it_stands_out() -> None:
    clip = np.concatenate([1e-4 * _tone(0.5), _tone(0.5)])
    (found,) = take_whole([clip], sample_rate_hz=RATE_HZ, features=FeatureSettings())
    assert found.snr_db > 20.0


def test_a_steady_tone_does_not_stand_out() -> None:
    (found,) = take_whole([_tone(2.0)], sample_rate_hz=RATE_HZ, features=FeatureSettings())
    assert found.snr_db == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize("blocks", [[], [np.zeros(0, dtype=np.float32)]])
def test_an_empty_clip_is_no_event(blocks: list[np.ndarray]) -> None:
    assert take_whole(blocks, sample_rate_hz=RATE_HZ, features=FeatureSettings()) == []


@pytest.mark.parametrize(("n_samples", "n_events"), [(2, 0), (10, 0), (15, 0), (16, 1)])
def test_a_clip_of_fewer_than_16_samples_is_no_event(n_samples: int, n_events: int) -> None:
    found = take_whole([_tone(0.1)[:n_samples]], sample_rate_hz=RATE_HZ, features=FeatureSettings())
    assert len(found) == n_events


def _clip(*parts: np.ndarray) -> tuple[float, float]:
    """Take a clip of parts one after the other, and return where its event begins and ends."""
    samples = np.concatenate(parts)
    (found,) = take_clip([samples], sample_rate_hz=RATE_HZ, features=FeatureSettings(), settings=EventSettings())
    return found.onset_s, found.offset_s


def _noise(duration_s: float) -> np.ndarray:
    return (1e-3 * np.random.default_rng(0).normal(size=round(duration_s * RATE_HZ))).astype(np.float32)


def test_a_clip_that_its_sound_fills_is_taken_from_end_to_end() -> None:
    assert _clip(_noise(0.1), _tone(0.5), _noise(0.1)) == (0.0, 0.7)


def test_of_a_clip_that_is_mostly_silence_the_sound_is_taken() -> None:
    assert _clip(_noise(1.0), _tone(0.3), _noise(1.0)) == pytest.approx((1.0, 1.3), abs=0.05)


def test_a_sound_that_fades_is_taken_to_its_end() -> None:
    times_s = np.arange(2 * RATE_HZ) / RATE_HZ
    fading = (_tone(2.0) * np.exp(-4 * times_s)).astype(np.float32)
    assert _clip(fading) == (0.0, 2.0)


def test_a_clip_without_any_call_is_taken_from_end_to_end() -> None:
    assert _clip(_noise(1.0)) == (0.0, 1.0)
