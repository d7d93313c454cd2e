"""Recurring units of songs without supervision: the lexicon and the cutting that describe all songs most shortly.

Every song is a row of units, every unit a row of categories. A unit costs as many bits as its spelling when it is met
first, and the fewer the more often it recurs (a Chinese restaurant over spellings of geometric length: de Marcken 1996,
Goldwater, Griffiths and Johnson 2009). To this comes what each gap says (`gap_evidence`). The sum, a log probability,
is climbed by merging two units or cutting one wherever they occur, and by cutting each song again in the best way; from
several starts, the best end counts. Nothing is drawn at random.

The same idea finds words in speech; its limits are those of a model without grammar: units that always follow each
other become one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from coincide.parse.gap_evidence import GapEvidence, fit_gaps, no_evidence
from coincide.parse.unit_moves import apply_move, best_moves

Unit = tuple[int, ...]
Cutting = list[list[Unit]]
"""Of each song its units, in order."""
MAX_UNIT = 24
"""Longest unit, in events."""
_MAX_ROUNDS = 12
_MAX_MOVES = 2000
_QUANTILES = (0.5, 0.65, 0.8, 0.9)
_LEAST_GAIN = 1e-6


class Lexicon:
    """Songs, and the score of every way to cut them.

    Parameters
    ----------
    songs : categories of the events of each song, at least one event a song.
    gaps : logarithms of the gaps inside each song, one less than events; None for songs without times.
    """

    def __init__(self, songs: Sequence[Sequence[int]], gaps: Sequence[NDArray[np.float64]] | None = None) -> None:
        known = sorted({category for song in songs for category in song})
        place = {category: number for number, category in enumerate(known)}
        self.songs: list[Unit] = [tuple(song) for song in songs]
        self.n_categories = max(1, len(known))
        self.starts = np.concatenate([[0], np.cumsum([len(song) - 1 for song in songs])]).astype(np.int64)
        self._before = np.array([place[c] for song in songs for c in song[:-1]], dtype=np.int64)
        self._gaps = None if gaps is None else np.concatenate([*gaps, np.zeros(0)])

    def find_units(self, advance: Callable[[float], object] = lambda _: None) -> Cutting:
        """Cut the songs into recurring units.

        Parameters
        ----------
        advance : called after each start with its share of all starts.
        """
        best: tuple[float, Cutting] | None = None
        for start in self._inits():
            found = self._climb(start)
            advance(1 / self._n_inits)
            if best is None or found[0] > best[0] + _LEAST_GAIN:
                best = found
        return best[1] if best is not None else []

    def evidence(self, cutting: Cutting) -> GapEvidence:
        """Return what the gaps say, fitted to one way of cutting."""
        if self._gaps is None:
            return no_evidence(int(self.starts[-1]))
        return fit_gaps(self._gaps, self._before, ends_of(self.songs, cutting), n_categories=self.n_categories)

    def score(self, cutting: Cutting) -> float:
        """Return the log probability of one way of cutting, up to a constant."""
        counts = count_units(cutting)
        spelling = Spelling(counts, self.n_categories)
        total = sum(spelling.log_cost(unit) + lgamma(count) for unit, count in counts.items())
        gaps = self.evidence(cutting).of(ends_of(self.songs, cutting))
        return total - lgamma(1 + counts.total()) + gaps

    @property
    def _n_inits(self) -> int:
        return 2 if self._gaps is None or len(self._gaps) == 0 else 2 + len(_QUANTILES)

    def _inits(self) -> Iterator[Cutting]:
        yield [[(category,) for category in song] for song in self.songs]
        yield [_chopped(song) for song in self.songs]
        if self._gaps is None or len(self._gaps) == 0:
            return
        for quantile in _QUANTILES:
            longest = np.quantile(self._gaps, quantile)
            cutting: Cutting = []
            for number, song in enumerate(self.songs):
                inside = self._gaps[self.starts[number] : self.starts[number + 1]]
                cuts = [0, *(np.flatnonzero(inside > longest) + 1).tolist(), len(song)]
                parts = [song[a:b] for a, b in pairwise(cuts)]
                cutting.append([unit for part in parts for unit in _chopped(part)])
            yield cutting

    def _climb(self, cutting: Cutting) -> tuple[float, Cutting]:
        best = self.score(cutting)
        for _ in range(_MAX_ROUNDS):
            before = best
            for improve in (self._with_moves, self._cut_anew):
                changed = improve(cutting)
                score = self.score(changed)
                if score > best + _LEAST_GAIN:
                    best, cutting = score, changed
            if best <= before + _LEAST_GAIN:
                break
        return best, cutting

    def _with_moves(self, cutting: Cutting) -> Cutting:
        """Merge and split types of units, the most profitable first, while the gaps keep their meaning."""
        evidence = self.evidence(cutting)
        for _ in range(_MAX_MOVES):
            moves = best_moves(cutting, evidence, self.starts, n_categories=self.n_categories, max_unit=MAX_UNIT)
            if not moves:
                break
            # Each move changes what others gain: make the best of them, then look again.
            for move in moves[: max(1, len(moves) // 4)]:
                cutting = apply_move(cutting, move)
        return cutting

    def _cut_anew(self, cutting: Cutting) -> Cutting:
        """Cut each song in the best way that the units of all others allow."""
        evidence, counts = self.evidence(cutting), count_units(cutting)
        spelling = Spelling(counts, self.n_categories)
        cutting = list(cutting)
        for number, song in enumerate(self.songs):
            counts.subtract(cutting[number])
            first, stop = self.starts[number], self.starts[number + 1]
            cutting[number] = _best_cutting(
                song, counts, spelling, evidence.inside[first:stop], evidence.between[first:stop]
            )
            counts.update(cutting[number])
        return cutting


class Spelling:
    """What a new unit costs: a geometric number of categories, each as likely as any other.

    Parameters
    ----------
    counts : the units so far; their mean length is the expected one.
    """

    def __init__(self, counts: Counter[Unit], n_categories: int) -> None:
        units = [unit for unit, count in counts.items() if count > 0]
        stop = (len(units) + 1) / (sum(map(len, units)) + 2)
        self._stop, self._go = math.log(stop), math.log1p(-stop)
        self._each = math.log(n_categories)

    def log_cost(self, unit: Unit) -> float:
        """Return the log probability of a spelling."""
        return self._stop + (len(unit) - 1) * self._go - len(unit) * self._each


def count_units(cutting: Cutting) -> Counter[Unit]:
    """Count how often each unit occurs."""
    return Counter(unit for units in cutting for unit in units)


def ends_of(songs: Sequence[Sequence[int]], cutting: Cutting) -> NDArray[np.bool_]:
    """Say of each gap inside songs, all in one row, whether a unit ends there."""
    ends: list[NDArray[np.bool_]] = [np.zeros(0, dtype=np.bool_)]
    for song, units in zip(songs, cutting, strict=True):
        is_end = np.zeros(len(song) - 1, dtype=np.bool_)
        is_end[np.cumsum([len(unit) for unit in units])[:-1] - 1] = True
        ends.append(is_end)
    return np.concatenate(ends)


def _best_cutting(
    song: Unit,
    counts: Counter[Unit],
    spelling: Spelling,
    inside: NDArray[np.float64],
    between: NDArray[np.float64],
) -> list[Unit]:
    """Cut one song by dynamic programming over its prefixes."""
    n_events, log_total = len(song), math.log(counts.total() + 1)
    until = np.concatenate([[0.0], np.cumsum(inside)]).tolist()
    ending = [0.0, *between.tolist()]
    new = [math.exp(spelling.log_cost(song[:length])) for length in range(MAX_UNIT + 1)]
    best, start = [0.0] + [-math.inf] * n_events, [0] * (n_events + 1)
    for stop in range(1, n_events + 1):
        for first in range(max(0, stop - MAX_UNIT), stop):
            chance = math.log(counts.get(song[first:stop], 0) + new[stop - first]) - log_total
            score = best[first] + chance + until[stop - 1] - until[first] + ending[first]
            if score > best[stop]:
                best[stop], start[stop] = score, first
    units: list[Unit] = []
    stop = n_events
    while stop > 0:
        units.append(song[start[stop] : stop])
        stop = start[stop]
    return units[::-1]


def _chopped(part: Unit) -> list[Unit]:
    return [part[i : i + MAX_UNIT] for i in range(0, len(part), MAX_UNIT)]
