"""One recording, new or known, becomes events and what the encoder says about them; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.embed import embed_on
from coincide.errors import InputError, RecordingError
from coincide.events import are_at_once, nearest_scale
from coincide.learned.detector import Detector
from coincide.learned.model import Model
from coincide.learned.settings import LearnSettings
from coincide.recordings import Place, blamed_on, content_hash, find_sound_files, place_of, probe, settled
from coincide.records import Event, Problem, Recording
from coincide.workflow.listen.detect import check_channel, search_recording
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Silent, StageProgress

_BATCH = 1000
"""Events pictured at a time, so that a long recording needs no more memory than a short one."""


@dataclass(frozen=True, slots=True)
class EmbeddedRecording:
    """A recording and its events.

    Attributes
    ----------
    raw : (n, dim), the encoder's output for each event.
    scale : number of the frame of its pictures.
    remarks : what is odd about its sound.
    """

    recording: Recording
    events: Sequence[Event]
    raw: NDArray[np.float32]
    scale: int
    remarks: Sequence[Problem]


def find_recordings(paths: Sequence[Place], *, exclude: Path) -> tuple[list[Recording], list[Problem]]:
    """Find the recordings in files and folders, each file once, with names that differ.

    Parameters
    ----------
    exclude : the catalog.

    Returns
    -------
    Recordings numbered -1, -2 and so on, since the catalog does not know them yet, and what cannot be used.

    Raises
    ------
    InputError : a path does not exist, or is a file that is no sound.
    """
    found: dict[Place, str] = {}
    problems: list[Problem] = []
    taken: set[str] = set()
    for path in paths:
        scanned = find_sound_files(path, exclude=[exclude])
        problems += scanned.problems
        for file in scanned.files:
            place = settled(file.path)
            if place not in found:
                # Two folders may hold files of one name; their own names tell them apart.
                found[place] = _free_name((file.name, f"{settled(path).name}/{file.name}", place.as_posix()), taken)
                taken.add(found[place])
    recordings: list[Recording] = []
    for place, name in found.items():
        try:
            recordings.append(_read_header(place, name, number=-1 - len(recordings)))
        except RecordingError as error:
            problems.append(Problem(place.as_posix(), error.kind, str(error), True))
    return recordings, problems


def known_recording(store: CatalogStore, known: Iterable[Recording], recording: Recording) -> Recording | None:
    """Return the catalog's recording of the same bytes, None if there is none.

    A file is only hashed if a recording of its length is known: hashing a day of sound takes seconds.
    """
    facts = (recording.n_samples, recording.sample_rate_hz)
    if all((one.n_samples, one.sample_rate_hz) != facts for one in known):
        return None
    return store.recordings.with_hash(content_hash(place_of(recording.path)))


def listen(
    recording: Recording, model: Model, detector: Detector, *, device: str = "cpu", stage: StageProgress
) -> EmbeddedRecording:
    """Find the events of a recording, and embed them on a device that torch knows.

    Raises
    ------
    RecordingError : it cannot be decoded, holds no sound, or lacks the channel that was learned from.
    """
    try:
        check_channel([recording], detector.settings.recordings.channels)
    except InputError as error:
        raise RecordingError(str(error), kind="unreadable") from None
    with blamed_on(place_of(recording.path)):
        return _hear(recording, model, detector, device, stage)


def _hear(
    recording: Recording, model: Model, detector: Detector, device: str, stage: StageProgress
) -> EmbeddedRecording:
    events, remarks = search_recording(recording, detector, stage)
    events = sorted(events, key=lambda event: (event.onset_s, event.channel))
    if not events:
        nothing = np.zeros((0, len(model.encoder["head.bias"])), dtype=np.float32)
        return EmbeddedRecording(recording, [], nothing, 0, remarks)
    scale = nearest_scale(model.geometries, float(np.median([event.duration_s for event in events])))
    is_banded = are_at_once(events)
    batches = (slice(start, start + _BATCH) for start in range(0, len(events), _BATCH))
    patches = (
        _patches(events[batch], is_banded[batch], recording, scale, model, detector.settings) for batch in batches
    )
    raw = np.concatenate([embed_on(device, model.encoder, each) for each in patches])
    return EmbeddedRecording(recording, events, raw, scale, remarks)


def _patches(
    events: Sequence[Event],
    is_banded: NDArray[np.bool_],
    recording: Recording,
    scale: int,
    model: Model,
    settings: LearnSettings,
) -> NDArray[np.float32]:
    return picture_events(
        events,
        {recording.id: recording},
        geometries=model.geometries,
        scale_of={recording.id: scale},
        channels=settings.recordings.channels,
        stage=Silent(),
        is_banded=is_banded,
    )


def _free_name(candidates: Sequence[str], taken: set[str]) -> str:
    return next((name for name in candidates if name not in taken), candidates[-1])


def _read_header(place: Place, name: str, *, number: int) -> Recording:
    info = probe(place)
    return Recording(number, "", place.as_posix(), name, info.sample_rate_hz, info.n_channels, info.n_samples)
