"""Sound becomes events: every new recording is read once, checked, and searched for calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.errors import RecordingError
from coincide.events import Detection, detect, take_whole
from coincide.recordings import ChannelChoice, QualityMeter, n_output_channels, read_blocks
from coincide.records import Event, Problem, Recording
from coincide.workflow.progress import Progress, StageProgress
from coincide.workflow.settings import LearnSettings, digest

BLOCK_S = 10.0
_DETECTOR_VERSION = 1
"""Raised when the same settings would give other events."""


def event_digest(settings: LearnSettings) -> str:
    """Name what the events depend on, apart from the recording."""
    return digest("events", _DETECTOR_VERSION, settings.recordings.channels, settings.features, settings.events)


def find_events(store: CatalogStore, *, settings: LearnSettings, run_id: int, progress: Progress) -> int:
    """Find the events of all present recordings that were not searched yet; returns how many recordings that were."""
    name = event_digest(settings)
    waiting = [
        recording
        for recording in store.recordings(only_present=True)
        if not store.has_detection(recording.id, name)
    ]
    total_s = sum(recording.duration_s for recording in waiting)
    with progress.stage("events", total=total_s, unit="s of sound") as stage:
        for recording in waiting:
            try:
                events, remarks = _search(recording, settings, stage)
            except RecordingError as error:
                _quarantine(store, recording, error, run_id)
                continue
            for remark in remarks:
                store.put_problem(remark, recording_id=recording.id, run_id=run_id)
            store.put_detection(recording.id, name, events, info={"duration_s": recording.duration_s})
    return len(waiting)


def _search(
    recording: Recording, settings: LearnSettings, stage: StageProgress
) -> tuple[list[Event], list[Problem]]:
    choice = settings.recordings.channels
    n_channels = n_output_channels(choice, recording.n_channels)
    meter = QualityMeter(path=recording.path, sample_rate_hz=recording.sample_rate_hz)
    events: list[Event] = []
    for channel in range(n_channels):
        wanted: ChannelChoice = channel if choice == "each" else choice
        listened = meter if channel == 0 else None
        blocks = _mono_blocks(recording, wanted, listened, stage, share=1 / n_channels)
        number = wanted if isinstance(wanted, int) else 0
        events += [_event(recording, number, detection) for detection in _detect(blocks, recording, settings)]
    return events, meter.finish()


def _detect(
    blocks: Iterator[NDArray[np.float32]], recording: Recording, settings: LearnSettings
) -> list[Detection]:
    rate = recording.sample_rate_hz
    if settings.events.method == "whole":
        return take_whole(blocks, sample_rate_hz=rate, features=settings.features)
    return detect(blocks, sample_rate_hz=rate, features=settings.features, settings=settings.events)


def _mono_blocks(
    recording: Recording, choice: ChannelChoice, meter: QualityMeter | None, stage: StageProgress, *, share: float
) -> Iterator[NDArray[np.float32]]:
    block_samples = round(BLOCK_S * recording.sample_rate_hz)
    for block in read_blocks(Path(recording.path), block_samples=block_samples, channels=choice):
        if meter is not None:
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


def _quarantine(store: CatalogStore, recording: Recording, error: RecordingError, run_id: int) -> None:
    """Put all copies of a recording aside: what is wrong with it shows only when it is decoded."""
    for row in store.files().values():
        if row.recording_id == recording.id and row.status == "present":
            store.put_problem(
                Problem(row.path, error.kind, str(error), True), recording_id=recording.id, run_id=run_id
            )
            store.put_file(replace(row, status="quarantined"))
