"""Workers listen to many recordings: a short one is one unit of work, a long one is several.

The parts of a long recording are searched first, and then its events, which depend on all parts, are embedded in
batches. This gives what `listen` gives, bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coincide.errors import RecordingError
from coincide.execute import Executor, LostUnit, UnitProgress
from coincide.learned.detector import Detector
from coincide.learned.model import Model
from coincide.learned.settings import LearnSettings
from coincide.records import Recording
from coincide.workflow.listen.detect import HeardPart, SearchUnit, join_parts, search_part, search_units
from coincide.workflow.listen.listen import (
    EmbeddedRecording,
    EventBatch,
    SearchedRecording,
    check_own_channel,
    embed_batch,
    listen,
    with_hash,
)
from coincide.workflow.progress import Silent

Failure: TypeAlias = RecordingError | LostUnit


def listen_all(
    recordings: Sequence[Recording],
    model: Model,
    detector: Detector,
    *,
    device: str,
    executor: Executor,
    stage: UnitProgress,
) -> list[EmbeddedRecording | Failure]:
    """Return what `listen` gives for each recording, with the hash of its content, or why there is nothing."""
    units = [search_units(recording, detector) for recording in recordings]
    hear = partial(_hear, model=model, detector=detector, device=device)
    with closing(executor.run(hear, chain.from_iterable(units), stage, limit_s=attrgetter("limit_s"))) as results:
        heard = [_joined(of_one, [next(results) for _ in of_one], hear, model, detector) for of_one in units]
        assert next(results, None) is None  # runs to its end, which lets the workers live
    batches = [one.batches() if isinstance(one, SearchedRecording) else [] for one in heard]
    embed = partial(_embed, model=model, settings=detector.settings, device=device)
    raw = executor.run(embed, chain.from_iterable(batches), Silent())
    finished = [
        _finished(one, [next(raw) for _ in of_one], model) if isinstance(one, SearchedRecording) else one
        for one, of_one in zip(heard, batches, strict=True)
    ]
    assert next(raw, None) is None
    return finished


@dataclass(frozen=True, slots=True)
class _SearchedPart:
    """What was found in a part; the first tells the hash of the whole file."""

    found: list[HeardPart]
    content_hash: str


_Heard: TypeAlias = EmbeddedRecording | _SearchedPart | RecordingError
_Hear: TypeAlias = Callable[[SearchUnit, UnitProgress], _Heard]


def _hear(unit: SearchUnit, progress: UnitProgress, *, model: Model, detector: Detector, device: str) -> _Heard:
    """Listen to a recording, or search a part of it; runs on any worker."""
    recording = unit.recording
    try:
        if unit.is_whole:
            heard = listen(recording, model, detector, device=device, stage=progress)
            return replace(heard, recording=with_hash(recording))
        check_own_channel(recording, detector)
        found = search_part(recording, unit.start_s, unit.stop_s, detector, progress)
        return _SearchedPart(found, with_hash(recording).content_hash if unit.start_s == 0.0 else "")
    except RecordingError as error:
        return error


def _joined(
    units: Sequence[SearchUnit], results: Sequence[_Heard | LostUnit], hear: _Hear, model: Model, detector: Detector
) -> SearchedRecording | EmbeddedRecording | Failure:
    """Join what the parts of a recording gave; what is wrong with it is told as if it had been read in one go."""
    lost = next((result for result in results if isinstance(result, LostUnit)), None)
    if lost is not None:
        return lost
    parts = [result for result in results if isinstance(result, _SearchedPart)]
    if len(parts) < len(units):
        heard = results[0] if len(units) == 1 else hear(replace(units[0], stop_s=None), Silent())
        assert isinstance(heard, EmbeddedRecording | RecordingError)
        return heard
    recording = replace(units[0].recording, content_hash=parts[0].content_hash)
    try:
        events, remarks = join_parts(recording, [part.found for part in parts], detector)
    except RecordingError as error:
        return error
    return SearchedRecording.of(recording, events, remarks, model)


def _embed(
    batch: EventBatch, progress: UnitProgress, *, model: Model, settings: LearnSettings, device: str
) -> NDArray[np.float32] | RecordingError:
    """Embed a batch of a long recording; runs on any worker."""
    del progress  # counts seconds of sound
    try:
        return embed_batch(batch, model, settings, device=device)
    except RecordingError as error:
        return error


def _finished(
    searched: SearchedRecording, raw: Sequence[NDArray[np.float32] | Failure], model: Model
) -> EmbeddedRecording | Failure:
    failure = next((each for each in raw if isinstance(each, RecordingError | LostUnit)), None)
    return (
        searched.embedded([each for each in raw if isinstance(each, np.ndarray)], model) if failure is None else failure
    )
