"""The nearest reference events of many events, exactly, and mostly without a look at all of the references.

Angles obey the triangle inequality. An event may be at an angle a from a pivot, which has n references within an angle
b. So the event has n references within a + b, and these are within 2a + b of the pivot: no other reference can be among
its n nearest. With references as pivots and each event at its nearest one, an event meets a tenth to a quarter of them;
in one cloud without groups, all, which costs a third more than to compare with all at once.

Schubert 2021, "A triangle inequality for cosine similarity", for the bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coincide.seeds import generator

_BLOCK = 1024
_MIN_EVENTS = 20_000
"""Below, comparing with all takes less than a second."""
_N_PIVOTS = 256
_ROUNDING = 1e-3
"""Radians; cosines of single precision near 1 say no more of an angle."""
_MOST_SHARE = 0.7
"""Of the references; to pick more costs more than to compare with all."""

Block = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]
"""Rows of events (m,); the places of their nearest references, nearest first, (m, n); and their cosines, (m, n)."""


def nearest_references(embeddings: NDArray[np.float32], reference: NDArray[np.float32], *, n: int) -> Iterator[Block]:
    """Find the `n` nearest references of every event, block by block, in any order of events.

    Parameters
    ----------
    embeddings : (events, dim) unit rows.
    reference : (references, dim) unit rows, at least `n`.
    """
    if len(embeddings) < _MIN_EVENTS or len(reference) < 2 * _N_PIVOTS:
        yield from _among_all(embeddings, reference, n)
    else:
        yield from _around_pivots(embeddings, reference, n)


def _among_all(embeddings: NDArray[np.float32], reference: NDArray[np.float32], n: int) -> Iterator[Block]:
    by_dimension = np.ascontiguousarray(reference.T)  # in the order that the product reads it
    cosines = np.empty((_BLOCK, len(reference)), dtype=np.float32)  # one for all, since new memory takes time
    for start in range(0, len(embeddings), _BLOCK):
        block = embeddings[start : start + _BLOCK]
        found = np.matmul(block, by_dimension, out=cosines[: len(block)])
        yield (np.arange(start, start + len(block)), *_highest(found, n))


def _around_pivots(embeddings: NDArray[np.float32], reference: NDArray[np.float32], n: int) -> Iterator[Block]:
    pivots = reference[generator(0, "pivots").choice(len(reference), _N_PIVOTS, replace=False)]
    owners, angles = _nearest_pivot(embeddings, pivots)
    order = np.lexsort((angles, owners))
    starts = np.searchsorted(owners[order], np.arange(_N_PIVOTS + 1))
    for pivot, (first, stop) in zip(pivots, pairwise(starts.tolist()), strict=True):
        away = _angle(reference @ pivot)
        reach = np.partition(away, n - 1)[n - 1] + _ROUNDING
        for start in range(first, stop, _BLOCK):
            rows = order[start : min(start + _BLOCK, stop)]
            near = np.flatnonzero(away <= reach + 2 * angles[rows[-1]])
            if len(near) > _MOST_SHARE * len(reference):
                yield (rows, *_highest(embeddings[rows] @ reference.T, n))
            else:
                places, cosines = _highest(embeddings[rows] @ reference[near].T, n)
                yield rows, near[places], cosines


def _nearest_pivot(
    embeddings: NDArray[np.float32], pivots: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return which pivot is nearest to each event, and its angle in radians, both (events,)."""
    owners, angles = np.empty(len(embeddings), dtype=np.int64), np.empty(len(embeddings), dtype=np.float32)
    for rows, places, cosines in _among_all(embeddings, pivots, 1):
        owners[rows], angles[rows] = places[:, 0], _angle(cosines[:, 0])
    return owners, angles


def _angle(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.arccos(np.clip(cosines, -1, 1))


def _highest(cosines: NDArray[np.float32], n: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    from coincide.kernels import highest_of_rows

    places = highest_of_rows(cosines, n=n)
    return places, np.take_along_axis(cosines, places, axis=1)
