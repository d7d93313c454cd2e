"""Labels of events that a person selected, and taking changes back."""

from __future__ import annotations

from fastapi import APIRouter

from coincide.app.selected_events import label_events
from coincide.app.undo import undo_last
from coincide.web.errors import responses
from coincide.web.schemas import LabeledCount, LabelsBody, UndoResult
from coincide.web.served import Here

router = APIRouter(prefix="/api", tags=["labels"])


@router.put("/labels", responses=responses(400, 404))
def put_labels(body: LabelsBody, here: Here) -> LabeledCount:
    """Label events; an empty label removes their labels and answers."""
    with here.edit() as edit:
        recalled = here.browse.recalled(edit.snapshot)
        n = label_events(edit, recalled, body.event_ids, body.label)
    here.desk.labels_changed()
    return LabeledCount(n)


@router.post("/undo", responses=responses())
def post_undo(here: Here) -> UndoResult:
    """Undo the last name, noise, merge, split, selection or drawn edge; null if there is none."""
    with here.edit() as edit:
        undone = undo_last(edit.store, who=edit.who)
    here.desk.labels_changed()
    return UndoResult(undone)
