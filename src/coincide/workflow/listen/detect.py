"""Finds the events of one recording, which is read once and checked on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.events import Detection
from coincide.learned.detector import Detector
from coincide.recordings import ChannelChoice, QualityMeter, blamed_on, n_output_channels, place_of, read_blocks
from coincide.recordings.blocks import BLOCK_S
from coincide.records import Event, Problem, Recording
from coincide.wording import count
from coincide.workflow.progress import StageProgress


def check_channel(recordings: Sequence[Recording], choice: ChannelChoice) -> None:
    """Make sure that all recordings have the channel that was asked for; `InputError` if not."""
    if isinstance(choice, str):
        return
    lacking = [recording for recording in recordings if not 0 <= choice < recording.n_channels]
    if lacking:
        raise InputError(
            f"`channels` is {choice}, counted from 0, and {len(lacking)} of {count(len(recordings), 'recording')} lack "
            f"this channel: `{lacking[0].name}` has {lacking[0].n_channels}. Choose another channel, `mix` or `each`."
        )


def listening_limit_s(recording: Recording) -> float:
    """Return how long a worker may listen to a recording: ten minutes, and half as long as it lasts."""
    return 600.0 + recording.duration_s / 2


def search_recording(
    recording: Recording, detector: Detector, stage: StageProgress
) -> tuple[list[Event], list[Problem]]:
    """Find the events of one recording; returns remarks on its sound, too.

    Raises
    ------
    RecordingError : it cannot be decoded, or holds no sound.
    """
    with blamed_on(place_of(recording.path)):
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
    for block in read_blocks(place_of(recording.path), block_samples=block_samples, channels=choice):
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
