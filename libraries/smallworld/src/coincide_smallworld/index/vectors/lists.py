"""Rows in lists around means, for searches among some of the rows.

A walk to the k nearest of a tenth of all rows opens ten times as many nodes as it finds. In lists, what is left out
costs a look at its number. How many lists hold what is near depends on the data, so it is measured on stored rows: the
lists, from the nearest on, that hold most of the r nearest of all rows, for each r that is a power of two. Where a
filter leaves out what is near a query, what is left is farther away than these r, and all that is left is compared.

Making lists takes some hundredths of the time that the graph took. So they are made only after many searches among some
of the rows, anew after as many once the rows have doubled, and only used where the measured number says that they are
cheaper than a walk or a scan.

Source: Jégou, Douze and Schmid 2011 (inverted lists).
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from math import isqrt
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.doors import BLOCK_ROWS, MOST_SAMPLED, fitted_means, nearest_means
from coincide_smallworld.index.vectors.graph import POOL_BLOCK, Ids
from coincide_smallworld.index.vectors.stored import Stored, squared_lengths

# The number of lists is so many times the root of that of rows, up to a limit.
LISTS_PER_ROOT, MOST_LISTS = 3, 2048
# Stored rows that are asked for what is near them, and the share of it that the lists must hold: for small pools, and
# for those from `LARGE_POOL` on, which find nearly everything without lists.
N_ASKED, COVERED, LARGE_POOL = 32, (0.97, 0.999), 32
# To this share of the stored rows, the last of what is near is near enough.
NEAR_ENOUGH = 0.97
# For how many that are near this is measured, in steps of two.
FEWEST_NEAR, MOST_NEAR = 16, 4096
# To look at a number costs this share of a comparison of what it stands for; to pick the nearest lists costs as many as
# the square of how many, by this.
LOOK, PICK = 0.25, 0.1
# A search that makes fewer comparisons for each list is not worth lists.
FEWEST_IN_LISTS = 2
# Lists are made once searches have made this share of the comparisons that making them takes: a product of matrices
# compares faster than a search, but any search may be the last.
SPENT_SHARE = 1 / 8
# Rows that came later are compared with every query until they are one in so many.
MOST_UNLISTED = 1 / 64
# Of so many times the rows that lists were made of, they are made anew.
GROWTH = 2
# In place of a walk, all rows that are left are compared, or the longest of them, or those in some lists.
NEAR_ALL: Final = "all"
TINY = 1e-30


@dataclass(frozen=True, slots=True)
class Visit:
    """What a search among some rows looks at.

    Attributes
    ----------
    lists : all of them.
    n_lists : how many of the nearest to look into.
    n_wanted : how many rows must be left in them; the last of so many must be near enough, see `farthest`.
    farthest : its squared distance must be at most that to the mean of the last list, times this.
    """

    lists: RowLists
    n_lists: int
    n_wanted: int
    farthest: float


@dataclass(frozen=True, slots=True)
class Longest:
    """A search under the inner product looks at the longest of the rows that are left, at least so many."""

    n_wanted: int


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the r nearest rows lie.

    Attributes
    ----------
    n_lists : so many of the nearest lists hold most of them.
    farthest : the squared distance to the r-th is at most that to the mean of the last of these lists, times this. If
        it is farther, rows nearer than it may well be in other lists.
    """

    n_lists: int
    farthest: float


Among = Visit | Longest | Literal["all"]
Reals = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class RowLists:
    """Lists of rows.

    Attributes
    ----------
    centers : (lists, width) the mean of each.
    list_of : (n,) the list of each row.
    rows : (n,) all rows, list after list.
    starts : (lists + 1,) where each begins, and the last ends.
    n_fitted : how many rows there were when the means were.
    extents : of the 16, 32, 64 ... nearest rows, for small pools and for large ones.
    """

    centers: Stored
    list_of: Ids
    rows: Ids
    starts: Ids
    n_fitted: int
    extents: tuple[tuple[Extent, ...], ...]

    def visit(self, *, n: int, n_left: int, ef: int) -> Visit:
        """Return what to look at for the `ef` nearest of `n_left` out of `n` rows."""
        extents = self.extents[ef >= LARGE_POOL]
        n_lists, last = len(self.centers), len(extents) - 1
        octave = max(0.0, math.log2(ef * n / n_left / FEWEST_NEAR))
        extent = extents[min(math.ceil(octave), last)]
        needed = math.ceil(extent.n_lists * 2.0 ** max(0.0, octave - last))
        n_visited = min(needed, n_lists // POOL_BLOCK * POOL_BLOCK)
        return Visit(self, n_visited, ef, extent.farthest)

    def cost(self, visit: Visit, *, n: int, n_left: int) -> float:
        """Return what it costs for one query, in comparisons."""
        n_looked_at = visit.n_lists * n / len(self.centers)
        return len(self.centers) + PICK * visit.n_lists**2 + n_looked_at * (LOOK + n_left / n)


def row_lists(points: Stored, *, dim: int, is_product: bool) -> RowLists:
    """Put rows into lists.

    Parameters
    ----------
    points : (n, width) padded, of `dim` numbers.
    is_product : whether all rows have one length by a number that the inner product adds.
    """
    n = len(points)
    n_lists = wanted_lists(n)
    order = np.random.default_rng(0).permutation(n)
    centers = fitted_means(points[order[: MOST_SAMPLED * n_lists]], n_lists, is_product=is_product, dtype=np.float32)
    list_of = nearest_means(points, centers, dtype=np.float32)
    return _listed(RowLists(centers, list_of, list_of, list_of, n, _extents(points, dim, centers, list_of)))


def wanted_lists(n: int) -> int:
    """Return how many lists to put so many rows into."""
    return min(LISTS_PER_ROOT * isqrt(n), MOST_LISTS)


class Listing:
    """The lists of an index that grows, made when they are worth it. Threads may share it.

    It holds as long as rows keep their numbers, and what the inner product adds to them.
    """

    def __init__(self) -> None:
        self._made: RowLists | None = None
        self._spent = 0.0
        self._lock = threading.Lock()

    def visit(
        self,
        points: Stored,
        *,
        dim: int,
        is_product: bool,
        n_left: int,
        ef: int,
        cost: float,
        n_queries: int,
    ) -> Visit | None:
        """Return what a search among some rows should look at; None where that is not cheaper, as far as is known.

        Parameters
        ----------
        points, dim, is_product : as in `row_lists`.
        n_left, ef : as in `RowLists.visit`.
        cost : of another search, in comparisons for each of `n_queries`.
        """
        n = len(points)
        if cost < FEWEST_IN_LISTS * wanted_lists(n):
            return None
        lists = self._made
        is_outgrown = lists is None or n >= GROWTH * lists.n_fitted
        if is_outgrown:
            self._spent += cost * n_queries
            if self._spent < SPENT_SHARE * n * wanted_lists(n):
                return None
        if lists is None or is_outgrown or (1.0 - MOST_UNLISTED) * n > len(lists.list_of):
            lists = self._renewed(points, dim=dim, is_product=is_product)
        if lists is None or len(lists.list_of) > n:  # rows that came since, to a search in an index as it was before
            return None
        visit = lists.visit(n=n, n_left=n_left, ef=ef)
        return visit if lists.cost(visit, n=n, n_left=n_left) < cost else None

    def _renewed(self, points: Stored, *, dim: int, is_product: bool) -> RowLists | None:
        """Lists of all rows; those of before where another thread makes them."""
        if not self._lock.acquire(blocking=False):
            return self._made
        try:
            known = self._made
            if known is None or len(points) >= GROWTH * known.n_fitted:
                self._made, self._spent = row_lists(points, dim=dim, is_product=is_product), 0.0
            elif len(known.list_of) < len(points):
                fresh = nearest_means(points[len(known.list_of) :], known.centers, dtype=np.float32)
                self._made = _listed(replace(known, list_of=np.concatenate([known.list_of, fresh])))
            return self._made
        finally:
            self._lock.release()


def _listed(lists: RowLists) -> RowLists:
    """With the rows in the order of their lists."""
    rows = np.argsort(lists.list_of.astype(np.int16), kind="stable").astype(np.int32)
    sizes = np.bincount(lists.list_of, minlength=len(lists.centers))
    return replace(lists, rows=rows, starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))


def _extents(points: Stored, dim: int, centers: Stored, list_of: Ids) -> tuple[tuple[Extent, ...], ...]:
    """Where what is near to stored rows lies; see `RowLists`."""
    chosen = np.linspace(0, len(points) - 1, N_ASKED).astype(np.int64)
    asked, middle = points[chosen].astype(np.float32), centers.mean(axis=0, dtype=np.float64).astype(np.float32)
    asked[:, dim:] = 0.0  # as in a query
    to_means = _rough(centers, asked, middle)
    place = np.argsort(np.argsort(to_means, axis=1, kind="stable"), axis=1)
    rough, n_near = _rough(points, asked, middle), min(MOST_NEAR, len(points) - 1)
    rough[np.arange(N_ASKED), chosen] = np.inf
    near = np.argpartition(rough, n_near - 1, axis=1)[:, :n_near]
    near = np.take_along_axis(near, np.argsort(np.take_along_axis(rough, near, 1), axis=1), 1)
    lengths = squared_lengths(asked - middle)[:, None]
    to_rows, to_means = np.take_along_axis(rough, near, 1) + lengths, np.sort(to_means, axis=1) + lengths
    places = np.take_along_axis(place, list_of[near], 1)
    steps = [FEWEST_NEAR << k for k in range((n_near // FEWEST_NEAR).bit_length())]
    return tuple(
        tuple(_extent(places[:, :step], to_rows[:, step - 1], to_means, covered) for step in steps)
        for covered in COVERED
    )


def _extent(places: npt.NDArray[np.intp], to_last: Reals, to_means: Reals, covered: float) -> Extent:
    """The lists that hold a share of what is near.

    Parameters
    ----------
    places : (asked, near) of the lists that hold it, by distance.
    to_last, to_means : (asked,), (asked, lists) squared distances to the last of it, and to the means, nearest first.
    """
    needed = math.ceil(1.0 + float(np.quantile(places, covered)))
    ratios = to_last / np.maximum(to_means[:, needed - 1], TINY)
    return Extent(needed, float(np.quantile(ratios, NEAR_ENOUGH)))


def _rough(rows: Stored, asked: npt.NDArray[np.float32], middle: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Squared distances (asked, rows), less the lengths of what is asked."""
    rough, columns = np.empty((len(asked), len(rows)), dtype=np.float32), (asked - middle).T
    for first in range(0, len(rows), BLOCK_ROWS):
        block = rows[first : first + BLOCK_ROWS].astype(np.float32) - middle
        rough[:, first : first + BLOCK_ROWS] = (squared_lengths(block)[:, None] - 2.0 * (block @ columns)).T
    return rough
