"""Questions to one state of an index: the k nearest, those within a radius, and the same for the stored items.

All results are ordered by distance as float32, then by id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.calibration import Calibration, tell_of_far
from coincide_smallworld.index.engine import Algorithm, Rows
from coincide_smallworld.index.neighbors import Neighbors, neighbors_of
from coincide_smallworld.index.state import State

# A search within a radius looks at this many neighbors first, and at so many times more until all are seen.
FIRST_K = 64
GROWTH = 8
# Stored items are asked about in blocks, because asking copies them.
BLOCK_ROWS = 1 << 14

Distances = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Effort:
    """How to search: algorithm, pool size and threads; and what found the pool size, if it holds for any query."""

    algorithm: Algorithm
    ef: int
    n_threads: int
    calibration: Calibration | None = None


def nearest(state: State, queries: Any, *, k: int, effort: Effort) -> Neighbors:
    """Return the k nearest items of each query, or all if fewer are stored."""
    k = min(k, state.n_live)
    if k == 0:
        shape = (len(queries), 0)
        return Neighbors(ids=np.empty(shape, np.int64), distances=np.empty(shape, np.float32), n_distances=0)
    found = state.engine.nearest(
        queries,
        k=k,
        algorithm=effort.algorithm,
        ef=effort.ef,
        is_dead=state.is_dead,
        n_live=state.n_live,
        n_threads=effort.n_threads,
    )
    if effort.calibration is not None:
        tell_of_far(effort.calibration, found.distances)
    return neighbors_of(state.ids_of(found.rows), found.distances, found.n_distances)


def nearest_of_stored(state: State, *, k: int, effort: Effort) -> Neighbors:
    """Return the k nearest items of each stored item, in order of id, without itself.

    Parameters
    ----------
    k : 0 or more, less than the number of stored items.
    """
    rows = state.live_rows()
    ids, distances = np.empty((len(rows), k), dtype=np.int64), np.empty((len(rows), k), dtype=np.float32)
    n_distances = 0
    for first in range(0, len(rows), BLOCK_ROWS):
        block = slice(first, first + BLOCK_ROWS)
        found = nearest(state, state.engine.items(rows[block]), k=k + 1, effort=effort)
        is_itself = found.ids == state.ids_of(rows[block])[:, None]
        # Among many equals an item need not be among its own nearest; then the last of the k + 1 is one too many.
        is_itself[~is_itself.any(axis=1), -1] = True
        ids[block] = found.ids[~is_itself].reshape(-1, k)
        distances[block] = found.distances[~is_itself].reshape(-1, k)
        n_distances += found.n_distances
    return Neighbors(ids=ids, distances=distances, n_distances=n_distances)


def within(state: State, queries: Any, *, radius: float, effort: Effort) -> list[tuple[Distances, Rows]]:
    """Return for each query the items at `radius` or less."""
    largest = float(np.finfo(np.float32).max)
    k, limit = FIRST_K, np.float32(min(max(radius, -largest), largest))
    found = nearest(state, queries, k=k, effort=effort)
    while k < state.n_live and (found.distances[:, -1:] <= limit).any():
        k *= GROWTH
        found = nearest(state, queries, k=k, effort=effort)
    counts = np.count_nonzero(found.distances <= limit, axis=1)
    return [
        (distances[:count].copy(), ids[:count].copy())
        for count, distances, ids in zip(counts, found.distances, found.ids, strict=True)
    ]


def within_of_stored(state: State, *, radius: float, effort: Effort) -> list[tuple[Distances, Rows]]:
    """Return for each stored item, in order of id, the others at `radius` or less."""
    rows = state.live_rows()
    found = within(state, state.engine.items(rows), radius=radius, effort=effort)
    pairs = zip(found, state.ids_of(rows), strict=True)
    return [(distances[ids != itself], ids[ids != itself]) for (distances, ids), itself in pairs]


def as_objects(arrays: list[npt.NDArray[Any]]) -> npt.NDArray[np.object_]:
    """Return an array of arrays; NumPy's own conversion would join arrays of equal length."""
    joined = np.empty(len(arrays), dtype=object)
    for i, array in enumerate(arrays):
        joined[i] = array
    return joined
