"""The exact answer: compare with everything, by one matrix product and a known error bound.

A float32 product gives the distances of a block of queries. All rows that could be among the k nearest within its
rounding error are measured again, in float64 from the differences, rounded once and ordered by distance and row. So
rounding in the product can neither lose a neighbor nor reorder ties. Extra memory is bounded by `BLOCK_PAIRS` numbers
or one row of n.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.engine import NearestRows
from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.index.vectors.stored import Floats, Stored, VectorMetric, squared_lengths

BLOCK_PAIRS = 1 << 22
BLOCK_NUMBERS = 1 << 21
# One bound for all rows is quicker to find, but far too wide where one is so many times as long as most.
UNEVEN = 8.0
Rows = npt.NDArray[np.int64]


def nearest(
    points: Stored,
    queries: Floats,
    *,
    dim: int,
    metric: VectorMetric,
    k: int,
    is_dead: npt.NDArray[np.bool_] | None,
    n_threads: int,
) -> NearestRows:
    """Return the k nearest live rows of padded points (n, width) for padded queries (q, width); 1 <= k <= live rows."""
    if is_dead is not None and 2 * np.count_nonzero(is_dead) > len(points):
        left = np.flatnonzero(np.logical_not(is_dead))
        found = nearest(points[left], queries, dim=dim, metric=metric, k=k, is_dead=None, n_threads=n_threads)
        return replace(found, rows=left[found.rows])
    rows = np.empty((len(queries), k), dtype=np.int64)
    distances = np.empty((len(queries), k), dtype=np.float32)
    used = points[:, :dim]
    lengths = squared_lengths(used).astype(np.float32)

    def search(first: int, last: int) -> None:
        near = _candidates(used, lengths, queries[first:last, :dim], metric=metric, k=k, is_dead=is_dead)
        for row, candidates in enumerate(near, start=first):
            rows[row], distances[row] = measured(used, queries[row, :dim], candidates, k=k, metric=metric)

    in_pieces(search, len(queries), n_threads=n_threads, step=max(1, BLOCK_PAIRS // max(1, len(points))))
    return NearestRows(rows=rows, distances=distances, n_distances=len(queries) * len(points))


def measured(points: Stored, query: Floats, candidates: Rows, *, k: int, metric: VectorMetric) -> tuple[Rows, Floats]:
    """Return the k nearest of some rows, and their distances in full precision, ordered by distance, then row."""
    values = np.empty(len(candidates))
    step = max(1, BLOCK_NUMBERS // len(query))
    for first in range(0, len(candidates), step):
        block = points[candidates[first : first + step]].astype(np.float64)
        if metric == "inner_product":
            values[first : first + step] = -(block @ query.astype(np.float64))
        else:
            difference = block - query
            values[first : first + step] = np.einsum("cd,cd->c", difference, difference)
    distances = from_squared(values, metric=metric)
    order = np.lexsort((candidates, distances))[:k]
    return candidates[order], distances[order]


def from_squared(values: npt.NDArray[np.float64], *, metric: VectorMetric) -> Floats:
    """Return distances from squared Euclidean ones; under the inner product its negative is given and stays."""
    if metric == "cosine":
        return np.minimum(values / 2.0, 2.0).astype(np.float32)
    if metric == "euclidean":
        return np.sqrt(values).astype(np.float32)
    return values.astype(np.float32)


def _candidates(
    points: Stored,
    lengths: Floats,
    queries: Floats,
    *,
    metric: VectorMetric,
    k: int,
    is_dead: npt.NDArray[np.bool_] | None,
) -> list[Rows]:
    """For each query all live rows that may be among its k nearest, ties included."""
    values = _products(queries, points)
    values *= -1.0 if metric == "inner_product" else -2.0
    if metric != "inner_product":
        values += lengths[None, :]  # less the query's own squared length
    if is_dead is not None:
        values[:, is_dead] = np.inf
    if metric == "inner_product" and float(lengths.max()) > UNEVEN * UNEVEN * float(np.median(lengths)):
        return _candidates_of_uneven(values, lengths, queries, k=k)
    kth = np.partition(values, k - 1, axis=1)[:, k - 1]
    longest = lengths.max() if is_dead is None else lengths[np.logical_not(is_dead)].max()
    limits = kth + _slack(queries, longest=float(longest))
    return [np.flatnonzero(row <= limit) for row, limit in zip(values, limits, strict=True)]


def _candidates_of_uneven(values: Floats, lengths: Floats, queries: Floats, *, k: int) -> list[Rows]:
    """As `_candidates` under the inner product: next to a far longer vector, short ones are hardly rounded."""
    numbers, room = np.finfo(np.float32), 2.0 * (queries.shape[1] + 8)
    errors = np.sqrt(squared_lengths(queries)[:, None] * lengths[None, :])
    errors = (room * (float(numbers.eps) * errors + float(numbers.tiny))).astype(np.float32)
    limits = np.partition(values + errors, k - 1, axis=1)[:, k - 1]
    return [np.flatnonzero(row <= limit) for row, limit in zip(values - errors, limits, strict=True)]


def _products(queries: Floats, points: Stored) -> Floats:
    """Inner products (q, n); rows of 16 bits are widened block by block."""
    if points.dtype == np.float32:
        return cast("Floats", queries @ points.T)
    values = np.empty((len(queries), len(points)), dtype=np.float32)
    step = max(1, BLOCK_NUMBERS // points.shape[1])
    for first in range(0, len(points), step):
        values[:, first : first + step] = queries @ points[first : first + step].astype(np.float32).T
    return values


def _slack(queries: Floats, *, longest: float) -> Floats:
    """Twice the rounding error of a squared distance (Higham 2002, equation 3.5), with room for its parts."""
    dim = queries.shape[1]
    reach = (np.sqrt(squared_lengths(queries)) + np.sqrt(longest)) ** 2
    numbers = np.finfo(np.float32)
    return (4.0 * (dim + 8) * (float(numbers.eps) * reach + float(numbers.tiny))).astype(np.float32)
