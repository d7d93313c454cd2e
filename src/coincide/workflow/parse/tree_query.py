"""What a search by structure asks for: brackets around words, or the tree of a sound file's events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from coincide_trees import Tree, TreesError, from_brackets

from coincide.errors import InputError, NothingFoundError
from coincide.parse.structure import LEVELS, as_tree, find_structure
from coincide.parse.tree_distance import Forest, Shape, as_forest, shape_of
from coincide.records import Recording, category_number
from coincide.wording import by_number
from coincide.workflow.parse.parsed import RecordingTree
from coincide.workflow.parse.symbols import event_sequence
from coincide.workflow.recognize.recognition import RecognizeOptions
from coincide.workflow.recognize.recognize import recognize


def forest_of_brackets(text: str, events: Mapping[str, int], trees: Sequence[RecordingTree]) -> Forest:
    """Return what brackets around words mean.

    Parameters
    ----------
    events : numbers in shapes, by the names of events.
    trees : whose motifs may be named as well.

    Raises
    ------
    InputError : the brackets cannot be read, or a word is unknown.
    """
    try:
        read = from_brackets(text, has_labels=False)
    except TreesError as error:
        raise InputError(str(error)) from None
    return as_forest(_shape(read, read.root, _Words(events, _usual(trees))))


@dataclass(frozen=True, slots=True)
class _Words:
    """What words in brackets stand for.

    Attributes
    ----------
    events : numbers of events, by name.
    motifs : usual shapes of motifs and kinds of songs, by label.
    """

    events: Mapping[str, int]
    motifs: Mapping[str, Shape]

    def shape(self, word: str) -> Shape:
        if word in self.events:
            return self.events[word]
        if word in self.motifs:
            return self.motifs[word]
        known = ", ".join(f"`{each}`" for each in [*sorted(self.events, key=by_number), *sorted(self.motifs)][:20])
        raise InputError(
            f"expected a sound file, or names of events or motifs, in the query; got `{word}`, which is neither. "
            f"The names are {known}."
        )

    def is_song(self, word: str) -> bool | None:
        """Say whether a word can be the label of a song or of another level, or of a motif; None if of neither."""
        if word in self.events:
            return None
        if word in LEVELS:
            return True
        return word.startswith("S") and word[1:].isdecimal() if word in self.motifs else None


def _shape(tree: Tree, node: int, words: _Words) -> Shape:
    if node < tree.n_leaves:
        return words.shape(tree.leaves[node])
    children = tuple(_shape(tree, child, words) for child in _unlabeled(tree, node, words))
    return children[0] if len(children) == 1 else children


def _unlabeled(tree: Tree, node: int, words: _Words) -> Sequence[int]:
    """Return what a bracket holds without its label: its first word, unless others of its kind follow."""
    inner = tree.children[node - tree.n_leaves]
    first, *others = (words.is_song(tree.leaves[each]) if each < tree.n_leaves else None for each in inner)
    return inner[1:] if others and first is not None and first not in others else inner


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


def forest_of_file(
    place: Path,
    file: Path,
    known: Recording | None,
    trees: Sequence[RecordingTree],
    at_s: float | None,
    for_s: float | None,
) -> Forest:
    """Return the events of a part of a file, as a tree.

    Parameters
    ----------
    place : the catalog.
    known : the recording of the catalog that the file is, if any; others are recognized and parsed.
    at_s, for_s : the part; all of the file without.

    Raises
    ------
    NothingFoundError : there is no event in it.
    """
    start_s = 0.0 if at_s is None else at_s
    stop_s = np.inf if for_s is None else start_s + for_s
    own = next((tree for tree in trees if known is not None and tree.recording.id == known.id), None)
    if own is not None:
        inside = [start_s <= (event.onset_s + event.offset_s) / 2 <= stop_s for event in own.events]
        forest = _pruned(own.tree, own.categories, inside)
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
