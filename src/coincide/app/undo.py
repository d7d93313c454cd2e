"""Takes back the last thing that a person changed by hand: a name, noise, a merge, a split, labels of a selection, or
drawn edges.

What was taken back stays in the runs, and so does the taking back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coincide.app.category_edits import CALL_NOISE, NAME, back
from coincide.app.drawn_edges import DRAW
from coincide.app.selected_events import LABELS, labels_of_before
from coincide.catalog import MERGE, SPLIT, UNDO, CatalogStore, Run
from coincide.learned.runs import BEFORE
from coincide.wording import count

_Undoing = Callable[[CatalogStore, Run, Mapping[str, Any]], str]


def undo_last(store: CatalogStore, *, who: str = "") -> str | None:
    """Take the last change back; returns what it was, in a sentence, None if there is none.

    Parameters
    ----------
    store : open for writing.
    who : the person; kept with the run.
    """
    current = store.models.current()
    run = _last(store.runs.all(), "" if current is None else current.id)
    if run is None:
        return None
    with store.transaction():
        undo_id = store.runs.begin(UNDO, settings={"run": run.id, "who": who})
        said = _WAYS[run.command](store, run, (run.results or {})[BEFORE])
        store.runs.finish(undo_id, results={"undone": said})
    return said


def _last(runs: Sequence[Run], model_id: str) -> Run | None:
    """Return the last change that holds; merges and splits of another model have ended with it."""
    undone = {run.settings["run"] for run in runs if run.command == UNDO and run.status == "finished"}
    for run in reversed(runs):
        is_over = run.command in (MERGE, SPLIT) and run.settings["model"] != model_id
        if run.command in _WAYS and run.status == "finished" and run.id not in undone and not is_over:
            return run
    return None


def _unname(store: CatalogStore, run: Run, before: Mapping[str, Any]) -> str:
    store.answers.undo(before["answer"])
    store.categories.name(run.settings["model"], {before["number"]: before["name"]})
    if run.command == CALL_NOISE:
        return f"Category {before['number']} is no longer noise."
    return f"Category {before['number']} is no longer called {run.settings['name']}."


def _regroup_back(store: CatalogStore, run: Run, before: Mapping[str, Any]) -> str:
    store.categories.regroup(run.settings["model"], back(before))
    if run.command == MERGE:
        numbers = [str(each) for each in run.settings["numbers"]]
        return f"Categories {', '.join(numbers[:-1])} and {numbers[-1]} are separate again."
    return f"Category {run.settings['number']} is one again."


def _unlabel(store: CatalogStore, run: Run, before: Mapping[str, Any]) -> str:
    store.labels.put_selected(before["events"], "", who="", run_id=run.id)
    for each in labels_of_before(before["labels"]):
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
