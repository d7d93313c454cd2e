"""Takes back what a person changed by hand: a name, noise, a merge, a split, labels of a selection, or drawn edges.

The last change, or one that is named, as long as no later one hangs on it, see `_touched`. What was taken
back stays in the runs, and so does the taking back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coincide.app.category_edits import CALL_NOISE, NAME, back
from coincide.app.drawn_edges import DRAW
from coincide.app.selected_events import LABELS, labels_of_before
from coincide.catalog import MERGE, SPLIT, UNDO, CatalogStore, ModelRecord, Run
from coincide.errors import InputError
from coincide.learned.moves import ids_of, moves_of
from coincide.learned.names import names_by_hand
from coincide.learned.opened import LearnedCatalog
from coincide.learned.runs import BEFORE
from coincide.wording import count

_Undoing = Callable[[CatalogStore, Run, Mapping[str, Any]], str]


def undo(store: CatalogStore, *, change: int | None = None, who: str = "") -> str | None:
    """Take a change back; returns what it was, in a sentence, None if there is none, or it was taken back before.

    Parameters
    ----------
    store : open for writing.
    change : id of its run; the last change of all if not given.
    who : the person; kept with the run.

    Raises
    ------
    InputError : a later change is about the same events or categories, or both merge or split some.
    """
    current = store.models.current()
    later, run = _find(_standing(store.runs.all(), "" if current is None else current.id), change)
    if run is None:
        return None
    if any(_touched(run, current) & _touched(each, current) for each in later):
        raise InputError(
            "a later change is about the same calls or categories, or both merge or split categories. Undo that one "
            "first."
        )
    with store.transaction():
        undo_id = store.runs.begin(UNDO, settings={"run": run.id, "who": who})
        said = _WAYS[run.command](store, run, (run.results or {})[BEFORE])
        store.runs.finish(undo_id, results={"undone": said})
    return said


def _standing(runs: Sequence[Run], model_id: str) -> list[Run]:
    """Return the changes that hold, newest first.

    Merges and splits of another model have ended with it, also where the model only grew since: nobody has said in
    which of the parts the events belong that joined a merged category. Names stay, see `_touched`.
    """
    undone = {run.settings["run"] for run in runs if run.command == UNDO and run.status == "finished"}
    changes = [run for run in reversed(runs) if run.command in _WAYS and run.status == "finished"]
    over = {run.id for run in changes if run.command in (MERGE, SPLIT) and run.settings["model"] != model_id}
    return [run for run in changes if run.id not in undone | over]


def _find(standing: Sequence[Run], change: int | None) -> tuple[Sequence[Run], Run | None]:
    """Return a change, the newest if not given, and those after it."""
    for place, run in enumerate(standing):
        if change in (None, run.id):
            return standing[:place], run
    return [], None


def _touched(run: Run, current: ModelRecord | None) -> set[tuple[str, int]]:
    """Return the events, categories and answers that a change is about; merges and splits all hang together."""
    before = (run.results or {})[BEFORE]
    if run.command == DRAW:
        return {("edges", run.settings["event"])}
    if run.command == LABELS:
        answers = (*before["new"], *before["taken_back"])
        return {*(("label", each) for each in before["events"]), *(("answer", each) for each in answers)}
    model = run.settings["model"]
    if current is not None and model in ids_of(current):
        model = current.id
    if run.command in (MERGE, SPLIT):
        numbers = [*(category[0] for category in before["categories"]), *before["removed"]]
        return {("grouping", 0), *((model, number) for number in numbers)}
    return {(model, before["number"]), ("answer", before["answer"])}


def _unname(store: CatalogStore, run: Run, before: Mapping[str, Any]) -> str:
    store.answers.undo(before["answer"])
    current = store.models.current()
    if current is not None and run.settings["model"] in ids_of(current):
        store.categories.name(current.id, _names_before(store, current, before))
    if run.command == CALL_NOISE:
        return f"Category {before['number']} is no longer noise."
    return f"Category {before['number']} is no longer called {run.settings['name']}."


def _names_before(store: CatalogStore, current: ModelRecord, before: Mapping[str, Any]) -> dict[int, str | None]:
    """Return the name to give back; if the category has joined another one, the name that people gave to that one."""
    joined = moves_of(current).get(before["number"])
    if joined is None:
        return {before["number"]: before["name"]}
    return {joined: names_by_hand(store, LearnedCatalog(store).contents).get(joined)}


def _regroup_back(store: CatalogStore, run: Run, before: Mapping[str, Any]) -> str:
    store.categories.regroup(run.settings["model"], back(before))
    if run.command == MERGE:
        numbers = [str(each) for each in run.settings["numbers"]]
        return f"Categories {', '.join(numbers[:-1])} and {numbers[-1]} are separate again."
    return f"Category {run.settings['number']} is one again."


def _unlabel(store: CatalogStore, run: Run, before: Mapping[str, Any]) -> str:
    store.labels.put_selected(before["events"], "", who="", run_id=run.id)
    for each in labels_of_before(run):
        store.labels.put_back(each)
    for answer_id in before["new"]:
        store.answers.undo(answer_id)
    for answer_id in before["taken_back"]:
        store.answers.redo(answer_id)
    store.answers.renew_labels(before["events"])
    events = count(len(before["events"]), "event")
    label = run.settings["label"]
    return f"{events} no longer labeled {label}." if label else f"{events} labeled as before."


def _undraw(store: CatalogStore, _: Run, before: Mapping[str, Any]) -> str:
    store.answers.undo(before["answer"])
    for answer_id in before["taken_back"]:
        store.answers.redo(answer_id)
    return "The edges of the event are as before."


_WAYS: Mapping[str, _Undoing] = {
    DRAW: _undraw,
    NAME: _unname,
    CALL_NOISE: _unname,
    MERGE: _regroup_back,
    SPLIT: _regroup_back,
    LABELS: _unlabel,
}
