"""One recording, new or known, becomes events and what the encoder says about them; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.embed import embed_on
from coincide.errors import InputError, RecordingError
from coincide.events import PictureScales, are_at_once
from coincide.execute import Executor, LostUnit, UnitProgress
from coincide.learned.detector import Detector
from coincide.learned.model import Model
from coincide.learned.settings import LearnSettings
from coincide.recordings import Place, blamed_on, content_hash, find_sound_files, place_of, settled
from coincide.recordings.settings import RecordingSettings
from coincide.records import Event, FileState, Problem, Recording
from coincide.workflow.listen.detect import check_channel, listening_limit_s, search_recording
from coincide.workflow.listen.facts import read_facts
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Silent

_BATCH = 1000
"""Events pictured at a time, so that a long recording needs no more memory than a short one."""


@dataclass(frozen=True, slots=True)
class EmbeddedRecording:
    """A recording and its events.

    Attributes
    ----------
    raw : (n, dim), the encoder's output for each event.
    scales : (n,) number of the frame of each picture.
    remarks : what is odd about its sound.
    """

    recording: Recording
    events: Sequence[Event]
    raw: NDArray[np.float32]
    scales: NDArray[np.int64]
    remarks: Sequence[Problem]


def find_recordings(
    paths: Sequence[Place], *, exclude: Path, settings: RecordingSettings
) -> tuple[list[Recording], dict[str, FileState], list[Problem]]:
    """Find the recordings in files and folders, each file once, with names that differ.

    Parameters
    ----------
    exclude : the catalog.
    settings : with which the catalog reads recordings.

    Returns
    -------
    Recordings numbered -1, -2 and so on, since the catalog does not know them yet; the states of their files before
    they were read, by path; and what cannot be used, with remarks about what can.

    Raises
    ------
    InputError : a path does not exist, or is a file that is no sound.
    """
    found: dict[Place, str] = {}
    states: dict[str, FileState] = {}
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
                states[place.as_posix()] = file.state
    recordings: list[Recording] = []
    for place, name in found.items():
        try:
            recording, remark = read_facts(place, name, settings=settings, number=-1 - len(recordings))
            recordings.append(recording)
            problems += [] if remark is None else [remark]
        except RecordingError as error:
            problems.append(Problem(place.as_posix(), error.kind, str(error), True))
    return recordings, states, problems


class KnownRecordings:
    """Tells whether a catalog has a recording of the same bytes as a file.

    A file is only hashed if a recording of its length is known: hashing a day of sound takes seconds.
    """

    def __init__(self, store: CatalogStore, recordings: Iterable[Recording]) -> None:
        self._store = store
        self._lengths = {(one.n_samples, one.sample_rate_hz) for one in recordings}

    def hashed(
        self, recordings: Sequence[Recording], executor: Executor
    ) -> Iterator[Recording | RecordingError | LostUnit]:
        """Hash the recordings that may be known, and leave the others as they are."""
        asked = [one for one in recordings if (one.n_samples, one.sample_rate_hz) in self._lengths]
        results = executor.run(_hashed, asked, Silent(), limit_s=listening_limit_s)
        by_id = {one.id: result for one, result in zip(asked, results, strict=True)}
        return (by_id.get(one.id, one) for one in recordings)

    def same_as(self, recording: Recording) -> Recording | None:
        """Return the catalog's recording of the same hash, None if there is none."""
        return self._store.recordings.with_hash(recording.content_hash) if recording.content_hash else None


def _hashed(recording: Recording, progress: UnitProgress) -> Recording | RecordingError:
    """Add the hash of its file to a recording; runs on any worker."""
    del progress  # counts seconds of sound
    try:
        return with_hash(recording)
    except RecordingError as error:
        return error


def with_hash(recording: Recording) -> Recording:
    """Add the hash of its file to a recording that has none: ids of events begin with it."""
    if recording.content_hash:
        return recording
    return replace(recording, content_hash=content_hash(place_of(recording.path)))


def listen(
    recording: Recording, model: Model, detector: Detector, *, device: str = "cpu", stage: UnitProgress
) -> EmbeddedRecording:
    """Find the events of a recording, and embed them on a device that torch knows.

    Raises
    ------
    RecordingError : it cannot be decoded, holds no sound, or lacks the channel that was learned from.
    """
    check_own_channel(recording, detector)
    searched = SearchedRecording.of(recording, *search_recording(recording, detector, stage), model)
    raw = [embed_batch(batch, model, detector.settings, device=device) for batch in searched.batches()]
    return searched.embedded(raw, model)


def check_own_channel(recording: Recording, detector: Detector) -> None:
    """Make sure that a recording has the channel that was learned from; `RecordingError` if not."""
    try:
        check_channel([recording], detector.settings.recordings.channels)
    except InputError as error:
        raise RecordingError(str(error), kind="unreadable") from None


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events of a recording that are pictured and embedded together."""

    recording: Recording
    events: Sequence[Event]
    is_banded: NDArray[np.bool_]
    scales: PictureScales


@dataclass(frozen=True, slots=True)
class SearchedRecording:
    """A recording and its events by time, which are still to be embedded; see `EmbeddedRecording`."""

    recording: Recording
    events: Sequence[Event]
    scales: PictureScales
    remarks: Sequence[Problem]

    @classmethod
    def of(
        cls, recording: Recording, events: Sequence[Event], remarks: Sequence[Problem], model: Model
    ) -> SearchedRecording:
        """Sort events, and choose the frames of their pictures."""
        ordered = sorted(events, key=lambda event: (event.onset_s, event.channel))
        return cls(recording, ordered, model.scales.extended(ordered), remarks)

    def batches(self) -> list[EventBatch]:
        """Return the events in batches."""
        is_banded = are_at_once(self.events)
        parts = [slice(start, start + _BATCH) for start in range(0, len(self.events), _BATCH)]
        return [EventBatch(self.recording, self.events[part], is_banded[part], self.scales) for part in parts]

    def embedded(self, raw: Sequence[NDArray[np.float32]], model: Model) -> EmbeddedRecording:
        """Return the same with what the encoder said about each batch."""
        nothing = np.zeros((0, len(model.centers.overall)), dtype=np.float32)
        scales = self.scales.of(self.events)
        return EmbeddedRecording(self.recording, self.events, np.concatenate([nothing, *raw]), scales, self.remarks)


def embed_batch(batch: EventBatch, model: Model, settings: LearnSettings, *, device: str) -> NDArray[np.float32]:
    """Picture and embed the events of a batch.

    Raises
    ------
    RecordingError : the recording cannot be decoded.
    """
    recording = batch.recording
    with blamed_on(place_of(recording.path)):
        patches = picture_events(
            batch.events,
            {recording.id: recording},
            scales=batch.scales,
            channels=settings.recordings.channels,
            stage=Silent(),
            is_banded=batch.is_banded,
        )
    return embed_on(device, model.encoder, patches)


def _free_name(candidates: Sequence[str], taken: set[str]) -> str:
    return next((name for name in candidates if name not in taken), candidates[-1])
