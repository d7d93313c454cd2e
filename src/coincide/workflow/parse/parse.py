"""Structure: the events of each recording become a tree of songs and motifs, which the catalog keeps.

All recordings are looked at together, since a motif is what recurs among them. That reads no sound, and takes no
training unless a network is asked for (`networks`): seconds for thousands of events. The trees of a model are stored at
once; a run that is killed leaves those before it, and the next one starts again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from coincide.catalog import CatalogStore, StoredTree, find_catalog, storage_errors
from coincide.errors import InputError, NothingFoundError
from coincide.learned.contents import Contents
from coincide.learned.opened import LearnedCatalog
from coincide.learned.settings import digest
from coincide.parse.structure import EventSequence, Structure, as_tree, find_structure
from coincide.records import Event
from coincide.workflow.parse.networks import KINDS, SONGS, TreeKind, network_trees
from coincide.workflow.parse.parsed import STRUCTURE, ParseResult, gather, last_facts
from coincide.workflow.parse.symbols import Symbols, event_sequence
from coincide.workflow.progress import Progress, Silent

COMMAND = "parse"
_Group = tuple[tuple[int, int], list[int]]
"""Recording and channel, and rows of events."""
MAX_LEARNED = 20_000
"""Most events that `coincide learn` parses too, about 20 s of one core; beyond, `coincide parse` is for asking."""


def parse(
    catalog: Path | None = None,
    *,
    trees: TreeKind | None = None,
    seed: int | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> ParseResult:
    """Find the songs and motifs in all recordings of a catalog, and store them there.

    Parameters
    ----------
    trees : how to make the trees: ``songs`` (the shortest description, without training), or a network that learns from
        the events, ``autoencoder`` or ``grammar``. If not given, the last choice, or ``songs`` the first time.
    seed : for a network; if not given, the last one, or 0 the first time.
    again : parse even if nothing has changed since the last time.
    progress : shows how far it is; if not given, nothing is shown.

    Raises
    ------
    InputError : `trees` is something else.
    CatalogError : there is no catalog, or nothing has been learned yet.
    NothingFoundError : the catalog holds no event.
    """
    listener = progress or Silent()
    place = find_catalog(catalog)
    with (
        storage_errors(place),
        CatalogStore.open(place, write=True, command=f"coincide {COMMAND}", on_wait=listener.say) as store,
    ):
        learned = LearnedCatalog(store)
        contents = learned.contents
        last = last_facts(store, contents.model.id)
        maker = _maker(trees, seed, last)
        key = _key(contents, maker)
        is_known = not again and last.get("key") == key
        if not is_known:
            settings = {"model": contents.model.id, "key": key}
            run_id = store.runs.begin(COMMAND, seed=maker.seed, settings=settings)
            with store.runs.noting_failure(run_id):
                facts = _parse_by(maker, store, learned, run_id=run_id, progress=listener)
            results = {"n_trees": len(store.trees.all(contents.model.id)), STRUCTURE: facts}
            store.runs.finish(run_id, results=results)
        return gather(store, contents, is_new=not is_known)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Who makes trees, and the seed of a network."""

    kind: TreeKind = SONGS
    seed: int = 0


def _maker(kind: TreeKind | None, seed: int | None, last: Mapping[str, Any]) -> _Maker:
    if kind is not None and kind not in KINDS:
        raise InputError(f"`trees` must be one of {', '.join(KINDS)}, got {kind!r}.")
    kept = last.get("trees", SONGS)
    return _Maker(kept if kind is None else kind, int(last.get("seed", 0)) if seed is None else seed)


def _parse_by(
    maker: _Maker, store: CatalogStore, learned: LearnedCatalog, *, run_id: int, progress: Progress
) -> dict[str, Any]:
    """Parse, store, and return what the run shall remember."""
    contents = learned.contents
    facts: dict[str, Any] = {"model": contents.model.id, "key": _key(contents, maker)}
    if maker.kind == SONGS:
        parse_contents(store, contents, run_id=run_id, progress=progress)
        return facts
    names = Symbols(contents)
    groups = _groups(store, contents, names)
    sequences = [_sequence(contents, names, group) for _, group in groups]
    embeddings = [learned.embeddings[group] for _, group in groups]
    found = network_trees(sequences, embeddings, maker.kind, seed=maker.seed, progress=progress)
    _put(store, contents, groups, sequences, found.structures, run_id=run_id)
    return facts | {
        "trees": maker.kind,
        "seed": maker.seed,
        "gauge": found.gauge,
        "recurring": dict(found.recurring),
    }


def parse_contents(store: CatalogStore, contents: Contents, *, run_id: int | None, progress: Progress) -> None:
    """Parse what a catalog holds and store it.

    Raises
    ------
    NothingFoundError : there is no event.
    """
    names = Symbols(contents)
    groups = _groups(store, contents, names)
    sequences = [_sequence(contents, names, group) for _, group in groups]
    n_events = sum(len(group) for _, group in groups)
    with progress.stage(COMMAND, total=n_events, unit="events") as stage:
        structures = find_structure(sequences, advance=lambda share: stage.advance(share * n_events))
    _put(store, contents, groups, sequences, structures, run_id=run_id)


def _groups(store: CatalogStore, contents: Contents, names: Symbols) -> list[_Group]:
    """Rows of the calls of each channel of each recording, in order."""
    events = contents.events
    rows = [row for row in range(len(events)) if names.is_call(row)]
    if not rows:
        found = "all its events are named noise" if len(events) else "it holds no events"
        raise NothingFoundError(
            f"expected at least one call to parse in `{store.folder}`, but {found}. Name some calls with `coincide "
            "label`, or add recordings and run `coincide learn FOLDER` again."
        )
    order = list(map(_order, events))
    rows.sort(key=lambda row: order[row])
    return [(key, list(group)) for key, group in groupby(rows, key=lambda row: order[row][:2])]


def _put(
    store: CatalogStore,
    contents: Contents,
    groups: Sequence[_Group],
    sequences: Sequence[EventSequence],
    structures: Sequence[Structure],
    *,
    run_id: int | None,
) -> None:
    names = Symbols(contents)
    stored: list[StoredTree] = []
    for ((recording_id, channel), group), sequence, found in zip(groups, sequences, structures, strict=True):
        tree, levels = as_tree(found, [names.of(row) for row in group], sequence.categories)
        ids = tuple(contents.events.ids[group].tolist())
        stored.append(StoredTree(recording_id, channel, tree, levels, ids))
    store.trees.put(contents.model.id, stored, run_id=run_id)


def parse_along(store: CatalogStore, *, run_id: int, progress: Progress) -> dict[str, str] | None:
    """Parse a model that was just learned, unless there is much of it; return what the run shall remember."""
    contents = LearnedCatalog(store).contents
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


def _order(event: Event) -> tuple[int, int, float, float]:
    return event.recording_id, event.channel, event.onset_s, event.offset_s


def _sequence(contents: Contents, names: Symbols, rows: Sequence[int]) -> EventSequence:
    return event_sequence([names.symbol(row) for row in rows], contents.events.take(rows))


def _key(contents: Contents, maker: _Maker = _Maker()) -> str:
    """Name all that a parse depends on."""
    names = Symbols(contents)
    events = [(each, names.symbol(row), names.is_call(row)) for row, each in enumerate(contents.events.ids.tolist())]
    return digest("structure", events) if maker.kind == SONGS else digest("structure", events, maker.kind, maker.seed)
