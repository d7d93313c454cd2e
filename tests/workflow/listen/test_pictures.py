"""Events become pictures."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.errors import RecordingError
from coincide.events import PATCH_BANDS, PatchGeometry, PictureScales
from coincide.recordings import file_state
from coincide.records import Event, FileState, Recording
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Silent

RATE_HZ = 16_000
GEOMETRY = PatchGeometry(span_s=0.4, low_hz=500.0, high_hz=6000.0, typical_s=0.25)
LOW = Event(0, 1, 0, 1.0, 1.2, 900.0, 1100.0, 20.0)
HIGH = Event(0, 1, 0, 1.1, 1.3, 3900.0, 4100.0, 20.0)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Two tones at once in noise."""
    times_s = np.arange(2 * RATE_HZ) / RATE_HZ
    sound = 0.001 * np.random.default_rng(0).standard_normal(len(times_s))
    for event, pitch_hz in ((LOW, 1000.0), (HIGH, 4000.0)):
        is_inside = (times_s >= event.onset_s) & (times_s < event.offset_s)
        sound += 0.2 * is_inside * np.sin(2 * np.pi * pitch_hz * times_s)
    path = tmp_path_factory.mktemp("pictures") / "two.wav"
    soundfile.write(path, sound, RATE_HZ)
    return Recording(1, "", str(path), path.name, RATE_HZ, 1, len(sound))


def _pictures(
    events: Sequence[Event],
    recording: Recording,
    is_banded: Sequence[bool] | None = None,
    *,
    states: Mapping[str, FileState] | None = None,
) -> np.ndarray:
    return picture_events(
        events,
        {1: recording},
        scales=PictureScales([GEOMETRY], {1: 0}, {}),
        channels="mix",
        stage=Silent(),
        is_banded=None if is_banded is None else np.array(is_banded),
        states=states,
    )


def _loudest_halves(pictures: np.ndarray) -> np.ndarray:
    """The highest value in the lower and in the upper bands of each picture, (n, 2)."""
    halves = np.split(pictures, [PATCH_BANDS // 2], axis=1)
    return np.stack([half.max(axis=(1, 2)) for half in halves], axis=1)


def test_each_of_two_events_at_once_is_pictured_without_the_other(recording: Recording) -> None:
    (low, low_beside), (high_beside, high) = _loudest_halves(_pictures([LOW, HIGH], recording))
    assert (low, high) == (1.0, 1.0)
    assert max(low_beside, high_beside) < 0.6


def test_an_event_alone_is_pictured_in_all_bands(recording: Recording) -> None:
    ((low, beside),) = _loudest_halves(_pictures([LOW], recording))
    assert min(low, beside) > 0.9


def test_a_recording_that_was_replaced_since_its_events_were_found_is_not_pictured(
    recording: Recording, tmp_path: Path
) -> None:
    path = tmp_path / "two.wav"
    shutil.copy(recording.path, path)
    found = file_state(path)
    soundfile.write(path, np.zeros(2 * RATE_HZ), RATE_HZ, subtype="FLOAT")
    with pytest.raises(RecordingError, match=r"`.*two\.wav` changed while it was read"):
        _pictures([LOW], replace(recording, path=str(path)), states={str(path): found})


def test_events_of_a_batch_may_lie_over_events_outside_it(recording: Recording) -> None:
    np.testing.assert_array_equal(_pictures([LOW], recording, [True])[0], _pictures([LOW, HIGH], recording)[0])
