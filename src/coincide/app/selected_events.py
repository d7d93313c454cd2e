"""A person gives some events a label: one by one, or as many as a loop around them on the map holds.

Such a label counts like one of an annotation table, the newest first. Where an event has an answer, which counts more
than a table, the label becomes an answer, too. An empty label takes back what was said here or answered; labels of
imported tables stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from coincide.app.category_edits import Editor
from coincide.catalog import Run, Selection, StoredAnswer
from coincide.errors import InputError, NoSuchError
from coincide.label import NOISE, given_name
from coincide.learned.answers import CATEGORY, EarlierAnswers, answer_about
from coincide.learned.runs import BEFORE

LABELS = "labels"
STRATEGY = "selected"
MAX_SELECTED = 100_000


def label_events(edit: Editor, recalled: EarlierAnswers, event_ids: Sequence[int], label: str) -> int:
    """Label events; returns how many have now got or lost a label.

    Parameters
    ----------
    recalled : what was said about the events of the snapshot until now.
    label : empty to take labels back.

    Raises
    ------
    NoSuchError : an event is not of the current model.
    InputError : there are too many, or the label cannot be given; see `coincide.label.given_name`.
    """
    wanted = list(dict.fromkeys(event_ids))
    if len(wanted) > MAX_SELECTED:
        raise InputError(f"at most {MAX_SELECTED} events can be labeled at once, got {len(wanted)}.")
    unknown = next((each for each in wanted if each not in edit.snapshot.row_of), None)
    if unknown is not None:
        raise NoSuchError(f"event {unknown} no longer exists. Reload the page.")
    plain = given_name(label) if label.strip() else ""
    plain = NOISE if plain.casefold() == NOISE else plain
    answered = _answered(edit, recalled, wanted)
    before = edit.store.labels.selected(wanted)
    settings = {"model": edit.snapshot.model.id, "label": plain, "who": edit.who, "n": len(wanted)}
    n = len(wanted) if plain else len({event for each in before for event in each.event_ids} | set(answered))
    with edit.store.transaction():
        run_id = edit.store.runs.begin(LABELS, settings=settings)
        edit.store.labels.put_selected(wanted, plain, who=edit.who, run_id=run_id)
        new: list[int] = []
        taken_back: list[int] = []
        for event_id, answer_ids in answered.items():
            if plain:
                new.append(edit.store.answers.put(_answer(edit, event_id, plain, run_id)))
            else:
                for answer_id in answer_ids:
                    edit.store.answers.undo(answer_id)
                taken_back += answer_ids
        was = {"events": wanted, "labels": kept_labels(before), "new": new, "taken_back": taken_back}
        edit.store.runs.finish(run_id, results={"n": n, BEFORE: was})
    return n


def kept_labels(labels: Sequence[Selection]) -> list[dict[str, Any]]:
    """Return the labels that events had, as JSON that `labels_of_before` reads."""
    return [{**asdict(each), "created_at": each.created_at.isoformat()} for each in labels]


def labels_of_before(run: Run) -> list[Selection]:
    """Return the labels that events had before a change."""
    kept = (run.results or {})[BEFORE]["labels"]
    if isinstance(kept, Mapping):  # of earlier versions: events by label, and not who gave it
        by_label = cast(Mapping[str, Sequence[int]], kept)
        return [Selection(each, label, run.settings["who"], run.id, run.started_at) for label, each in by_label.items()]
    at = [datetime.fromisoformat(each["created_at"]) for each in kept]
    return [Selection(**dict(each, created_at=when)) for each, when in zip(kept, at, strict=True)]


def _answered(edit: Editor, recalled: EarlierAnswers, event_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the answers that name one of these events, by event."""
    rows = {edit.snapshot.row_of[each]: each for each in event_ids}
    found: dict[int, list[int]] = {}
    for answer, answer_id in zip(recalled.answers, recalled.ids, strict=True):
        if answer.kind in ("name", "noise") and answer.question.row in rows:
            found.setdefault(rows[answer.question.row], []).append(answer_id)
    return found


def _answer(edit: Editor, event_id: int, name: str, run_id: int) -> StoredAnswer:
    return answer_about(
        [edit.snapshot.contents.events[edit.snapshot.row_of[event_id]]],
        question=CATEGORY,
        answer="noise" if name == NOISE else "name",
        name=name,
        who=edit.who,
        strategy=STRATEGY,
        model_id=edit.snapshot.model.id,
        session=run_id,
    )
