"""The windows that can still be among the best: which of them to return, and from which distance on none matters.

Matches are chosen nearest first, ties by place, each at least `spacing` from those chosen before. How far must one look
to know the first k? One more window can undo later choices, so the k-th distance chosen among the windows seen so far
is no limit. But a choice rules out at most two of any windows that are `spacing` apart, so among 2k - 1 such windows
there are k to be chosen: the distance of the last of 2k - 1 choices is a limit, whatever else is found.

A place numbers the windows of all recordings: the first window's place in its recording, plus its start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Squared = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """Windows seen so far that may be chosen, nearest first.

    Attributes
    ----------
    k : how many are wanted.
    spacing : how far apart their starts must be at least, 1 or more.
    places, squared : (p,) each, by squared distance, then place.
    limit : squared; no window farther than this can be chosen.
    """

    k: int
    spacing: int
    places: Places
    squared: Squared
    limit: float = float("inf")

    def joined(self, places: Places, squared: Squared) -> Pool:
        """Return the pool with windows added, and without those that are now too far."""
        is_near = squared <= self.limit
        every_place = np.append(self.places, places[is_near])
        every_squared = np.append(self.squared, squared[is_near])
        order = np.lexsort((every_place, every_squared))
        every_place, every_squared = every_place[order], every_squared[order]
        n_limiting = 2 * self.k - 1
        chosen = chosen_in_order(every_place, n=n_limiting, spacing=self.spacing)
        if len(chosen) < n_limiting:
            return Pool(self.k, self.spacing, every_place, every_squared)
        n_kept = int(chosen[-1]) + 1
        limit = float(every_squared[chosen[-1]])
        return Pool(self.k, self.spacing, every_place[:n_kept].copy(), every_squared[:n_kept].copy(), limit)

    def best(self) -> tuple[Places, Squared]:
        """Return up to k windows, nearest first."""
        chosen = chosen_in_order(self.places, n=self.k, spacing=self.spacing)
        return self.places[chosen], self.squared[chosen]


def empty_pool(*, k: int, spacing: int) -> Pool:
    """Return a pool without windows."""
    return Pool(k, spacing, np.empty(0, dtype=np.int64), np.empty(0))


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
