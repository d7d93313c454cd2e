"""Structure: the events of each recording become a tree of songs and motifs, which the catalog keeps.

All recordings are looked at together, since a motif is what recurs among them. That takes no training and no reading of
sound: seconds for thousands of events. The trees of a model are stored at once; a run that is killed leaves those
before it, and the next one begins anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from coincide.catalog import CatalogStore, StoredTree, find_catalog, storage_errors
from coincide.errors import CatalogError, CoincideError, NothingFoundError
from coincide.parse.songs.structure import EventSequence, as_tree, find_structure
from coincide.records import Event
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.parsed import Parsed, gather
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.search import learned_model
from coincide.workflow.settings import digest
from coincide.workflow.symbols import Symbols

COMMAND = "parse"
STRUCTURE = "structure"
"""Under this name the results of a run tell what was parsed."""
MAX_LEARNED = 20_000
"""Most events that `coincide learn` parses too, about 20 s of one core; beyond, `coincide parse` is for asking."""


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
    names = Symbols(contents)
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
        structures = find_structure(sequences, advance=lambda share: stage.advance(share * len(rows)))
        for ((recording_id, channel), group), sequence, found in zip(groups, sequences, structures, strict=True):
            tree, levels = as_tree(found, [names.of(row) for row in group], sequence.categories)
            ids = tuple(contents.events[row].id for row in group)
            stored.append(StoredTree(recording_id, channel, tree, levels, ids))
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


def _order(event: Event) -> tuple[int, int, float, float]:
    return event.recording_id, event.channel, event.onset_s, event.offset_s


def _sequence(contents: Contents, names: Symbols, rows: Sequence[int]) -> EventSequence:
    events = [contents.events[row] for row in rows]
    return EventSequence(
        categories=[names.symbol(row) for row in rows],
        onsets_s=np.array([event.onset_s for event in events], dtype=np.float64),
        offsets_s=np.array([event.offset_s for event in events], dtype=np.float64),
    )


def _key(contents: Contents) -> str:
    """Name all that a parse depends on."""
    names = Symbols(contents)
    rows = range(len(contents.events))
    return digest("structure", [(contents.events[row].id, names.symbol(row), names.is_call(row)) for row in rows])


def _last_key(store: CatalogStore, model_id: str) -> str | None:
    for run in reversed(store.runs()):
        facts = (run.results or {}).get(STRUCTURE) or {}
        if facts.get("model") == model_id:
            return str(facts["key"]) if store.trees(model_id) else None
    return None
