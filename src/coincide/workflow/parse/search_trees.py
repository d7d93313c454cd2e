"""Search by structure: which sequences have a similar tree.

Compared are all rows of neighbors under one song, from one motif to the whole song, that hold about as many events as
the query; overlapping ones give way to the nearest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from coincide_trees import Tree, TreesError, from_brackets

from coincide.errors import InputError, NothingFoundError
from coincide.learned.opened import open_learned
from coincide.parse.structure import LEVELS, SONG, as_tree, find_structure
from coincide.parse.tree_distance import Forest, Shape, as_forest, at_least, leaves_of, shape_of, tree_distance
from coincide.recordings import content_hash
from coincide.records import Recording, category_number
from coincide.wording import by_number
from coincide.workflow.parse.parsed import RecordingTree, check_parsed, stored_trees
from coincide.workflow.parse.symbols import UNSURE_NAME, event_sequence
from coincide.workflow.recognize.recognition import RecognizeOptions
from coincide.workflow.recognize.recognize import recognize

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
class FoundTrees:
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
) -> FoundTrees:
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
    forest = _of_file(place, file, known, trees, at_s, for_s) if is_file else _of_brackets(str(query), names, trees)
    if len(leaves_of(forest)) > MAX_EVENTS:
        raise InputError(
            f"a query may hold at most {MAX_EVENTS} events, got {len(leaves_of(forest))}. Choose a part with "
            "`--at START --for SECONDS`."
        )
    began = time.perf_counter()
    hits, n_compared = _nearest(forest, trees, k)
    names_of = {symbol: name for name, symbol in reversed(names.items())}
    return FoundTrees(_written(forest, names_of), hits, n_compared, 1000 * (time.perf_counter() - began))


def _names(trees: Sequence[RecordingTree]) -> dict[str, int]:
    """What events are called, and the numbers that they have in shapes."""
    return {name: symbol for tree in trees for name, symbol in zip(tree.tree.leaves, tree.categories, strict=True)}


def _of_brackets(text: str, names: Mapping[str, int], trees: Sequence[RecordingTree]) -> Forest:
    try:
        read = from_brackets(text, has_labels=False)
    except TreesError as error:
        raise InputError(str(error)) from None
    motifs = _usual(trees)
    kinds = {label: label.startswith("S") and label[1:].isdecimal() for label in motifs} | dict.fromkeys(LEVELS, True)

    def kind(node: int) -> bool | None:
        """Whether a word names a song, or a motif; None for other words and for brackets."""
        is_word = node < read.n_leaves and read.leaves[node] not in names
        return kinds.get(read.leaves[node]) if is_word else None

    def shape(node: int) -> Shape:
        if node >= read.n_leaves:
            inner = read.children[node - read.n_leaves]
            # The first word is the label of the bracket, unless others of its kind follow.
            is_labeled = len(inner) > 1 and kind(inner[0]) is not None and kind(inner[0]) not in map(kind, inner[1:])
            kept = inner[1:] if is_labeled else inner
            children = tuple(shape(child) for child in kept)
            return children[0] if len(children) == 1 else children
        name = read.leaves[node]
        if name in names:
            return names[name]
        if name in motifs:
            return motifs[name]
        known = ", ".join(f"`{each}`" for each in [*sorted(names, key=by_number), *sorted(motifs)][:20])
        raise InputError(
            f"expected a sound file, or names of events or motifs, in the query; got `{name}`, which is neither. "
            f"The names are {known}."
        )

    return as_forest(shape(read.root))


def _usual(trees: Sequence[RecordingTree]) -> dict[str, Shape]:
    """The most frequent shape of each motif and kind of song."""
    found: dict[str, dict[Shape, int]] = {}
    for tree in trees:
        for inner, (label, level) in enumerate(zip(tree.tree.labels, tree.levels, strict=True)):
            if label != level:
                shape = shape_of(tree.tree, tree.categories, tree.tree.n_leaves + inner)
                counts = found.setdefault(label, {})
                counts[shape] = counts.get(shape, 0) + 1
    return {label: max(counts, key=lambda shape: counts[shape]) for label, counts in found.items()}


def _of_file(
    place: Path,
    file: Path,
    known: Recording | None,
    trees: Sequence[RecordingTree],
    at_s: float | None,
    for_s: float | None,
) -> Forest:
    start_s = 0.0 if at_s is None else at_s
    stop_s = np.inf if for_s is None else start_s + for_s
    own = [tree for tree in trees if known is not None and tree.recording.id == known.id]
    if own:
        tree = own[0].tree
        inside = [start_s <= (event.onset_s + event.offset_s) / 2 <= stop_s for event in own[0].events]
        forest = _pruned(tree, own[0].categories, inside)
    else:
        forest = _of_new(place, file, trees, start_s, stop_s)
    if not forest:
        shown = "its end" if np.isinf(stop_s) else f"{stop_s:g} s"
        raise NothingFoundError(f"no event was found in `{file}` from {start_s:g} s to {shown}. Choose another part.")
    return forest


def _of_new(place: Path, file: Path, trees: Sequence[RecordingTree], start_s: float, stop_s: float) -> Forest:
    """Find and categorize the events of a file, and parse them together with what the catalog holds."""
    calls = recognize(place, [file], wanted=RecognizeOptions(categories=True)).calls
    calls = [call for call in calls if call.channel == 0 and start_s <= (call.onset_s + call.offset_s) / 2 <= stop_s]
    if not calls:
        return ()
    categories = [category_number(call.category) for call in calls]
    known = [event_sequence(tree.categories, tree.events) for tree in trees]
    found = find_structure([*known, event_sequence(categories, calls)])[-1]
    tree, _ = as_tree(found, [str(each) for each in categories], categories)
    return _pruned(tree, categories, [True] * len(categories))


def _pruned(tree: Tree, symbols: Sequence[int], inside: Sequence[bool]) -> Forest:
    """What is left of a tree when only some events stay."""

    def shape(node: int) -> Shape | None:
        if node < tree.n_leaves:
            return symbols[node] if inside[node] else None
        kept = [part for child in tree.children[node - tree.n_leaves] if (part := shape(child)) is not None]
        return None if not kept else kept[0] if len(kept) == 1 else tuple(kept)

    whole = shape(tree.root)
    return () if whole is None else as_forest(whole)


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
        shapes: dict[int, Shape] = {}
        for inner, level in enumerate(tree.levels):
            if level != SONG:
                continue
            children = tree.tree.children[inner]
            for child in children:
                shapes[child] = shape_of(tree.tree, tree.categories, child)
            sizes = [len(leaves_of(as_forest(shapes[child]))) for child in children]
            for first in range(len(children)):
                total = 0
                for stop in range(first, len(children)):
                    total += sizes[stop]
                    if total > _MOST_RATIO * n_events:
                        break
                    if total >= _LEAST_RATIO * n_events:
                        nodes = children[first : stop + 1]
                        forest = tuple(shapes[child] for child in nodes)
                        yield _Row(tree, nodes, as_forest(forest[0]) if len(forest) == 1 else forest)


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
