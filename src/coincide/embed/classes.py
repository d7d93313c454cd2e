"""What a person has said: events of one class belong together, events of two classes do not.

Unlike mined pairs these can be trusted from the first step on, and across sources. A few dozen single events change
little: give all events of a cluster that was named the name.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
_N_CANDIDATES = 4


class Classes:
    """Classes of some events.

    Parameters
    ----------
    numbers : (n,) class of each event from 0, -1 without a label.
    sources : (n,) source of each event.
    """

    def __init__(self, numbers: NDArray[np.int64], sources: NDArray[np.int64]) -> None:
        self._numbers = numbers
        self._sources = sources
        self._order = np.argsort(numbers, kind="stable")
        ordered = numbers[self._order]
        self._starts = np.searchsorted(ordered, numbers, "left")
        self._sizes = np.searchsorted(ordered, numbers, "right") - self._starts

    def draw_mates(self, rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw for each row an event of its class, rather one of another source than not; -1 where it has no class."""
        lots = (rng.random((len(rows), _N_CANDIDATES)) * self._sizes[rows][:, None]).astype(np.int64)
        candidates = self._order[self._starts[rows][:, None] + lots]  # (rows, candidates)
        is_across = self._sources[candidates] != self._sources[rows][:, None]
        mates = np.take_along_axis(candidates, is_across.argmax(axis=1)[:, None], axis=1)[:, 0]
        return np.where(self._numbers[rows] == UNKNOWN, UNKNOWN, mates)

    def correct(self, is_negative: NDArray[np.bool_], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say of pairs (rows, rows) whose classes are known whether they are negatives; leave the others."""
        numbers = self._numbers[rows]
        is_known = (numbers[:, None] != UNKNOWN) & (numbers[None, :] != UNKNOWN)
        return np.where(is_known, numbers[:, None] != numbers[None, :], is_negative)
