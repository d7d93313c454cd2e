"""The structure that a catalog keeps, as `parse` has found it: a tree for each recording, and what recurs in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coincide_trees import Tree

from coincide.catalog import CatalogStore
from coincide.errors import CatalogError, InputError, NothingFoundError
from coincide.learned.contents import Contents
from coincide.learned.opened import open_learned
from coincide.parse.motifs import Motif, ParsedSequence, find_motifs
from coincide.parse.structure import MOTIF, SONG
from coincide.records import Event, Recording
from coincide.text_table import text_table
from coincide.wording import count
from coincide.workflow.parse.symbols import Symbols

STRUCTURE = "structure"
"""Under this name the results of a run tell what was parsed."""


@dataclass(frozen=True, slots=True)
class RecordingTree:
    """The tree of one channel of one recording.

    Attributes
    ----------
    tree : its leaves carry the name of their category, its number if it has none, or ``?`` for unsure.
    events : of each leaf.
    levels : of each inner node: ``recording``, ``song``, ``motif`` or ``phrase``.
    categories : of each leaf; equal numbers are of one name.
    """

    recording: Recording
    channel: int
    tree: Tree
    events: Sequence[Event]
    levels: Sequence[str]
    categories: Sequence[int]

    @property
    def sequence(self) -> ParsedSequence:
        """The same for counting motifs."""
        onsets, offsets = ([getattr(event, name) for event in self.events] for name in ("onset_s", "offset_s"))
        return ParsedSequence(self.tree, self.levels, self.categories, onsets, offsets)

    def span_of(self, node: int) -> tuple[int, int]:
        """Return the first leaf below a node, and the one after the last."""
        n_leaves = self.tree.n_leaves
        return (node, node + 1) if node < n_leaves else self.tree.spans[node - n_leaves]


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The structure of a catalog.

    Attributes
    ----------
    is_new : whether it was parsed now; else nothing had changed.
    without_events : recordings in which no event was found.
    trees : by recording and channel.
    motifs, songs : what recurs, most frequent first; `Occurrence.sequence` counts `trees`.
    n_songs, n_motifs : songs and motifs of several events, whether they recur or not.
    trees_by : who made the trees: ``songs``, ``autoencoder`` or ``grammar``.
    gauge : of a network, whether it has learned anything, in words.
    recurring : of a network, the share of nodes whose row of categories recurs, by who made the trees, itself first.
    """

    catalog: Path
    is_new: bool
    n_events: int
    n_songs: int
    n_motifs: int
    motifs: list[Motif]
    songs: list[Motif]
    trees: list[RecordingTree]
    without_events: list[str]
    trees_by: str = "songs"
    gauge: str | None = None
    recurring: Mapping[str, float] = field(default_factory=dict[str, float])

    def __repr__(self) -> str:
        columns = ("name", "level", "count", "categories", "mean_s")
        rows = [
            (each.name, each.level, each.count, " ".join(each.variants[0].names), each.mean_duration_s)
            for each in [*self.songs, *self.motifs]
        ]
        head = f"{count(self.n_songs, 'song')} and {count(self.n_motifs, 'motif')} in {count(self.n_events, 'event')}"
        return f"{head}\n{text_table(columns, rows)}" if rows else head


def stored_structure(catalog: Path | None) -> ParseResult:
    """Return what `parse` stored, without parsing.

    Raises
    ------
    CatalogError : there is no catalog, nothing has been learned yet, or it was not parsed.
    """
    with open_learned(catalog) as learned:
        check_parsed(learned.store, learned.contents)
        return gather(learned.store, learned.contents, is_new=False)


def check_parsed(store: CatalogStore, contents: Contents) -> None:
    """Check that the current model was parsed.

    Raises
    ------
    CatalogError : it was not.
    """
    if not store.trees.all(contents.model.id):
        raise CatalogError(
            f"`{store.folder}` has not been parsed yet. Run `coincide parse --catalog {store.folder}` first."
        )


def stored_trees(store: CatalogStore, contents: Contents) -> list[RecordingTree]:
    """Return the trees of the current model, their leaves named as categories are named now."""
    names = Symbols(contents)
    row_of = dict(zip(contents.events.ids.tolist(), range(len(contents.events)), strict=True))
    trees: list[RecordingTree] = []
    for stored in store.trees.all(contents.model.id):
        rows = [row_of[event_id] for event_id in stored.event_ids]
        old = stored.tree
        trees.append(
            RecordingTree(
                recording=contents.recordings[stored.recording_id],
                channel=stored.channel,
                tree=Tree(tuple(names.of(row) for row in rows), old.children, old.labels, old.scores),
                events=[*contents.events.take(rows)],
                levels=stored.levels,
                categories=[names.symbol(row) for row in rows],
            )
        )
    return trees


def trees_of(parsed: ParseResult, recording: str) -> list[RecordingTree]:
    """Return the trees of the recording of a name, or of the end of its path.

    Raises
    ------
    InputError : no recording, or several, are called so.
    NothingFoundError : it holds no event.
    """
    silent = [name for name in parsed.without_events if _is_called(name, recording)]
    found = [tree for tree in parsed.trees if _is_called(tree.recording.name, recording)]
    exact = [tree for tree in found if tree.recording.name == recording]
    found = exact or found
    if not found and silent:
        raise NothingFoundError(f"no event was found in `{silent[0]}`, so there is nothing to parse.")
    if len({tree.recording.id for tree in found}) != 1:
        what = "none" if not found else f"{len({tree.recording.id for tree in found})}"
        known = ", ".join(sorted({tree.recording.name for tree in parsed.trees})[:5])
        raise InputError(
            f"expected the name of one recording, got `{recording}`, which fits {what}. Some names: {known}."
        )
    return found


def _is_called(name: str, asked: str) -> bool:
    return name == asked or name.endswith("/" + asked) or Path(name).stem == asked or asked.endswith("/" + name)


def gather(store: CatalogStore, contents: Contents, *, is_new: bool) -> ParseResult:
    """Return what is stored about the structure of the current model."""
    trees = stored_trees(store, contents)
    sequences = [tree.sequence for tree in trees]
    heard = set(contents.events.recording_ids.tolist())
    silent = [each.name for each in store.recordings.all(only_present=True) if each.id not in heard]
    levels = [level for tree in trees for level in tree.levels]
    facts = last_facts(store, contents.model.id)
    return ParseResult(
        catalog=store.folder,
        is_new=is_new,
        n_events=sum(tree.tree.n_leaves for tree in trees),
        n_songs=levels.count(SONG),
        n_motifs=levels.count(MOTIF),
        motifs=find_motifs(sequences),
        songs=find_motifs(sequences, level=SONG),
        trees=trees,
        without_events=sorted(silent),
        trees_by=trees_by(store, contents.model.id),
        gauge=facts.get("gauge"),
        recurring=facts.get("recurring", {}),
    )


def trees_by(store: CatalogStore, model_id: str) -> str:
    """Return who made the trees of a model: ``songs``, ``autoencoder`` or ``grammar``."""
    return last_facts(store, model_id).get("trees", "songs")


def last_facts(store: CatalogStore, model_id: str) -> Mapping[str, Any]:
    """Return what the last run that parsed a model remembers, empty where its trees are not kept."""
    for run in reversed(store.runs.all()):
        facts = (run.results or {}).get(STRUCTURE) or {}
        if facts.get("model") == model_id:
            return facts if store.trees.all(model_id) else {}
    return {}
