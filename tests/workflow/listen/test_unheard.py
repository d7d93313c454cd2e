"""A sentence for people whose recordings are full of sound that is in no event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from workflow_examples import quick, quick_learn

from benchmarks.events.noises import NOISES
from coincide.errors import NothingFoundError
from coincide.events import detect
from coincide.learned.settings import LearnSettings
from coincide.seeds import generator
from coincide.workflow.info.info import info
from coincide.workflow.listen.unheard import has_unheard
from coincide.workflow.report.report import notices_of

RATE_HZ = 16_000
_SETTINGS = LearnSettings()


def _chorus(n_voices: int, seconds: float = 20.0) -> NDArray[np.float32]:
    """Frogs that call without a pause, each in its own rhythm and at its own pitch, over faint noise."""
    rng = generator(0, "chorus")
    sound = 0.004 * rng.standard_normal(round(seconds * RATE_HZ))
    for _ in range(n_voices):
        pitch_hz, period_s = rng.uniform(900, 2600), rng.uniform(0.18, 0.35)
        n_pulse = round(0.75 * period_s * RATE_HZ)
        pulse = 0.06 * np.hanning(n_pulse) * np.sin(2 * np.pi * pitch_hz * np.arange(n_pulse) / RATE_HZ)
        for start_s in np.arange(rng.uniform(0, period_s), seconds - period_s, period_s):
            start = round(start_s * RATE_HZ)
            sound[start : start + n_pulse] += pulse
    return sound.astype(np.float32)


def _calls() -> NDArray[np.float32]:
    sound = 0.004 * generator(0, "calls").standard_normal(20 * RATE_HZ)
    call = 0.2 * np.hanning(3200) * np.sin(2 * np.pi * np.cumsum(np.linspace(1500, 3000, 3200)) / RATE_HZ)
    for start_s in range(1, 19):
        sound[start_s * RATE_HZ : start_s * RATE_HZ + len(call)] += call
    return sound.astype(np.float32)


def _spans(sound: NDArray[np.float32]) -> list[tuple[float, float]]:
    found = detect([sound], sample_rate_hz=RATE_HZ, features=_SETTINGS.features, settings=_SETTINGS.events)
    return [(event.onset_s, event.offset_s) for event in found]


def _has_unheard(sound: NDArray[np.float32], spans: list[tuple[float, float]]) -> bool:
    return has_unheard(sound, RATE_HZ, spans, _SETTINGS)


def test_a_chorus_that_never_pauses_is_in_no_event() -> None:
    sound = _chorus(8)
    assert _has_unheard(sound, _spans(sound))


def test_nothing_is_left_beside_calls_that_were_found() -> None:
    sound = _calls()
    spans = _spans(sound)
    assert (len(spans), _has_unheard(sound, spans)) == (18, False)


def test_a_chorus_in_events_is_not_missed() -> None:
    assert not _has_unheard(_chorus(8), [(0.0, 20.0)])


@pytest.mark.parametrize("noise", sorted(NOISES))
def test_wind_rain_and_machines_are_no_missed_calls(noise: str) -> None:
    sound = 0.01 * NOISES[noise](20 * RATE_HZ, RATE_HZ, generator(1, noise))
    assert not _has_unheard(sound.astype(np.float32), [])


@pytest.mark.parametrize("n_samples", [0, 1, 500])
def test_in_a_moment_nothing_can_be_missed(n_samples: int) -> None:
    assert not _has_unheard(np.zeros(n_samples, dtype=np.float32), [])


@pytest.fixture
def chorus(tmp_path: Path) -> Path:
    """Two ponds in which sixteen frogs call without a pause."""
    rng = generator(0, "ponds")
    place = tmp_path / "ponds"
    place.mkdir()
    at_s = np.arange(20 * RATE_HZ) / RATE_HZ
    for number in range(2):
        sound = 0.004 * rng.standard_normal(len(at_s))
        for pitch_hz, period_s in zip(rng.uniform(900, 2600, 16), rng.uniform(0.18, 0.35, 16), strict=True):
            sound += 0.06 * np.maximum(0.0, np.sin(np.pi * at_s / period_s)) ** 2 * np.sin(2 * np.pi * pitch_hz * at_s)
        soundfile.write(place / f"pond-{number}.wav", sound, RATE_HZ)
    return place


def test_where_a_chorus_was_missed_the_error_says_so(chorus: Path) -> None:
    settings = quick(events={"onset_z": 50.0})
    with pytest.raises(NothingFoundError, match=r"Much sound is in no event in 2 of 2 recordings .*`pond-0\.wav`"):
        quick_learn(chorus, chorus.with_suffix(".coincide"), settings=settings)


def test_a_folder_whose_calls_were_found_gives_no_hint(learned: Path) -> None:
    assert info(learned).model_facts["unheard"] == ""


def test_readers_of_a_report_are_told_first() -> None:
    assert notices_of({"unheard": "Much sound is in no event."}) == ["Much sound is in no event."]
