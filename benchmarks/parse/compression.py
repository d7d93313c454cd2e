"""How well motifs describe songs: bits per syllable on songs that were not learned from.

All models predict the next syllable, or the end of the song, from what was sung, and are smoothed alike: from the
longest context that is known down to shorter ones (interpolated Pitman–Yor with one table a customer: Teh 2006). They
differ in what counts as a context. An n-gram takes the last syllables. A motif model takes how far into which recovered
motif the song is, that is the longest end of the song so far that is the beginning of a motif, and below it the last
syllables. Byte-pair merges replace frequent pairs by tokens, and tokens are predicted from the token before or from
none; what they cost is shared among syllables.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Song = Sequence[int]
Context = tuple[int, ...]
END = -2
"""What follows the last syllable of a song."""
_START = -3


@dataclass(frozen=True, slots=True)
class Smoothing:
    """Discount in [0, 1) that each known continuation gives, and strength above 0, to the shorter context."""

    discount: float
    strength: float


SMOOTHINGS = tuple(Smoothing(d, s) for d in (0.0, 0.3, 0.6, 0.8) for s in (0.1, 0.3, 1.0, 3.0, 10.0))


class ContextModel:
    """Predicts what follows from contexts of falling length.

    Parameters
    ----------
    contexts_of : of a song so far, its contexts, longest first; the empty one is added.
    n_symbols : syllables that can occur, the end included.
    """

    def __init__(self, contexts_of: Callable[[Context], list[Hashable]], n_symbols: int) -> None:
        self._contexts_of, self._n_symbols = contexts_of, n_symbols
        self._counts: dict[Hashable, Counter[int]] = defaultdict(Counter)

    def learn(self, songs: Sequence[Song]) -> None:
        """Count what follows each context."""
        for song in songs:
            for before, symbol in _steps(song):
                for context in (*self._contexts_of(before), None):
                    self._counts[context][symbol] += 1

    def bits(self, songs: Sequence[Song], smoothing: Smoothing) -> float:
        """Return the bits that songs cost, their ends included."""
        return -sum(
            math.log2(self.probability(before, symbol, smoothing)) for song in songs for before, symbol in _steps(song)
        )

    def probability(self, before: Context, symbol: int, smoothing: Smoothing) -> float:
        """Return how likely a symbol is after a song so far."""
        probability = 1 / self._n_symbols
        for context in (None, *reversed(self._contexts_of(before))):
            counts = self._counts.get(context)
            if counts is None:
                continue
            kept = max(counts[symbol] - smoothing.discount, 0.0)
            given = smoothing.strength + smoothing.discount * len(counts)
            probability = (kept + given * probability) / (counts.total() + smoothing.strength)
        return probability


def last_syllables(order: int) -> Callable[[Context], list[Hashable]]:
    """Return the contexts of an n-gram: the last `order` − 1 syllables, and fewer."""

    def contexts(before: Context) -> list[Hashable]:
        padded = (_START, *before)
        return [padded[-length:] for length in range(min(order - 1, len(padded)), 0, -1)]

    return contexts


def inside_motifs(motifs: Sequence[Song], order: int) -> Callable[[Context], list[Hashable]]:
    """Return the contexts of a motif model: how far into which motif the song is, then those of an n-gram.

    Parameters
    ----------
    motifs : recovered from the songs that are learned from; those of one syllable say nothing.
    order : of the n-gram, 2 for the last syllable.
    """
    beginnings = {tuple(motif[:length]) for motif in motifs for length in range(order, len(motif) + 1)}
    longest = max(map(len, beginnings), default=0)
    shorter = last_syllables(order)

    def contexts(before: Context) -> list[Hashable]:
        lengths = range(min(longest, len(before)), order - 1, -1)
        inside = next((before[-length:] for length in lengths if before[-length:] in beginnings), None)
        return shorter(before) if inside is None else [inside, *shorter(before)]

    return contexts


def byte_pairs(songs: Sequence[Song], n_merges: int) -> list[tuple[int, int]]:
    """Find merges: the most frequent pair of tokens becomes a token, again and again (Gage 1994).

    Returns
    -------
    The pairs; merge k makes token k + 1 past the largest syllable.
    """
    rows = [list(song) for song in songs]
    first = _first_token(songs)
    merges: list[tuple[int, int]] = []
    for number in range(n_merges):
        counts = Counter(pair for row in rows for pair in pairwise(row))
        if not counts or max(counts.values()) < 2:
            break
        pair = min(counts, key=lambda each: (-counts[each], each))
        merges.append(pair)
        rows = [_merged(row, pair, first + number) for row in rows]
    return merges


def as_tokens(songs: Sequence[Song], merges: Sequence[tuple[int, int]], *, first: int) -> list[list[int]]:
    """Replace pairs by tokens, in the order in which they were found; `first` is the first token."""
    rows = [list(song) for song in songs]
    for number, pair in enumerate(merges):
        rows = [_merged(row, pair, first + number) for row in rows]
    return rows


def _first_token(songs: Sequence[Song]) -> int:
    return 1 + max((symbol for song in songs for symbol in song), default=0)


def _merged(row: list[int], pair: tuple[int, int], token: int) -> list[int]:
    merged: list[int] = []
    at = 0
    while at < len(row):
        is_pair = at + 1 < len(row) and (row[at], row[at + 1]) == pair
        merged.append(token if is_pair else row[at])
        at += 2 if is_pair else 1
    return merged


def _steps(song: Song) -> list[tuple[Context, int]]:
    row = tuple(song)
    return [(row[:place], symbol) for place, symbol in enumerate((*row, END))]
