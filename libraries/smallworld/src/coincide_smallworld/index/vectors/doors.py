"""Where walks start: entries, in groups where there are many.

A walk stays in the cluster where it begins, so a large graph needs thousands of entries, and comparing a query with
each of them takes longer than the walk. So they are put into groups around means (k-means), and a query is compared
with the means, then with the entries of the nearest groups.

Groups depend only on the entries and their order, so that an index that was saved and loaded has the same. Entries
only come behind those that are there: groups are fitted again when up to an eighth has been added; until then, new
entries join the nearest group.
"""

from __future__ import annotations

from dataclasses import replace
from math import isqrt

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.graph import N_GROUPS_ENTERED, Doors, EntryGroups, Ids, VectorGraph
from coincide_smallworld.index.vectors.stored import Stored

# Comparing a query with fewer takes about a microsecond.
FEWEST_GROUPED = 512
# The number of groups is so many times the root of that of entries.
GROUPS_PER_ROOT = 5
N_ROUNDS = 4
# Means are those of so many entries a group.
MOST_SAMPLED = 16
BLOCK_ROWS = 4096


def grouped(graph: VectorGraph, points: Stored, *, extra: int) -> VectorGraph:
    """Return the graph with its entries in groups, if they are many.

    Parameters
    ----------
    points : padded rows of all nodes.
    extra : the first column that the inner product adds, or -1.
    """
    return replace(graph, groups=groups_of(graph.entries, graph.groups, points, extra=extra))


def groups_of(entries: Ids, known: EntryGroups | None, points: Stored, *, extra: int) -> EntryGroups | None:
    """Return the groups of entries, None if these are few; `known` are those of the first of them."""
    n = len(entries)
    if n < FEWEST_GROUPED:
        return None
    if known is not None and len(known.group_of) == n:
        return known
    n_fitted = _n_fitted(n)
    if known is not None and known.n_fitted == n_fitted:
        centers, group_of = known.centers, known.group_of
    else:
        rows = points[entries[:n_fitted]]
        centers = fitted_means(rows, GROUPS_PER_ROOT * isqrt(n_fitted), is_product=extra >= 0)
        used, group_of = np.unique(nearest_means(rows, centers), return_inverse=True)
        centers = centers[used]
    if len(centers) < N_GROUPS_ENTERED:
        return None
    group_of = np.concatenate([group_of, nearest_means(points[entries[len(group_of) :]], centers)]).astype(np.int32)
    return EntryGroups(centers, n_fitted, group_of, _doors(entries, group_of, points, centers))


def _doors(entries: Ids, group_of: Ids, points: Stored, centers: Stored) -> Doors:
    n_groups, order = len(centers), np.argsort(group_of, kind="stable")
    ids = np.concatenate([np.arange(n_groups), entries[order]]).astype(np.int32)
    starts = n_groups + np.concatenate([[0], np.cumsum(np.bincount(group_of, minlength=n_groups))])
    return Doors(np.concatenate([centers, points[entries[order]]]), ids, starts.astype(np.int32))


def _n_fitted(n: int) -> int:
    """So many of the entries, in steps of at most an eighth."""
    low = n.bit_length() - 4
    return n >> low << low


def fitted_means(rows: Stored, n_groups: int, *, is_product: bool, dtype: npt.DTypeLike = np.float64) -> Stored:
    """Return the means of groups of rows in random order; under the inner product as long as all rows."""
    centers, sample = rows[:n_groups].copy(), rows[: MOST_SAMPLED * n_groups]
    for _ in range(N_ROUNDS):
        group_of = nearest_means(sample, centers, dtype=dtype)
        sizes = np.bincount(group_of, minlength=n_groups)
        used = np.flatnonzero(sizes)
        order, starts = np.argsort(group_of, kind="stable"), (np.cumsum(sizes) - sizes)[used]
        sums = np.add.reduceat(sample[order], starts, axis=0, dtype=np.float64)
        lengths = sizes[used].astype(np.float64)
        if is_product:
            lengths = np.linalg.norm(sums, axis=1) / np.linalg.norm(rows[0].astype(np.float64))
        has_mean = lengths > 0.0
        centers[used[has_mean]] = sums[has_mean] / lengths[has_mean, None]
    return centers


def nearest_means(rows: Stored, centers: Stored, *, dtype: npt.DTypeLike = np.float64) -> Ids:
    """Return the nearest center of each row.

    Parameters
    ----------
    dtype : of the products; in float64 their rounding, which depends on the processor, hardly ever decides.
    """
    middle = centers.mean(axis=0, dtype=np.float64).astype(dtype)
    near, columns = np.empty(len(rows), dtype=np.int32), (centers.astype(dtype) - middle).T
    half = np.square(columns).sum(axis=0) / 2
    for first in range(0, len(rows), BLOCK_ROWS):
        block = rows[first : first + BLOCK_ROWS].astype(dtype) - middle
        near[first : first + BLOCK_ROWS] = np.argmin(half - block @ columns, axis=1)
    return near
