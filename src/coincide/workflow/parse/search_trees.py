"""Search by structure: which sequences have a similar tree.

Compared are all rows of neighbors under one song, from one motif to the whole song, that hold about as many events as
the query; overlapping ones give way to the nearest.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from coincide.errors import InputError
from coincide.learned.opened import open_learned
from coincide.parse.structure import SONG
from coincide.parse.tree_distance import Forest, as_forest, at_least, leaves_of, shape_of, tree_distance
from coincide.recordings import content_hash
from coincide.records import Recording
from coincide.workflow.parse.parsed import RecordingTree, check_parsed, stored_trees
from coincide.workflow.parse.symbols import UNSURE_NAME
from coincide.workflow.parse.tree_query import forest_of_brackets, forest_of_file

MAX_EVENTS = 60
"""Longest query; a longer one is no song."""
_LEAST_RATIO, _MOST_RATIO = 0.5, 2.0
"""Events of what is compared over those of the query: beyond, half of them would be edits."""


@dataclass(frozen=True, slots=True)
class TreeHit:
    """A row of neighbors in a song.

    Attributes
    ----------
    names : of its motifs, as far as they have names, and of its loose events.
    events : names of all its events.
    distance : edits over all, in [0, 1].
    """

    recording: Recording
    channel: int
    onset_s: float
    offset_s: float
    names: list[str]
    events: list[str]
    distance: float


@dataclass(frozen=True, slots=True)
class TreeSearchResult:
    """What has a tree similar to a query's.

    Attributes
    ----------
    query : what was asked for: names of events in brackets.
    n_compared : rows of neighbors that hold about as many events.
    """

    query: str
    hits: list[TreeHit]
    n_compared: int
    search_ms: float


def search_trees(
    catalog: Path | None,
    query: str | Path,
    *,
    at_s: float | None = None,
    for_s: float | None = None,
    k: int = 10,
) -> TreeSearchResult:
    """Find sequences with a similar tree.

    Parameters
    ----------
    query : a sound file, which need not be in the catalog; or brackets around names of events, such as
        ``((tom tom) blip)``. The name of a motif stands for its usual events, but for the first word of a bracket
        around events: that is its label, as `coincide parse --format brackets` writes it.
    at_s, for_s : the part of the file that is meant; all of it without.
    k : number of hits, at least 1.

    Raises
    ------
    InputError : the brackets cannot be read or name what is not known, or the query is too long.
    NothingFoundError : there is no event in that part of the file.
    CatalogError : there is no catalog, nothing was learned, or it has not been parsed yet.
    """
    if k < 1:
        raise InputError(f"`k` must be at least 1, got {k}. Ask for 1 hit or more.")
    with open_learned(catalog) as learned:
        store = learned.store
        check_parsed(store, learned.contents)
        trees = stored_trees(store, learned.contents)
        file = Path(query)
        is_file = not str(query).lstrip().startswith("(") and file.is_file()
        known = store.recordings.with_hash(content_hash(file)) if is_file else None
        place = store.folder
    names = _names(trees)
    if is_file:
        forest = forest_of_file(place, file, known, trees, at_s, for_s)
    else:
        forest = forest_of_brackets(str(query), names, trees)
    if len(leaves_of(forest)) > MAX_EVENTS:
        raise InputError(
            f"a query may hold at most {MAX_EVENTS} events, got {len(leaves_of(forest))}. Choose a part with "
            "`--at START --for SECONDS`."
        )
    began = time.perf_counter()
    hits, n_compared = _nearest(forest, trees, k)
    names_of = {symbol: name for name, symbol in reversed(names.items())}
    return TreeSearchResult(_written(forest, names_of), hits, n_compared, 1000 * (time.perf_counter() - began))


def _names(trees: Sequence[RecordingTree]) -> dict[str, int]:
    """What events are called, and the numbers that they have in shapes."""
    return {name: symbol for tree in trees for name, symbol in zip(tree.tree.leaves, tree.categories, strict=True)}


@dataclass(frozen=True, slots=True)
class _Row:
    """Some neighbors under one song."""

    tree: RecordingTree
    nodes: tuple[int, ...]
    forest: Forest

    @property
    def span(self) -> tuple[int, int]:
        return self.tree.span_of(self.nodes[0])[0], self.tree.span_of(self.nodes[-1])[1]


def _rows(trees: Sequence[RecordingTree], n_events: int) -> Iterator[_Row]:
    for tree in trees:
        for inner, level in enumerate(tree.levels):
            if level == SONG:
                yield from _rows_of_song(tree, tree.tree.children[inner], n_events)


def _rows_of_song(tree: RecordingTree, children: Sequence[int], n_events: int) -> Iterator[_Row]:
    shapes = tuple(shape_of(tree.tree, tree.categories, child) for child in children)
    ends = [0, *accumulate(len(leaves_of(as_forest(shape))) for shape in shapes)]
    for first, before in enumerate(ends[:-1]):
        fewest = bisect_left(ends, before + _LEAST_RATIO * n_events)
        most = bisect_right(ends, before + _MOST_RATIO * n_events)
        for stop in range(fewest, most):
            row = shapes[first:stop]
            yield _Row(tree, tuple(children[first:stop]), as_forest(row[0]) if len(row) == 1 else row)


def _nearest(query: Forest, trees: Sequence[RecordingTree], k: int) -> tuple[list[TreeHit], int]:
    """The nearest rows that do not overlap; a cheap lower bound spares most comparisons."""
    rows = list(_rows(trees, len(leaves_of(query))))
    bounds = np.array([at_least(query, row.forest) for row in rows])
    compared: dict[Forest, float] = {}
    found: list[tuple[float, int]] = []
    best: list[tuple[float, int]] = []
    for number in np.argsort(bounds, kind="stable").tolist():
        if len(best) >= k and bounds[number] > best[-1][0]:
            break
        forest = rows[number].forest
        if forest not in compared:
            compared[forest] = tree_distance(query, forest)
        found.append((compared[forest], number))
        best = _apart(sorted(found), rows, k)
    return [_hit(rows[number], distance) for distance, number in best], len(rows)


def _apart(found: Sequence[tuple[float, int]], rows: Sequence[_Row], k: int) -> list[tuple[float, int]]:
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    chosen: list[tuple[float, int]] = []
    for distance, number in found:
        row = rows[number]
        others = taken.setdefault((row.tree.recording.id, row.tree.channel), [])
        first, stop = row.span
        if all(stop <= a or b <= first for a, b in others):
            others.append((first, stop))
            chosen.append((distance, number))
            if len(chosen) == k:
                break
    return chosen


def _hit(row: _Row, distance: float) -> TreeHit:
    first, stop = row.span
    tree = row.tree
    n_leaves = tree.tree.n_leaves
    return TreeHit(
        recording=tree.recording,
        channel=tree.channel,
        onset_s=tree.events[first].onset_s,
        offset_s=max(event.offset_s for event in tree.events[first:stop]),
        names=[tree.tree.leaves[n] if n < n_leaves else tree.tree.labels[n - n_leaves] for n in row.nodes],
        events=list(tree.tree.leaves[first:stop]),
        distance=distance,
    )


def _written(forest: Forest, names: Mapping[int, str]) -> str:
    parts = [_written(shape, names) if isinstance(shape, tuple) else names.get(shape, UNSURE_NAME) for shape in forest]
    return f"({' '.join(parts)})"
