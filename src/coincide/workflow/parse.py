"""Structure: the events of each recording become a tree of songs and motifs, which the catalog keeps.

All recordings are looked at together, since a motif is what recurs among them. That takes no training and no reading of
sound: seconds for thousands of events. The trees of a model are stored at once; a run that is killed leaves those
before it, and the next one begins anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from coincide.catalog import CatalogStore, StoredTree, find_catalog, storage_errors
from coincide.errors import CatalogError, CoincideError, InputError, NothingFoundError
from coincide.label import NOISE
from coincide.parse.songs.motifs import Motif, ParsedSequence, find_motifs
from coincide.parse.songs.structure import SONG, EventSequence, as_tree, find_structure
from coincide.records import Event, Recording
from coincide.trees import Tree
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.search import learned_model
from coincide.workflow.settings import digest

COMMAND = "parse"
STRUCTURE = "structure"
"""Under this name the results of a run tell what was parsed."""
UNSURE_NAME = "?"
MAX_LEARNED = 20_000
"""Most events that `coincide learn` parses too, about 20 s of one core; beyond, `coincide parse` is for asking."""


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


@dataclass(frozen=True, slots=True)
class Parsed:
    """The structure of a catalog.

    Attributes
    ----------
    is_new : whether it was parsed now; else nothing had changed.
    without_events : recordings in which no event was found.
    trees : by recording and channel.
    motifs, songs : what recurs, most frequent first; `Occurrence.sequence` counts `trees`.
    n_songs, n_motifs : songs and motifs of several events, whether they recur or not.
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


def parse(catalog: Path | None = None, *, again: bool = False, progress: Progress | None = None) -> Parsed:
    """Find the songs and motifs of all recordings of a catalog, and keep them in it.

    Parameters
    ----------
    again : parse even if nothing has changed since the last time.

    Raises
    ------
    CatalogError : there is no catalog, or nothing was learned yet.
    NothingFoundError : the catalog holds no event.
    """
    listener = progress or Silent()
    place = find_catalog(catalog)
    with (
        storage_errors(place),
        CatalogStore.open(place, write=True, command=f"coincide {COMMAND}", on_wait=listener.say) as store,
    ):
        contents = read_contents(store, learned_model(store))
        key = _key(contents)
        is_known = not again and _last_key(store, contents.model.id) == key
        if not is_known:
            run_id = store.begin_run(COMMAND, seed=0, settings={"model": contents.model.id, "key": key}, versions={})
            try:
                parse_contents(store, contents, run_id=run_id, progress=listener)
            except CoincideError as error:
                with contextlib.suppress(CatalogError):
                    store.fail_run(run_id, error=str(error))
                raise
            results = {"n_trees": len(store.trees(contents.model.id)), STRUCTURE: structure_facts(contents)}
            store.finish_run(run_id, results=results)
        return gather(store, contents, is_new=not is_known)


def parse_contents(store: CatalogStore, contents: Contents, *, run_id: int | None, progress: Progress) -> None:
    """Parse what a catalog holds and store it.

    Raises
    ------
    NothingFoundError : there is no event.
    """
    names = _Names(contents)
    rows = [row for row in range(len(contents.events)) if names.is_call(row)]
    if not rows:
        raise NothingFoundError(
            f"expected at least one event to parse, `{store.folder}` holds none that is a call. Add recordings and run "
            "`coincide learn FOLDER` again."
        )
    rows.sort(key=lambda row: _order(contents.events[row]))
    groups = [(key, list(group)) for key, group in groupby(rows, key=lambda row: _order(contents.events[row])[:2])]
    sequences = [_sequence(contents, names, group) for _, group in groups]
    stored: list[StoredTree] = []
    with progress.stage(COMMAND, total=len(rows), unit="events") as stage:
        for ((recording_id, channel), group), sequence, found in zip(
            groups, sequences, find_structure(sequences), strict=True
        ):
            tree, levels = as_tree(found, [names.of(row) for row in group], sequence.categories)
            ids = tuple(contents.events[row].id for row in group)
            stored.append(StoredTree(recording_id, channel, tree, levels, ids))
            stage.advance(len(group))
    store.put_trees(contents.model.id, stored, run_id=run_id)


def parse_along(store: CatalogStore, *, run_id: int, progress: Progress) -> dict[str, str] | None:
    """Parse a model that was just learned, unless there is much of it; return what the run shall remember."""
    contents = read_contents(store, learned_model(store))
    if len(contents.events) > MAX_LEARNED:
        return None
    try:
        parse_contents(store, contents, run_id=run_id, progress=progress)
    except NothingFoundError:
        return None
    return structure_facts(contents)


def structure_facts(contents: Contents) -> dict[str, str]:
    """Name a model and all that its parse depends on."""
    return {"model": contents.model.id, "key": _key(contents)}


def recording_trees(catalog: Path | None, recording_id: int) -> list[RecordingTree]:
    """Return the stored trees of a recording, one a channel; none if it holds no event or was not parsed yet.

    Raises
    ------
    CatalogError : there is no catalog, or nothing was learned yet.
    """
    with CatalogStore.open(find_catalog(catalog)) as store:
        return stored_trees(store, read_contents(store, learned_model(store)), recording_id=recording_id)


def stored_structure(catalog: Path | None) -> Parsed:
    """Return what `parse` stored, without parsing.

    Raises
    ------
    CatalogError : there is no catalog, nothing was learned yet, or it was not parsed.
    """
    with CatalogStore.open(find_catalog(catalog)) as store:
        contents = read_contents(store, learned_model(store))
        check_parsed(store, contents)
        return gather(store, contents, is_new=False)


def check_parsed(store: CatalogStore, contents: Contents) -> None:
    """Check that the current model was parsed.

    Raises
    ------
    CatalogError : it was not.
    """
    if not store.trees(contents.model.id):
        raise CatalogError(
            f"the structure of `{store.folder}` is not known yet. Run `coincide parse --catalog {store.folder}` first."
        )


def stored_trees(store: CatalogStore, contents: Contents, *, recording_id: int | None = None) -> list[RecordingTree]:
    """Return the trees of the current model, their leaves named as categories are named now."""
    names = _Names(contents)
    row_of = {event.id: row for row, event in enumerate(contents.events)}
    trees: list[RecordingTree] = []
    for stored in store.trees(contents.model.id, recording_id=recording_id):
        rows = [row_of[event_id] for event_id in stored.event_ids]
        old = stored.tree
        trees.append(
            RecordingTree(
                recording=contents.recordings[stored.recording_id],
                channel=stored.channel,
                tree=Tree(tuple(names.of(row) for row in rows), old.children, old.labels, old.scores),
                events=[contents.events[row] for row in rows],
                levels=stored.levels,
                categories=[names.symbol(row) for row in rows],
            )
        )
    return trees


def trees_of(parsed: Parsed, recording: str) -> list[RecordingTree]:
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
        raise NothingFoundError(f"no event was found in `{silent[0]}`, so that there is nothing to parse.")
    if len({tree.recording.id for tree in found}) != 1:
        what = "none" if not found else f"{len({tree.recording.id for tree in found})}"
        known = ", ".join(sorted({tree.recording.name for tree in parsed.trees})[:5])
        raise InputError(
            f"expected the name of one recording, got `{recording}`, which fits {what}. Some are: {known}."
        )
    return found


def _is_called(name: str, asked: str) -> bool:
    return name == asked or name.endswith("/" + asked) or Path(name).stem == asked or asked.endswith("/" + name)


def gather(store: CatalogStore, contents: Contents, *, is_new: bool) -> Parsed:
    """Return what is stored about the structure of the current model."""
    trees = stored_trees(store, contents)
    sequences = [tree.sequence for tree in trees]
    heard = {event.recording_id for event in contents.events}
    silent = [each.name for each in store.recordings(only_present=True) if each.id not in heard]
    levels = [level for tree in trees for level in tree.levels]
    return Parsed(
        catalog=store.folder,
        is_new=is_new,
        n_events=sum(tree.tree.n_leaves for tree in trees),
        n_songs=levels.count(SONG),
        n_motifs=levels.count("motif"),
        motifs=find_motifs(sequences),
        songs=find_motifs(sequences, level=SONG),
        trees=trees,
        without_events=sorted(silent),
    )


def _order(event: Event) -> tuple[int, int, float, float]:
    return event.recording_id, event.channel, event.onset_s, event.offset_s


def _sequence(contents: Contents, names: _Names, rows: Sequence[int]) -> EventSequence:
    events = [contents.events[row] for row in rows]
    return EventSequence(
        categories=[names.symbol(row) for row in rows],
        onsets_s=np.array([event.onset_s for event in events], dtype=np.float64),
        offsets_s=np.array([event.offset_s for event in events], dtype=np.float64),
    )


def _key(contents: Contents) -> str:
    """Name all that a parse depends on."""
    names = _Names(contents)
    rows = range(len(contents.events))
    return digest("structure", [(contents.events[row].id, names.symbol(row), names.is_call(row)) for row in rows])


def _last_key(store: CatalogStore, model_id: str) -> str | None:
    for run in reversed(store.runs()):
        facts = (run.results or {}).get(STRUCTURE) or {}
        if facts.get("model") == model_id:
            return str(facts["key"]) if store.trees(model_id) else None
    return None


class _Names:
    """What the events of a model are called, and which of them are called alike."""

    def __init__(self, contents: Contents) -> None:
        self._members = contents.memberships
        self._names = {category.number: category.name for category in contents.categories}
        firsts: dict[str, int] = {}
        self._symbols = {
            number: number if not name else firsts.setdefault(name, number) for number, name in self._names.items()
        }

    def of(self, row: int) -> str:
        """Return the name of a leaf."""
        number = self._members[row].category
        return UNSURE_NAME if number is None else (self._names.get(number) or str(number))

    def symbol(self, row: int) -> int:
        """Return a number that events of one name share; -1 for unsure."""
        number = self._members[row].category
        return -1 if number is None else self._symbols.get(number, number)

    def is_call(self, row: int) -> bool:
        """Say whether an event is a call, as far as people said."""
        number = self._members[row].category
        return number is None or self._names.get(number) != NOISE
