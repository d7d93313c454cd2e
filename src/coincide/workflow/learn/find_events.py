"""Sound becomes events: every new recording is read once, checked, and searched for calls."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import RecordingError
from coincide.execute import Executor, LostUnit, UnitProgress
from coincide.learned.detector import Detector
from coincide.recordings import check_untouched, place_of
from coincide.records import Event, FileState, Problem, Recording
from coincide.workflow.listen.detect import (
    HeardPart,
    SearchUnit,
    check_channel,
    join_parts,
    search_part,
    search_recording,
    search_units,
)
from coincide.workflow.listen.left_out import recording_error
from coincide.workflow.progress import Progress, Silent

LEFT_OUT = "left_out"
_STORED_EVERY_S = 2.0


def find_events(store: CatalogStore, *, detector: Detector, run_id: int, executor: Executor, progress: Progress) -> int:
    """Find the events of all present recordings that have not been searched yet; returns how many there were.

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
        units = [_units(recording, files[recording.path].state, detector) for recording in waiting]
        work = partial(_search, detector=detector)
        with closing(executor.run(work, chain.from_iterable(units), stage, limit_s=_limit_s)) as results:
            for of_recording in units:
                outcomes.add(_outcome(of_recording, [next(results) for _ in of_recording], detector))
            # Runs to its end, which lets the workers live.
            assert next(results, None) is None
        outcomes.store_rest()
    return len(waiting)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What to search, and the state in which its file was hashed."""

    sought: SearchUnit
    state: FileState


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the search of one recording gave: events and remarks, or an error."""

    recording: Recording
    events: Sequence[Event]
    remarks: Sequence[Problem]
    error: RecordingError | None = None


def _units(recording: Recording, state: FileState, detector: Detector) -> list[_Unit]:
    """Return the units of a recording, the same for any workers."""
    return [_Unit(sought, state) for sought in search_units(recording, detector)]


def _search(unit: _Unit, progress: UnitProgress, *, detector: Detector) -> _Outcome | list[HeardPart]:
    """Search a recording, or a part of it; runs on any worker."""
    sought, recording = unit.sought, unit.sought.recording
    try:
        if sought.is_whole:
            found = _Outcome(recording, *search_recording(recording, detector, progress))
        else:
            found = search_part(recording, sought.start_s, sought.stop_s, detector, progress)
        # These are the events of the bytes that were hashed, or of nothing.
        check_untouched(place_of(recording.path), unit.state)
        return found
    except RecordingError as error:
        return _Outcome(recording, [], [], error)


def _limit_s(unit: _Unit) -> float:
    return unit.sought.limit_s


def _outcome(
    units: Sequence[_Unit], results: Sequence[_Outcome | list[HeardPart] | LostUnit], detector: Detector
) -> _Outcome:
    """Join what the parts of a recording gave."""
    recording = units[0].sought.recording
    whole = replace(units[0], sought=SearchUnit(recording))
    parts: list[list[HeardPart]] = []
    for result in results:
        if isinstance(result, LostUnit):
            return _Outcome(recording, [], [], recording_error(recording.path, result))
        if isinstance(result, _Outcome):
            # What is wrong with a recording is told as if it had been read in one go.
            again = result if len(units) == 1 else _search(whole, Silent(), detector=detector)
            assert isinstance(again, _Outcome)
            return again
        parts.append(result)
    try:
        return _Outcome(recording, *join_parts(recording, parts, detector))
    except RecordingError as error:
        return _Outcome(recording, [], [], error)


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
                    self._note(outcome)
                self._store.detections.put_all([each for each in map(_detection, self._waiting) if each], self._name)
        self._waiting = []
        self._stored_at_s = time.monotonic()

    def _note(self, outcome: _Outcome) -> None:
        """Store remarks; all copies of a bad recording are put aside: what is wrong shows only when it is decoded."""
        recording, error = outcome.recording, outcome.error
        for remark in outcome.remarks:
            self._store.problems.put(remark, recording_id=recording.id, run_id=self._run_id)
        if error is None:
            return
        for row in self._copies.get(recording.id, []):
            problem = Problem(row.path, error.kind, str(error), True)
            self._store.problems.put(problem, recording_id=recording.id, run_id=self._run_id)
            self._store.files.put(replace(row, status="quarantined"))


def _detection(outcome: _Outcome) -> tuple[int, Sequence[Event], Mapping[str, Any]] | None:
    """Return what the catalog keeps of a search; None for one that must be done again."""
    recording, error = outcome.recording, outcome.error
    if error is None:
        return recording.id, outcome.events, {"duration_s": recording.duration_s}
    # What is wrong with the bytes stays wrong, so the search is done; a disk may answer next time.
    return None if error.kind == "unreadable" else (recording.id, [], {LEFT_OUT: error.kind})


def _give_another_chance(store: CatalogStore, infos: Mapping[int, Mapping[str, Any]]) -> None:
    """Take back files that were put aside under other settings, or for a cause that may have passed."""
    aside = [row for row in store.files.all().values() if row.status == "quarantined" and row.recording_id is not None]
    again = [row for row in aside if row.recording_id not in infos]
    store.problems.clear(*(row.path for row in again))
    store.files.put(*(replace(row, status="present") for row in again))


def _is_waiting(info: Mapping[str, Any] | None) -> bool:
    """Say whether a recording must be searched; a new copy of a bad one must be, so that it is put aside too."""
    return info is None or LEFT_OUT in info
