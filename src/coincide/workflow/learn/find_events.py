"""Sound becomes events: every new recording is read once, checked, and searched for calls."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import RecordingError
from coincide.execute import Executor, LostUnit, UnitProgress
from coincide.learned.detector import Detector
from coincide.recordings import check_untouched, place_of
from coincide.records import Event, FileState, Problem, Recording
from coincide.workflow.listen.detect import check_channel, listening_limit_s, search_recording
from coincide.workflow.listen.left_out import recording_error
from coincide.workflow.progress import Progress

LEFT_OUT = "left_out"
_STORED_EVERY_S = 2.0


def find_events(store: CatalogStore, *, detector: Detector, run_id: int, executor: Executor, progress: Progress) -> int:
    """Find the events of all present recordings that were not searched yet; returns how many recordings that were.

    Raises
    ------
    InputError : a recording does not have the channel that was asked for.
    """
    name = detector.digest
    infos = store.detections.all(name)
    _give_another_chance(store, infos)
    waiting = [one for one in store.recordings.all(only_present=True) if _is_waiting(infos.get(one.id))]
    check_channel(waiting, detector.settings.recordings.channels)
    total_s = sum(recording.duration_s for recording in waiting)
    files = store.files.all()
    outcomes = _Outcomes(store, files.values(), name, run_id)
    with progress.stage("events", total=total_s, unit="s of sound") as stage:
        units = [(recording, files[recording.path].state) for recording in waiting]
        results = executor.run(partial(_search, detector=detector), units, stage, limit_s=_limit_s)
        for recording, result in zip(waiting, results, strict=True):
            outcomes.add(_given_up(recording, result) if isinstance(result, LostUnit) else result)
        outcomes.store_rest()
    return len(waiting)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the search of one recording gave: events and remarks, or an error."""

    recording: Recording
    events: Sequence[Event]
    remarks: Sequence[Problem]
    error: RecordingError | None = None


def _search(unit: tuple[Recording, FileState], progress: UnitProgress, *, detector: Detector) -> _Outcome:
    """Search one recording; runs on any worker."""
    recording, state = unit
    try:
        events, remarks = search_recording(recording, detector, progress)
        # These are the events of the bytes that were hashed, or of nothing.
        check_untouched(place_of(recording.path), state)
        return _Outcome(recording, events, remarks)
    except RecordingError as error:
        return _Outcome(recording, [], [], error)


def _limit_s(unit: tuple[Recording, FileState]) -> float:
    return listening_limit_s(unit[0])


def _given_up(recording: Recording, failure: LostUnit) -> _Outcome:
    return _Outcome(recording, [], [], recording_error(recording.path, failure))


class _Outcomes:
    """Stores outcomes every few seconds, all or none, since a transaction takes as long as a second of sound."""

    def __init__(self, store: CatalogStore, files: Iterable[FileRow], name: str, run_id: int) -> None:
        self._store = store
        self._name = name
        self._run_id = run_id
        self._copies: dict[int, list[FileRow]] = {}
        for row in files:
            if row.recording_id is not None and row.status == "present":
                self._copies.setdefault(row.recording_id, []).append(row)
        self._waiting: list[_Outcome] = []
        self._stored_at_s = time.monotonic()

    def add(self, outcome: _Outcome) -> None:
        """Take an outcome, and store all if it is time."""
        self._waiting.append(outcome)
        if time.monotonic() - self._stored_at_s >= _STORED_EVERY_S:
            self.store_rest()

    def store_rest(self) -> None:
        """Store what came since the last time."""
        if self._waiting:
            with self._store.transaction():
                for outcome in self._waiting:
                    self._store_one(outcome)
        self._waiting = []
        self._stored_at_s = time.monotonic()

    def _store_one(self, outcome: _Outcome) -> None:
        recording = outcome.recording
        if outcome.error is not None:
            self._quarantine(recording, outcome.error)
            return
        for remark in outcome.remarks:
            self._store.problems.put(remark, recording_id=recording.id, run_id=self._run_id)
        info = {"duration_s": recording.duration_s}
        self._store.detections.put(recording.id, self._name, outcome.events, info=info)

    def _quarantine(self, recording: Recording, error: RecordingError) -> None:
        """Put all copies of a recording aside: what is wrong with it shows only when it is decoded."""
        for row in self._copies.get(recording.id, []):
            problem = Problem(row.path, error.kind, str(error), True)
            self._store.problems.put(problem, recording_id=recording.id, run_id=self._run_id)
            self._store.files.put(replace(row, status="quarantined"))
        # What is wrong with the bytes stays wrong, so the search is done; a disk may answer next time.
        if error.kind != "unreadable":
            self._store.detections.put(recording.id, self._name, [], info={LEFT_OUT: error.kind})


def _give_another_chance(store: CatalogStore, infos: Mapping[int, Mapping[str, Any]]) -> None:
    """Take back files that were put aside under other settings, or for a cause that may have passed."""
    aside = [row for row in store.files.all().values() if row.status == "quarantined" and row.recording_id is not None]
    again = [row for row in aside if row.recording_id not in infos]
    store.problems.clear(*(row.path for row in again))
    store.files.put(*(replace(row, status="present") for row in again))


def _is_waiting(info: Mapping[str, Any] | None) -> bool:
    """Say whether a recording must be searched; a new copy of a bad one must be, so that it is put aside too."""
    return info is None or LEFT_OUT in info
