"""Finds the events of one recording, which is read once and checked on the way.

A long recording can be searched in parts, by several workers. Each part also reads the beginning, by which it is
decided how the recording is heard, and a margin; then the events are the same, bit by bit, as in one go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.events import Detection, RecordingPart, StretchEvents, head_samples
from coincide.execute import UnitProgress
from coincide.learned.detector import Detector
from coincide.recordings import (
    ChannelChoice,
    QualityMeter,
    blamed_on,
    check_samples,
    n_output_channels,
    place_of,
    read_blocks,
    read_span,
    reads_anywhere,
)
from coincide.recordings.blocks import BLOCK_S
from coincide.records import Event, Problem, Recording
from coincide.wording import count
from coincide.workflow.progress import StageProgress

_COMPARED_S = 5.0
"""Enough of a recording to see whether its channels cancel out, noise and all."""


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


def listening_limit_s(recording: Recording, *, start_s: float = 0.0, stop_s: float | None = None) -> float:
    """Return how long a worker may listen to a recording, or a part: ten minutes, and half as long as it lasts."""
    return 600.0 + ((recording.duration_s if stop_s is None else stop_s) - start_s) / 2


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


@dataclass(frozen=True, slots=True)
class HeardPart:
    """What was found in one channel of a part of a recording."""

    channel: int
    stretches: list[StretchEvents]
    meter: QualityMeter


def part_starts_s(recording: Recording, detector: Detector) -> list[float]:
    """Return where the parts of a recording begin, in seconds: one part unless it is long, and can be read from its
    middle."""
    part_s = detector.part_s(recording.sample_rate_hz)
    n_parts = 1 if part_s is None else round(recording.duration_s / part_s)
    if part_s is None or n_parts < 2 or not reads_anywhere(place_of(recording.path)):
        return [0.0]
    return [number * part_s for number in range(n_parts)]


@dataclass(frozen=True, slots=True)
class SearchUnit:
    """A recording to search, or a part of a long one; `stop_s` is None for the end."""

    recording: Recording
    start_s: float = 0.0
    stop_s: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is no part."""
        return self.start_s == 0.0 and self.stop_s is None

    @property
    def limit_s(self) -> float:
        """How long a worker may be at it."""
        return listening_limit_s(self.recording, start_s=self.start_s, stop_s=self.stop_s)


def search_units(recording: Recording, detector: Detector) -> list[SearchUnit]:
    """Return the units of a recording, the same for any workers."""
    starts_s = part_starts_s(recording, detector)
    return [SearchUnit(recording, *span) for span in zip_longest(starts_s, starts_s[1:])]


def search_part(
    recording: Recording, start_s: float, stop_s: float | None, detector: Detector, stage: UnitProgress
) -> list[HeardPart]:
    """Find the events of a part of a recording, for `join_parts`.

    Parameters
    ----------
    stop_s : None for the end.

    Raises
    ------
    RecordingError : it cannot be decoded, or holds other things than sound.
    """
    place, rate_hz = place_of(recording.path), recording.sample_rate_hz
    head_s = head_samples(rate_hz, detector.settings.features) / rate_hz
    found: list[HeardPart] = []
    choices = _choices(recording, detector)
    for choice in choices:
        with blamed_on(place):
            head, _ = read_span(place, start_s=0.0, stop_s=head_s, channels=choice)
            search = detector.stretch_search(head[0], rate_hz)
            part = search.part(start_s, stop_s, n_samples=recording.n_samples, block_samples=round(BLOCK_S * rate_hz))
            meter = _meter(recording, choice if start_s == 0.0 else 0)
            blocks = _part_blocks(recording, choice, part, meter, stage, share=1 / len(choices))
            found.append(HeardPart(_number(choice), search.in_part(blocks, part), meter))
    return found


def join_parts(
    recording: Recording, parts: Sequence[Sequence[HeardPart]], detector: Detector
) -> tuple[list[Event], list[Problem]]:
    """Return what `search_recording` returns, from what was found in all parts of a recording, in their order."""
    events: list[Event] = []
    meters: list[QualityMeter] = []
    for of_channel in zip(*parts, strict=True):
        stretches = chain.from_iterable(part.stretches for part in of_channel)
        events += [_event(recording, of_channel[0].channel, one) for one in detector.join(stretches)]
        meters.append(QualityMeter(path=recording.path, sample_rate_hz=recording.sample_rate_hz))
        for part in of_channel:
            meters[-1].join(part.meter)
    with blamed_on(place_of(recording.path)):
        return events, _remarks(meters)


def _search(recording: Recording, detector: Detector, stage: StageProgress) -> tuple[list[Event], list[Problem]]:
    choices = _choices(recording, detector)
    events: list[Event] = []
    meters: list[QualityMeter] = []
    for choice in choices:
        meters.append(_meter(recording, choice))
        blocks = _mono_blocks(recording, choice, meters[-1], stage, share=1 / len(choices))
        found = detector.find(blocks, recording.sample_rate_hz)
        events += [_event(recording, _number(choice), detection) for detection in found]
    return events, _remarks(meters)


def _meter(recording: Recording, choice: ChannelChoice) -> QualityMeter:
    """Return a meter that knows whether channels which are mixed cancel out, by the beginning of the recording."""
    meter = QualityMeter(path=recording.path, sample_rate_hz=recording.sample_rate_hz)
    if choice == "mix" and recording.n_channels > 1:
        meter.compare(read_span(place_of(recording.path), start_s=0.0, stop_s=_COMPARED_S, channels="each")[0])
    return meter


def _choices(recording: Recording, detector: Detector) -> list[ChannelChoice]:
    """Return what of a recording is searched, one after the other."""
    choice = detector.settings.recordings.channels
    return list(range(n_output_channels(choice, recording.n_channels))) if choice == "each" else [choice]


def _number(choice: ChannelChoice) -> int:
    return choice if isinstance(choice, int) else 0


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


def _part_blocks(
    recording: Recording,
    choice: ChannelChoice,
    part: RecordingPart,
    meter: QualityMeter,
    stage: UnitProgress,
    *,
    share: float,
) -> Iterator[NDArray[np.float32]]:
    """Read what a part needs; the meter takes what is the part's own."""
    if part.own_start == part.own_stop:
        return  # the recording ends before
    rate_hz, at = recording.sample_rate_hz, part.first_sample
    blocks = read_blocks(
        place_of(recording.path),
        block_samples=round(BLOCK_S * rate_hz),
        channels=choice,
        first_sample=part.first_sample,
        stop_sample=part.stop_sample,
    )
    for block in blocks:
        check_samples(block, path=recording.path, start_s=at / rate_hz, sample_rate_hz=rate_hz)
        own = block[:, max(0, part.own_start - at) : max(0, part.own_stop - at)]
        meter.update(own)
        yield block[0]
        stage.advance(share * own.shape[1] / rate_hz)
        at += block.shape[1]


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
