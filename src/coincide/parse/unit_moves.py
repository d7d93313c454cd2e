"""Moves on a lexicon: merge two neighboring units, or cut one in two, wherever they occur.

What a move changes in the score of `lexicon` follows from how often its units occur; the gaps keep their meaning until
the next fit.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from coincide.parse.gap_evidence import GapEvidence

Unit = tuple[int, ...]
Cutting = list[list[Unit]]
_LEAST_GAIN = 1e-6


@dataclass(frozen=True, slots=True)
class Move:
    """`left` and `right` become one unit everywhere, or that unit becomes these two."""

    left: Unit
    right: Unit
    is_merge: bool


def apply_move(cutting: Cutting, move: Move) -> Cutting:
    """Return the cutting after a move; of overlapping places the first counts."""
    whole = move.left + move.right
    if not move.is_merge:
        return [
            [part for unit in units for part in ((move.left, move.right) if unit == whole else (unit,))]
            for units in cutting
        ]
    changed: Cutting = []
    for units in cutting:
        merged: list[Unit] = []
        at = 0
        while at < len(units):
            is_here = units[at] == move.left and at + 1 < len(units) and units[at + 1] == move.right
            merged.append(whole if is_here else units[at])
            at += 2 if is_here else 1
        changed.append(merged)
    return changed


def best_moves(
    cutting: Cutting, evidence: GapEvidence, starts: NDArray[np.int64], *, n_categories: int, max_unit: int
) -> list[Move]:
    """Return moves that gain, best first, of which no two touch the same unit; none if none gains.

    Parameters
    ----------
    starts : where the gaps of each song begin among all.
    """
    counts = Counter(unit for units in cutting for unit in units)
    gain = _Gain(counts, n_categories)
    apart = evidence.between - evidence.inside
    gains: list[tuple[float, Move]] = []
    for left, right, count, gaps in _pairs(cutting, apart, starts):
        if len(left) + len(right) <= max_unit:
            merged = gain.merging(left, right, count) - gaps
            if merged > _LEAST_GAIN:
                gains.append((merged, Move(left, right, is_merge=True)))
    for whole, gaps in _insides(cutting, apart, starts).items():
        for cut, (split, gap) in enumerate(zip(gain.splitting(whole), gaps.tolist(), strict=True), start=1):
            if split + gap > _LEAST_GAIN:
                gains.append((split + gap, Move(whole[:cut], whole[cut:], is_merge=False)))
    chosen: list[Move] = []
    touched: set[Unit] = set()
    for _, move in sorted(gains, key=lambda each: -each[0]):
        units = {move.left, move.right, move.left + move.right}
        if touched.isdisjoint(units):
            touched |= units
            chosen.append(move)
    return chosen


class _Gain:
    """Changes of the score of a lexicon."""

    def __init__(self, counts: Counter[Unit], n_categories: int) -> None:
        stop = (len(counts) + 1) / (sum(map(len, counts)) + 2)
        each = math.log(n_categories)
        self._first, self._step = math.log(stop) - each, math.log1p(-stop) - each
        self._known = {unit: (count, self._of(unit, count)) for unit, count in counts.items()}
        self._total, self._order = counts.total(), lgamma(1 + counts.total())

    def merging(self, left: Unit, right: Unit, count: int) -> float:
        """Merge two units `count` times."""
        return self._with_parts(self._change(left + right, count), left, right, count)

    def splitting(self, whole: Unit) -> Iterator[float]:
        """Split a unit wherever it occurs, after one category, after two, and so on."""
        count, cost = self._known[whole]
        for cut in range(1, len(whole)):
            yield self._with_parts(-cost, whole[:cut], whole[cut:], -count)

    def _with_parts(self, change: float, left: Unit, right: Unit, count: int) -> float:
        if left == right:
            change += self._change(left, -2 * count)
        else:
            change += self._change(left, -count)
            change += self._change(right, -count)
        return change + self._order - lgamma(1 + self._total - count)

    def _change(self, unit: Unit, more: int) -> float:
        count, cost = self._known.get(unit, (0, 0.0))
        return -cost if count + more == 0 else self._of(unit, count + more) - cost

    def _of(self, unit: Unit, count: int) -> float:
        return self._first + (len(unit) - 1) * self._step + lgamma(count)


def _pairs(
    cutting: Cutting, apart: NDArray[np.float64], starts: NDArray[np.int64]
) -> Iterator[tuple[Unit, Unit, int, float]]:
    """Every two neighbors, how often they can be merged, and what the gaps between them say against it."""
    counts: dict[tuple[Unit, Unit], int] = defaultdict(int)
    gaps: dict[tuple[Unit, Unit], float] = defaultdict(float)
    for number, units in enumerate(cutting):
        at, taken = int(starts[number]) - 1, None
        for place, pair in enumerate(pairwise(units)):
            at += len(pair[0])
            if taken == (pair, place - 1):  # the three of `a a a` make one pair only
                taken = None
                continue
            counts[pair] += 1
            gaps[pair] += float(apart[at])
            taken = (pair, place)
    for pair, count in counts.items():
        yield *pair, count, gaps[pair]


def _insides(
    cutting: Cutting, apart: NDArray[np.float64], starts: NDArray[np.int64]
) -> dict[Unit, NDArray[np.float64]]:
    """What the gaps inside each unit say for an end there, summed over all its places."""
    found: dict[Unit, NDArray[np.float64]] = {}
    for number, units in enumerate(cutting):
        at = int(starts[number])
        for unit in units:
            if len(unit) > 1:
                inside = apart[at : at + len(unit) - 1]
                found[unit] = found[unit] + inside if unit in found else inside
            at += len(unit)
    return found
