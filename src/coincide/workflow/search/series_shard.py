"""A shard of the index of frame sequences: consecutive events of a model, read and indexed where a worker is.

A unit of work is a whole shard, so that its sequences (2.4 kB an event) come back once, in the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.execute import UnitProgress
from coincide.index import NavigableSmallWorld
from coincide.record_arrays import EventArray
from coincide.recordings import ChannelChoice, SpanReader, place_of
from coincide.records import Recording
from coincide.workflow.search.sequences import N_CHANNELS, N_FRAMES, SequenceCamera, SequenceGrid, take_sequence

_AT_ONCE = 1000
"""Sequences that join an index together, so that no second copy of a shard is in memory."""
_BEGIN_S, _EVENT_S = 600.0, 0.2
"""How long a worker may be at a shard; reading and linking an event should take a hundredth of that."""

FileFacts = tuple[int, int] | None
"""Size and time of change of a file, None if they cannot be asked."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive events of one recording, from row `start` of the model on; `state` is what its file is like."""

    start: int
    recording: Recording
    events: EventArray
    state: FileFacts


@dataclass(frozen=True, slots=True)
class MissingRows:
    """Rows of a model whose recording could not be read; `state` is what its file was like then."""

    start: int
    stop: int
    recording_id: int
    kind: str
    reason: str
    state: FileFacts

    @classmethod
    def of(cls, stretch: Stretch, error: InputError) -> MissingRows:
        """Return the rows of a stretch, and why they cannot be read."""
        kind = error.kind if isinstance(error, RecordingError) else "unreadable"
        stop = stretch.start + len(stretch.events)
        return cls(stretch.start, stop, stretch.recording.id, kind, str(error), stretch.state)


@dataclass(frozen=True, slots=True)
class SeriesShard:
    """The sequences of rows `start` to `stop` of a model, but for those that were left out."""

    start: int
    stop: int
    index: NavigableSmallWorld
    left_out: tuple[MissingRows, ...] = ()

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows of the model that the sequences are of, in order."""
        is_in = np.ones(self.stop - self.start, dtype=np.bool_)
        for each in self.left_out:
            is_in[each.start - self.start : each.stop - self.start] = False
        return self.start + np.flatnonzero(is_in)


@dataclass(frozen=True, slots=True)
class ShardUnit:
    """Events that join a shard.

    Attributes
    ----------
    shard : as it will be, but for the sequences of the stretches.
    channels : how several channels were used to find the events.
    """

    shard: SeriesShard
    stretches: Sequence[Stretch]
    grid: SequenceGrid
    channels: ChannelChoice

    @property
    def n_events(self) -> int:
        """How many events join."""
        return sum(len(stretch.events) for stretch in self.stretches)


def limit_s(unit: ShardUnit) -> float:
    """Return how long a worker may be at a unit."""
    return _BEGIN_S + _EVENT_S * unit.n_events


def with_sequences(unit: ShardUnit, progress: UnitProgress) -> SeriesShard:
    """Read the events of a unit and let them join its shard; runs on any worker."""
    left_out = list(unit.shard.left_out)
    for block in _blocks(unit, left_out, progress):
        unit.shard.index.add(block)
    return replace(unit.shard, left_out=tuple(left_out))


def _blocks(unit: ShardUnit, left_out: list[MissingRows], progress: UnitProgress) -> Iterator[NDArray[np.float32]]:
    """Yield sequences (events, channels, frames); stretches that cannot be read are added to `left_out`."""
    waiting: list[NDArray[np.float32]] = []
    for stretch in unit.stretches:
        try:
            waiting.append(_sequences(stretch, unit, progress))
        except InputError as error:
            left_out.append(MissingRows.of(stretch, error))
        if sum(map(len, waiting)) >= _AT_ONCE:
            yield np.concatenate(waiting)
            waiting.clear()
    if waiting:
        yield np.concatenate(waiting)


def _sequences(stretch: Stretch, unit: ShardUnit, progress: UnitProgress) -> NDArray[np.float32]:
    """Read the sequences (events, channels, frames) of a stretch.

    Raises
    ------
    InputError : the recording cannot be read.
    """
    taken = np.empty((len(stretch.events), N_CHANNELS, N_FRAMES), dtype=np.float32)
    with SpanReader(place_of(stretch.recording.path), channels=unit.channels) as reader:
        camera = SequenceCamera(unit.grid, reader.sample_rate_hz)
        for number, event in enumerate(stretch.events):
            channel = event.channel if unit.channels == "each" else 0
            taken[number] = take_sequence(reader, camera, event.onset_s, event.offset_s, channel=channel)
            progress.advance(1)
    return taken
