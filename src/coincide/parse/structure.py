"""From events to songs and motifs: what `coincide parse` finds in all sequences of a catalog together.

Songs are separated by silence (`silence`); inside them the shortest description finds the units that recur, with what
gaps say (`lexicon`). Sequences that share hardly a sound are described apart (`vocabulary`). A unit that is a shorter
one repeated is that often the shorter one. Rows of one repeated category join into one unit, however long, unless a gap
sets them apart.
Units that differ by a third at most, or only in how often something is repeated, are variants of one motif; songs whose
motifs do so are of one kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from coincide_trees import Span, Tree
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.parse.gap_evidence import GapEvidence
from coincide.parse.lexicon import Cutting, Lexicon, Unit
from coincide.parse.silence import log_gaps, song_ends
from coincide.parse.vocabulary import vocabulary_groups

SAME_SHARE = 1 / 3
"""Share of events in which variants of one motif, or songs of one kind, may differ."""
RECORDING, SONG, MOTIF, PHRASE = "recording", "song", "motif", "phrase"
Owner = tuple[int, Span]
"""A song: the number of its sequence, and its events."""
LEVELS = (RECORDING, SONG, MOTIF, PHRASE)


@dataclass(frozen=True, slots=True)
class EventSequence:
    """The events of one channel of one recording.

    Attributes
    ----------
    categories : of each event, any whole number; equal ones sound alike.
    onsets_s, offsets_s : (n,) rising onsets.
    """

    categories: Sequence[int]
    onsets_s: NDArray[np.float64]
    offsets_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """A song or a motif in a sequence.

    Attributes
    ----------
    span : first event and one past the last.
    kind : number of the motif or the kind of song, most frequent first from 0; None for what does not recur.
    """

    span: Span
    kind: int | None


@dataclass(frozen=True, slots=True)
class Structure:
    """Songs and motifs of one sequence, each in order and without gaps."""

    songs: Sequence[Part]
    motifs: Sequence[Part]


def find_structure(
    sequences: Sequence[EventSequence], *, advance: Callable[[float], object] = lambda _: None
) -> list[Structure]:
    """Find songs and motifs in sequences that belong together.

    Parameters
    ----------
    sequences : of any length, even empty.
    advance : called now and then with the share of the work done since the last call.

    Returns
    -------
    For each sequence its structure; kinds are numbered over all of them.

    Raises
    ------
    InputError : a sequence has more or fewer times than categories, or its onsets do not rise.
    """
    for number, sequence in enumerate(sequences):
        _check(sequence, number)
    gaps = [log_gaps(each.onsets_s, each.offsets_s) for each in sequences]
    owners = [
        [(number, span) for span in _spans(ends, len(sequences[number].categories))]
        for number, ends in enumerate(song_ends(gaps))
    ]
    n_songs = max(1, sum(map(len, owners)))
    cutting: dict[Owner, list[Unit]] = {}
    for group in vocabulary_groups([each.categories for each in sequences]):
        songs = [owner for number in group for owner in owners[number]]
        lexicon = Lexicon(
            [sequences[number].categories[first:stop] for number, (first, stop) in songs],
            [gaps[number][first : stop - 1] for number, (first, stop) in songs],
        )
        share = len(songs) / n_songs
        cutting |= zip(songs, _cut(lexicon, lambda part, share=share: advance(part * share)), strict=True)
    in_order = [owner for found in owners for owner in found]
    return named_structures(in_order, [cutting[owner] for owner in in_order], len(sequences))


def _cut(lexicon: Lexicon, advance: Callable[[float], object]) -> Cutting:
    """Cut songs into motifs."""
    cutting = [[part for unit in units for part in _primitive(unit)] for units in lexicon.find_units(advance)]
    return _with_rows_joined(cutting, lexicon.evidence(cutting), lexicon.starts)


def named_structures(owners: Sequence[Owner], cutting: Cutting, n_sequences: int) -> list[Structure]:
    """Number the kinds of motifs and of songs, most frequent first.

    Parameters
    ----------
    owners : of each song the number of its sequence, and its events.
    cutting : each song as a row of motifs, each a row of categories.
    """
    families = _families([unit for units in cutting for unit in units])
    kinds = _numbered([families[unit] for units in cutting for unit in units if len(unit) > 1])
    rows = [tuple(families[unit] for unit in units) for units in cutting]
    song_families = _families(rows)
    song_kinds = _numbered([song_families[row] for row in rows if len(row) > 1])
    songs: list[list[Part]] = [[] for _ in range(n_sequences)]
    motifs: list[list[Part]] = [[] for _ in range(n_sequences)]
    for (number, span), units, row in zip(owners, cutting, rows, strict=True):
        songs[number].append(Part(span, song_kinds.get(song_families[row]) if len(row) > 1 else None))
        first = span[0]
        for unit in units:
            kind = kinds.get(families[unit]) if len(unit) > 1 else None
            motifs[number].append(Part((first, first + len(unit)), kind))
            first += len(unit)
    return [Structure(*parts) for parts in zip(songs, motifs, strict=True)]


def motif_name(kind: int | None) -> str:
    """Name a motif by letters, as ``A`` … ``Z``, ``AA``; what does not recur has no name."""
    if kind is None:
        return ""
    letters = ""
    rest = kind + 1
    while rest > 0:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def song_name(kind: int | None) -> str:
    """Name a kind of song by its number, as ``S1``; what does not recur has no name."""
    return "" if kind is None else f"S{kind + 1}"


def as_tree(structure: Structure, names: Sequence[str], categories: Sequence[int]) -> tuple[Tree, tuple[str, ...]]:
    """Draw up one sequence as a tree of songs, motifs, phrases and events.

    A motif of one event is that event. A phrase is a row of one category inside a motif of several.

    Parameters
    ----------
    names : of the events, at least one.
    categories : of the events.

    Returns
    -------
    The tree, its inner nodes named `S1`, `A` and so on, or by their level where they have no name; and the level of
    each inner node, one of `LEVELS`.
    """
    children: list[tuple[int, ...]] = []
    labels: list[str] = []
    levels: list[str] = []

    def join(nodes: Sequence[int], label: str, level: str) -> int:
        children.append(tuple(nodes))
        labels.append(label or level)
        levels.append(level)
        return len(names) + len(children) - 1

    motifs = iter(structure.motifs)
    songs: list[int] = []
    for song in structure.songs:
        parts: list[int] = []
        stop = song.span[0]
        while stop < song.span[1]:
            motif = next(motifs)
            first, stop = motif.span
            runs = [list(run) for _, run in groupby(range(first, stop), key=categories.__getitem__)]
            has_phrases = len(runs) > 1
            nodes = [join(run, "", PHRASE) if len(run) > 1 and has_phrases else run[0] for run in runs]
            nodes = nodes if has_phrases else runs[0]
            parts.append(join(nodes, motif_name(motif.kind), MOTIF) if stop - first > 1 else first)
        songs.append(join(parts, song_name(song.kind), SONG))
    if len(names) > 1:
        join(songs, "", RECORDING)
        return Tree(tuple(names), tuple(children), tuple(labels)), tuple(levels)
    return Tree(tuple(names)), ()


def _check(sequence: EventSequence, number: int) -> None:
    n_events = len(sequence.categories)
    for name, times in (("onsets_s", sequence.onsets_s), ("offsets_s", sequence.offsets_s)):
        if times.shape != (n_events,) or not np.isfinite(times).all():
            raise InputError(
                f"expected {n_events} finite `{name}`, one for each category of sequence {number}, got an array of "
                f"shape {times.shape}."
            )
    if np.any(np.diff(sequence.onsets_s) < 0):
        raise InputError(f"expected rising onsets in sequence {number}, got some that fall. Sort its events by onset.")


def _spans(ends: NDArray[np.bool_], n_events: int) -> list[Span]:
    if n_events == 0:
        return []
    cuts = [0, *(np.flatnonzero(ends) + 1).tolist(), n_events]
    return list(pairwise(cuts))


def _primitive(unit: Unit) -> list[Unit]:
    """Take a unit that is nothing but a row of several events said again and again for as many units."""
    for length in range(2, len(unit) // 2 + 1):
        if len(unit) % length == 0 and unit == unit[:length] * (len(unit) // length):
            return [unit] if len({*unit}) == 1 else [unit[:length]] * (len(unit) // length)
    return [unit]


def _with_rows_joined(cutting: Cutting, evidence: GapEvidence, starts: NDArray[np.int64]) -> Cutting:
    """Join neighboring units of one and the same category where the gap does not speak against it."""
    is_together = evidence.inside >= evidence.between
    joined: Cutting = []
    for number, units in enumerate(cutting):
        at, row = int(starts[number]) - 1, list[Unit]()
        for unit in units:
            is_same = bool(row) and len({*row[-1], *unit}) == 1
            if is_same and is_together[at]:
                row[-1] += unit
            else:
                row.append(unit)
            at += len(unit)
        joined.append(row)
    return joined


def _families(rows: Sequence[Unit]) -> dict[Unit, int]:
    """Gather rows of symbols that are variants of each other, around the most frequent."""
    counts = Counter(rows)
    heads: list[Unit] = []
    family: dict[Unit, int] = {}
    for row in sorted(counts, key=lambda row: (-counts[row], -len(row), row)):
        near = next((number for number, head in enumerate(heads) if is_variant(row, head)), None)
        if near is None:
            near = len(heads)
            heads.append(row)
        family[row] = near
    return family


def _numbered(families: Sequence[int]) -> dict[int, int]:
    """Number families that recur, most frequent first."""
    counts = Counter(families)
    recurring = [family for family in counts if counts[family] > 1]
    return {family: place for place, family in enumerate(sorted(recurring, key=lambda each: (-counts[each], each)))}


def is_variant(row: Unit, other: Unit) -> bool:
    """Say whether two rows differ by a third at most, or would if repeats counted once."""
    short = tuple(symbol for symbol, _ in groupby(row)), tuple(symbol for symbol, _ in groupby(other))
    return _is_near(row, other) or _is_near(*short)


def _is_near(row: Unit, other: Unit) -> bool:
    longest = max(len(row), len(other))
    most = SAME_SHARE * longest
    # Symbols that the other row lacks are the least that differs, and are counted in a moment.
    return longest - (Counter(row) & Counter(other)).total() <= most and edit_distance(row, other) <= most


def edit_distance(row: Sequence[int], other: Sequence[int]) -> int:
    """Count what must be put in, left out or replaced to make one row of the other (Levenshtein 1966).

    Examples
    --------
    >>> edit_distance((1, 2, 3), (1, 3))
    1
    """
    # Row by row of the table: first what comes from above, then what is put in, which grows by one a place.
    places, symbols = np.arange(len(other) + 1), np.array(other, dtype=np.int64)
    now = places
    for done, symbol in enumerate(row, start=1):
        above = np.minimum(now[1:] + 1, now[:-1] + (symbols != symbol))
        now = np.minimum.accumulate(np.concatenate([[done], above]) - places) + places
    return int(now[-1])
