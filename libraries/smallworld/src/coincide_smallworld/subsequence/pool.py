"""The windows that can still be among the best: which of them to return, and from which distance on none matters.

Matches are chosen nearest first, ties by place, each at least `spacing` from those chosen before. How far must one look
to know the first k? One more window can undo later choices, so the k-th distance chosen among the windows seen so far
is no limit. But a choice rules out at most two of any windows that are `spacing` apart, so among 2k - 1 such windows
there are k to be chosen: the distance of the last of 2k - 1 choices is a limit, whatever else is found.

A place numbers the windows of all recordings: the first window's place in its recording, plus its start.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Squared = npt.NDArray[np.float64]
# So many true distances are found out at once, if that many could come next.
BATCH = 256


@dataclass(frozen=True, slots=True)
class Pool:
    """Windows seen so far that may be chosen, nearest first.

    Attributes
    ----------
    k : how many are wanted.
    spacing : how far apart their starts must be at least, 1 or more.
    places, squared : (p,) each, by squared distance, then place.
    tolerance : how far a squared distance may be off.
    limit : squared; no window farther than this, give or take the tolerance, can be chosen.
    """

    k: int
    spacing: int
    places: Places
    squared: Squared
    tolerance: float = 0.0
    limit: float = float("inf")

    @property
    def farthest(self) -> float:
        """Squared distance from which on no window is kept: it and the limit may both be off."""
        return self.limit + 2 * self.tolerance

    def joined(self, places: Places, squared: Squared) -> Pool:
        """Return the pool with windows added, and without those that are now too far."""
        is_near = squared <= self.farthest
        every_place = np.append(self.places, places[is_near])
        every_squared = np.append(self.squared, squared[is_near])
        order = np.lexsort((every_place, every_squared))
        every_place, every_squared = every_place[order], every_squared[order]
        n_limiting = 2 * self.k - 1
        chosen = chosen_in_order(every_place, n=n_limiting, spacing=self.spacing)
        if len(chosen) < n_limiting:
            return Pool(self.k, self.spacing, every_place, every_squared, self.tolerance)
        limit = float(every_squared[chosen[-1]])
        n_kept = int(chosen[-1]) + 1
        if self.tolerance > 0:
            n_kept = int(np.searchsorted(every_squared, limit + 2 * self.tolerance, side="right"))
        return Pool(
            self.k, self.spacing, every_place[:n_kept].copy(), every_squared[:n_kept].copy(), self.tolerance, limit
        )

    def best(self, measure: Callable[[Places], Squared]) -> tuple[Places, Squared]:
        """Return up to k windows, nearest first.

        Parameters
        ----------
        measure : returns the true squared distances of places; only called if there is a tolerance.
        """
        if self.tolerance == 0:
            chosen = chosen_in_order(self.places, n=self.k, spacing=self.spacing)
            return self.places[chosen], self.squared[chosen]
        return _best_of_rough(self, measure)


def empty_pool(*, k: int, spacing: int, tolerance: float = 0.0) -> Pool:
    """Return a pool without windows."""
    return Pool(k, spacing, np.empty(0, dtype=np.int64), np.empty(0), tolerance)


def _best_of_rough(pool: Pool, measure: Callable[[Places], Squared]) -> tuple[Places, Squared]:
    """Choose by true distances, and find out only those that come first in a queue of lower bounds."""
    sorted_places = np.sort(pool.places)
    is_out = np.zeros(len(sorted_places), dtype=bool)
    lower = pool.squared - pool.tolerance
    queue = list(zip(lower.tolist(), pool.places.tolist(), [False] * len(lower), strict=True))
    heapq.heapify(queue)
    chosen: list[tuple[int, float]] = []
    while queue and len(chosen) < pool.k:
        value, place, is_true = heapq.heappop(queue)
        if is_out[np.searchsorted(sorted_places, place)]:
            continue
        if is_true:
            chosen.append((place, value))
            first, stop = np.searchsorted(sorted_places, (place - pool.spacing + 1, place + pool.spacing))
            is_out[first:stop] = True
            continue
        rough = [place]
        while queue and not queue[0][2] and queue[0][0] <= value + 2 * pool.tolerance and len(rough) < BATCH:
            rough.append(heapq.heappop(queue)[1])
        for found in zip(measure(np.array(rough)).tolist(), rough, strict=True):
            heapq.heappush(queue, (*found, True))
    places, squared = zip(*chosen, strict=True)
    return np.array(places), np.array(squared)


def chosen_in_order(places: Places, *, n: int, spacing: int) -> npt.NDArray[np.int64]:
    """Return the positions of up to n places, taken in order, each `spacing` from those taken before."""
    by_place = np.argsort(places, kind="stable")
    sorted_places = places[by_place]
    is_out = np.zeros(len(places), dtype=bool)
    chosen: list[int] = []
    at = 0
    while len(chosen) < n and at < len(places):
        at += int(np.argmin(is_out[at:]))
        if is_out[at]:
            break
        chosen.append(at)
        around = (places[at] - spacing + 1, places[at] + spacing)
        first, stop = np.searchsorted(sorted_places, around)
        is_out[by_place[first:stop]] = True
    return np.array(chosen, dtype=np.int64)
