"""The index of a model: a cache over its embeddings, in shards of consecutive rows.

A small catalog has one shard, ``index.nsw``. A larger one has more in ``index-START.nsw``, named by their first rows,
so that the names of the files tell which shards there are. Workers build them, each from its own rows. New events join
the last shard until it is full, so that small shards never pile up. A shard that is missing, damaged or of other
settings is built again without the others; until then its rows are compared one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.execute import Executor, UnitProgress, result_of
from coincide.index import IndexFileError, NavigableSmallWorld, ShardedIndex
from coincide.index.settings import IndexSettings
from coincide.learned.model_files import ModelFiles, shard_file, shard_start
from coincide.seeds import derive


@dataclass(frozen=True, slots=True)
class Shard:
    """A range of rows, and where its index is.

    Attributes
    ----------
    n_kept : how many of these rows are in the index already; 0 if it is built from all of them.
    """

    folder: Path
    start: int
    stop: int
    n_kept: int = 0

    @property
    def path(self) -> Path:
        return self.folder / shard_file(self.start)


def build_shard(embeddings: NDArray[np.float32], settings: IndexSettings, *, seed: int) -> NavigableSmallWorld:
    """Index embeddings (n, dim), at least one; ids are rows."""
    return _empty_index(settings, len(embeddings), seed).fit(embeddings)


def open_index(files: ModelFiles) -> ShardedIndex:
    """Read the index of a model; an exact one over its rows stands in for a shard that cannot be read.

    Raises
    ------
    CatalogError : the embeddings cannot be read either.
    """
    return ShardedIndex([_read(files, shard) or _stand_in(files, shard) for shard in shards_of(files)])


def shards_of(files: ModelFiles) -> list[Shard]:
    """Return the shards that a model has or should have, by row."""
    n_events = len(files.embeddings())
    names = [path.name for path in files.folder.iterdir()] if files.noted is None else files.noted
    starts = {0, *(start for name in names if (start := shard_start(name)) is not None)}
    ends = sorted(start for start in starts if start < n_events)
    return [Shard(files.folder, start, stop, stop - start) for start, stop in pairwise([*ends, n_events])]


def outdated_shards(files: ModelFiles, settings: IndexSettings, *, seed: int) -> list[Shard]:
    """Return what is to be built in place of shards that cannot be read or were built with other settings."""
    wanted = _empty_index(settings, len(files.embeddings()), seed).get_params()
    outdated = [shard for shard in shards_of(files) if not _is_current(_read(files, shard), wanted)]
    return [new for old in outdated for new in new_shards(files.folder, old.start, old.stop, settings)]


def planned_shards(
    files: ModelFiles, folder: Path, n_events: int, settings: IndexSettings, *, seed: int
) -> list[Shard]:
    """Return the shards to build or to let grow in `folder`, a copy of a model's, so that they hold `n_events` rows.

    Parameters
    ----------
    files : of the model that is copied; it has `n_events` rows or fewer.
    """
    wanted = _empty_index(settings, n_events, seed).get_params()
    known = shards_of(files)
    last = known[-1]
    outdated = [shard for shard in known if not _is_current(_read(files, shard), wanted)]
    again = [new for old in outdated for new in new_shards(folder, old.start, old.stop, settings)]
    if last in outdated:
        last = again.pop()
    stop = min(n_events, max(last.stop, last.start + settings.shard_events))
    grown = [replace(last, folder=folder, stop=stop)] if stop > last.start + last.n_kept else []
    return again + grown + new_shards(folder, stop, n_events, settings)


def new_shards(folder: Path, start: int, stop: int, settings: IndexSettings) -> list[Shard]:
    """Return shards for some rows that are in none."""
    starts = range(start, stop, settings.shard_events)
    return [Shard(folder, first, min(first + settings.shard_events, stop)) for first in starts]


def n_added_to(shards: Sequence[Shard]) -> int:
    """Return how many rows are added to shards."""
    return sum(shard.stop - shard.start - shard.n_kept for shard in shards)


def write_shards(
    shards: Sequence[Shard],
    embeddings: NDArray[np.float32],
    settings: IndexSettings,
    *,
    seed: int,
    executor: Executor,
    stage: UnitProgress,
) -> None:
    """Build shards, by workers, and write their files.

    Parameters
    ----------
    embeddings : (n, dim) of all events.
    stage : advanced by each event that is added.

    Raises
    ------
    IndexFileError : a file cannot be written.
    """
    empty = _empty_index(settings, len(embeddings), seed)
    # One after the other, so that only what is under way is in memory.
    for shard, index in zip(shards, executor.run(_grown, _units(shards, embeddings, empty), stage), strict=True):
        result_of(f"building `{shard.path.name}`", index).save(shard.path)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Rows (n, dim) that join an index."""

    index: NavigableSmallWorld
    added: NDArray[np.float32]


def _units(shards: Sequence[Shard], embeddings: NDArray[np.float32], empty: NavigableSmallWorld) -> Iterator[_Unit]:
    for shard in shards:
        index = NavigableSmallWorld.load(shard.path) if shard.n_kept else NavigableSmallWorld(**empty.get_params())
        yield _Unit(index, np.array(embeddings[shard.start + shard.n_kept : shard.stop]))


def _grown(unit: _Unit, progress: UnitProgress) -> NavigableSmallWorld:
    """Add the rows of a unit to its index; runs on any worker."""
    unit.index.add(unit.added)
    progress.advance(len(unit.added))
    return unit.index


def _read(files: ModelFiles, shard: Shard) -> NavigableSmallWorld | None:
    """Read a shard of a model, None if it is damaged or of another model."""
    if files.damage(shard.path.name) is not None:
        return None
    try:
        index = NavigableSmallWorld.load(shard.path)
    except IndexFileError:
        return None
    return index if index.shape == (shard.stop - shard.start, files.embeddings().shape[1]) else None


def _stand_in(files: ModelFiles, shard: Shard) -> NavigableSmallWorld:
    rows = np.array(files.embeddings()[shard.start : shard.stop])
    return build_shard(rows, IndexSettings(kind="exact"), seed=0)


def _is_current(index: NavigableSmallWorld | None, wanted: dict[str, object]) -> bool:
    return index is not None and index.get_params() == wanted


def _empty_index(settings: IndexSettings, n_events: int, seed: int) -> NavigableSmallWorld:
    """Return the index that each shard of `n_events` begins with."""
    return NavigableSmallWorld(
        metric="cosine",
        algorithm=settings.kind_for(n_events),
        max_degree=settings.max_degree,
        ef_construction=settings.ef_construction,
        ef=settings.ef,
        seed=derive(seed, "index"),
    )
