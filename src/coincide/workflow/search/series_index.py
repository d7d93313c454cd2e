"""The index of the frame sequences of a model, in shards of consecutive rows as the index of its embeddings is.

The first search that needs it makes it, and keeps each shard as soon as it is there. When events join a model, only
these are read: they join the last shard until it is full. Workers read and index, a shard each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, NothingFoundError
from coincide.execute import Executor, result_of
from coincide.index import IndexFileError, NavigableSmallWorld, ShardedIndex
from coincide.learned.opened import LearnedCatalog
from coincide.learned.settings import digest
from coincide.recordings import ChannelChoice
from coincide.records import Problem
from coincide.seeds import derive
from coincide.wording import count
from coincide.workflow.progress import Progress
from coincide.workflow.search.sequences import SequenceGrid, choose_sequence_grid
from coincide.workflow.search.series_files import SeriesFiles, facts_of
from coincide.workflow.search.series_shard import MissingRows, SeriesShard, ShardUnit, Stretch, limit_s, with_sequences

BAND = 0.2
_VERSION = 2
"""Raised when the same sound would give other sequences, or when they are kept in another way."""


@dataclass(frozen=True, slots=True)
class SeriesSource:
    """What the sequences of a model are made from."""

    learned: LearnedCatalog
    grid: SequenceGrid

    @property
    def files(self) -> SeriesFiles:
        """Where the sequences are kept."""
        learned, parameters = self.learned, self.empty_index().get_params()
        manner = digest("series", _VERSION, asdict(self.grid), self.channels, parameters)
        old = {name: value for name, value in parameters.items() if name not in ("quality", "dtype")}
        return SeriesFiles(
            learned.files.folder,
            learned.contents.events,
            learned.contents.recordings,
            manner,
            parameters,
            former=digest("series", 1, learned.contents.model.id, asdict(self.grid), self.channels, old),
        )

    @property
    def channels(self) -> ChannelChoice:
        """How several channels were used to find the events."""
        return self.learned.settings.recordings.channels

    def empty_index(self) -> NavigableSmallWorld:
        """Return the index without sequences."""
        settings, contents = self.learned.settings.index, self.learned.contents
        return NavigableSmallWorld(
            metric="dtw",
            band=BAND,
            algorithm=settings.kind_for(len(contents.events)),
            max_degree=settings.max_degree,
            ef_construction=settings.ef_construction,
            ef=settings.ef,
            quantize=None,  # series have no codes; part of the name of what is kept
            seed=derive(int(contents.model.info["seed"]), "series"),
        )


@dataclass(frozen=True, slots=True)
class SeriesIndex:
    """Sequences that can be searched.

    Attributes
    ----------
    rows : (m,) the model's row of each sequence, in order.
    left_out : recordings some of whose events are not among them, and why.
    """

    source: SeriesSource
    index: ShardedIndex
    rows: NDArray[np.int64]
    left_out: list[Problem]

    def sequence(self, place: int) -> NDArray[np.float32]:
        """Return a sequence (channels, frames) by its place in `rows`."""
        ends = np.cumsum([len(shard) for shard in self.index.shards])
        number = int(np.searchsorted(ends, place, side="right"))
        shard = self.index.shards[number]
        return shard.items([place - int(ends[number]) + len(shard)])[0].T


def open_series(learned: LearnedCatalog, *, executor: Executor, progress: Progress) -> SeriesIndex:
    """Read the sequences of a model, or make and keep them; if they cannot be kept, the next search makes them again.

    Raises
    ------
    NothingFoundError : none of the recordings can be read.
    WorkerError : workers died of a shard, or cannot be reached.
    """
    contents = learned.contents
    grid = choose_sequence_grid(
        contents.events,
        contents.recordings,
        geometries=learned.model.scales.geometries,
        features=learned.settings.features,
    )
    source = SeriesSource(learned, grid)
    shards = _complete(source.files.read(), source, executor, progress)
    left_out = {each.recording_id: each for shard in shards for each in shard.left_out}
    filled = [shard for shard in shards if len(shard.rows) > 0]
    if not filled:
        first = next(iter(left_out.values()))
        raise NothingFoundError(
            f"none of the catalog's {count(len(left_out), 'recording')} can be read; the first: {first.reason} "
            "This search compares frames of the recordings: put them back, or search with `--metric embedding`."
        )
    problems = [
        Problem(contents.recordings[each.recording_id].path, each.kind, each.reason, True) for each in left_out.values()
    ]
    rows = np.concatenate([shard.rows for shard in filled])
    return SeriesIndex(source, ShardedIndex([shard.index for shard in filled]), rows, problems)


def _complete(
    known: Sequence[SeriesShard], source: SeriesSource, executor: Executor, progress: Progress
) -> list[SeriesShard]:
    """Return shards that hold all rows, and keep those that are new or have grown."""
    files, planned, is_kept = source.files, _planned(known, source), True
    done = {shard.start: shard for shard in known}
    missing = [(shard, start) for shard, start in planned if start < shard.stop]
    if not missing:
        return list(known)
    n_events = sum(shard.stop - start for shard, start in missing)
    with progress.stage("frames", total=n_events, unit="events") as stage:
        units = (_unit(shard, start, source) for shard, start in missing)
        for number, result in enumerate(executor.run(with_sequences, units, stage, limit_s=limit_s), start=1):
            shard = result_of(f"reading part {number} of the events", result)
            done[shard.start] = shard
            is_kept = is_kept and _is_kept(shard, [done[start] for start in sorted(done)], files, progress)
    return [done[start] for start in sorted(done)]


def _is_kept(shard: SeriesShard, shards: Sequence[SeriesShard], files: SeriesFiles, progress: Progress) -> bool:
    """Keep a new shard beside the others; return whether that was possible."""
    if len(shard.rows) == 0:
        return True
    try:
        files.write(shard)
        files.note([each for each in shards if len(each.rows) > 0])
    except (OSError, IndexFileError) as error:
        progress.say(f"`{files.folder}` cannot be written to, so the next search reads the recordings again: {error}")
        return False
    return True


def _planned(known: Sequence[SeriesShard], source: SeriesSource) -> list[tuple[SeriesShard, int]]:
    """Return the shards that hold all rows, and from which row on each has to be read; those before it are in it."""
    n_events, most = len(source.learned.contents.events), source.learned.settings.index.shard_events

    def new(start: int, stop: int) -> list[tuple[SeriesShard, int]]:
        ends = [*range(start, stop, most), stop]
        return [(SeriesShard(first, last, source.empty_index()), first) for first, last in pairwise(ends)]

    planned: list[tuple[SeriesShard, int]] = []
    row = 0
    for shard in known:
        planned += [*new(row, shard.start), (shard, shard.stop)]
        row = shard.stop
    if known:
        last, _ = planned.pop()
        row = min(n_events, max(last.stop, last.start + most))
        planned.append((replace(last, stop=row), last.stop))
    return planned + new(row, n_events)


def _unit(shard: SeriesShard, start: int, source: SeriesSource) -> ShardUnit:
    """Return what is to be read, from row `start` of the model on, for a shard to be complete."""
    readable: list[Stretch] = []
    left_out = list(shard.left_out)
    for stretch in _stretches(start, shard.stop, source):
        try:
            source.learned.originals.check(stretch.recording)
            readable.append(stretch)
        except InputError as error:
            left_out.append(MissingRows.of(stretch, error))
    return ShardUnit(replace(shard, left_out=tuple(left_out)), readable, source.grid, source.channels)


def _stretches(start: int, stop: int, source: SeriesSource) -> Iterator[Stretch]:
    """Divide some rows of a model by their recordings."""
    contents = source.learned.contents
    events = contents.events.take(slice(start, stop))
    ends = [0, *(np.flatnonzero(np.diff(events.recording_ids)) + 1).tolist(), len(events)]
    for first, last in pairwise(ends):
        recording = contents.recordings[int(events.recording_ids[first])]
        yield Stretch(start + first, recording, events.take(slice(first, last)), facts_of(recording))
