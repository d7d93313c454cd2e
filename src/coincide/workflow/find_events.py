"""Sound becomes events: every new recording is read once, checked, and searched for calls."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import InputError, RecordingError
from coincide.events import Detection
from coincide.recordings import ChannelChoice, QualityMeter, blamed_on, check_untouched, n_output_channels, read_blocks
from coincide.recordings.blocks import BLOCK_S
from coincide.records import Event, Problem, Recording
from coincide.workflow.detector import Detector
from coincide.workflow.progress import Progress, StageProgress

LEFT_OUT = "left_out"
_STORED_EVERY_S = 2.0


def find_events(store: CatalogStore, *, detector: Detector, run_id: int, progress: Progress) -> int:
    """Find the events of all present recordings that were not searched yet; returns how many recordings that were.

    Raises
    ------
    InputError : a recording does not have the channel that was asked for.
    """
    name = detector.digest
    infos = store.detection_infos(name)
    _give_another_chance(store, infos)
    waiting = [one for one in store.recordings(only_present=True) if _is_waiting(infos.get(one.id))]
    check_channel(waiting, detector.settings.recordings.channels)
    total_s = sum(recording.duration_s for recording in waiting)
    files = store.files()
    outcomes = _Outcomes(store, files.values(), name, run_id)
    with progress.stage("events", total=total_s, unit="s of sound") as stage:
        for recording in waiting:
            try:
                events, remarks = search_recording(recording, detector, stage)
                # These are the events of the bytes that were hashed, or of nothing.
                check_untouched(Path(recording.path), files[recording.path].state)
                outcomes.add(_Outcome(recording, events, remarks))
            except RecordingError as error:
                outcomes.add(_Outcome(recording, [], [], error))
        outcomes.store_rest()
    return len(waiting)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the search of one recording gave: events and remarks, or an error."""

    recording: Recording
    events: Sequence[Event]
    remarks: Sequence[Problem]
    error: RecordingError | None = None


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
            self._store.put_problem(remark, recording_id=recording.id, run_id=self._run_id)
        info = {"duration_s": recording.duration_s}
        self._store.put_detection(recording.id, self._name, outcome.events, info=info)

    def _quarantine(self, recording: Recording, error: RecordingError) -> None:
        """Put all copies of a recording aside: what is wrong with it shows only when it is decoded."""
        for row in self._copies.get(recording.id, []):
            problem = Problem(row.path, error.kind, str(error), True)
            self._store.put_problem(problem, recording_id=recording.id, run_id=self._run_id)
            self._store.put_file(replace(row, status="quarantined"))
        # What is wrong with the bytes stays wrong, so the search is done; a disk may answer next time.
        if error.kind != "unreadable":
            self._store.put_detection(recording.id, self._name, [], info={LEFT_OUT: error.kind})


def _give_another_chance(store: CatalogStore, infos: Mapping[int, Mapping[str, Any]]) -> None:
    """Take back files that were put aside under other settings, or for a cause that may have passed."""
    for row in store.files().values():
        is_aside = row.status == "quarantined" and row.recording_id is not None
        if is_aside and row.recording_id not in infos:
            store.clear_problems(row.path)
            store.put_file(replace(row, status="present"))


def _is_waiting(info: Mapping[str, Any] | None) -> bool:
    """Say whether a recording must be searched; a new copy of a bad one must be, so that it is put aside too."""
    return info is None or LEFT_OUT in info


def check_channel(recordings: Sequence[Recording], choice: ChannelChoice) -> None:
    """Make sure that all recordings have the channel that was asked for; `InputError` if not."""
    if isinstance(choice, str):
        return
    lacking = [recording for recording in recordings if not 0 <= choice < recording.n_channels]
    if lacking:
        raise InputError(
            f"`channels` is {choice}, counted from 0, and {len(lacking)} of {len(recordings)} recording(s) lack such a "
            f"channel: `{lacking[0].name}` has {lacking[0].n_channels}. Choose another channel, `mix` or `each`."
        )


def search_recording(
    recording: Recording, detector: Detector, stage: StageProgress
) -> tuple[list[Event], list[Problem]]:
    """Find the events of one recording; returns remarks on its sound, too.

    Raises
    ------
    RecordingError : it cannot be decoded, or holds no sound.
    """
    with blamed_on(Path(recording.path)):
        return _search(recording, detector, stage)


def _search(recording: Recording, detector: Detector, stage: StageProgress) -> tuple[list[Event], list[Problem]]:
    choice = detector.settings.recordings.channels
    numbers = range(n_output_channels(choice, recording.n_channels))
    events: list[Event] = []
    meters: list[QualityMeter] = []
    for channel in numbers:
        wanted: ChannelChoice = channel if choice == "each" else choice
        meters.append(QualityMeter(path=recording.path, sample_rate_hz=recording.sample_rate_hz))
        blocks = _mono_blocks(recording, wanted, meters[-1], stage, share=1 / len(numbers))
        number = wanted if isinstance(wanted, int) else 0
        found = detector.find(blocks, recording.sample_rate_hz)
        events += [_event(recording, number, detection) for detection in found]
    return events, _remarks(meters)


def _remarks(meters: Sequence[QualityMeter]) -> list[Problem]:
    """Return the first remark on any channel; channels that are silent matter only if all are."""
    remarks: list[Problem] = []
    silent: RecordingError | None = None
    n_sounding = 0
    for meter in meters:
        try:
            remarks += meter.finish()
            n_sounding += 1
        except RecordingError as error:
            silent = error
    if silent is not None and n_sounding == 0:
        raise silent
    return remarks[:1]


def _mono_blocks(
    recording: Recording, choice: ChannelChoice, meter: QualityMeter, stage: StageProgress, *, share: float
) -> Iterator[NDArray[np.float32]]:
    block_samples = round(BLOCK_S * recording.sample_rate_hz)
    for block in read_blocks(Path(recording.path), block_samples=block_samples, channels=choice):
        meter.update(block)
        yield block[0]
        stage.advance(share * block.shape[1] / recording.sample_rate_hz)


def _event(recording: Recording, channel: int, found: Detection) -> Event:
    return Event(
        id=0,
        recording_id=recording.id,
        channel=channel,
        onset_s=found.onset_s,
        offset_s=min(found.offset_s, recording.duration_s),
        low_hz=found.low_hz,
        high_hz=found.high_hz,
        snr_db=found.snr_db,
    )
