"""Labels of events that a person selected, and taking changes back."""

from __future__ import annotations

from fastapi import APIRouter, Response

from coincide.app.selected_events import label_events
from coincide.app.undo import undo
from coincide.web.errors import responses
from coincide.web.schemas import ChangeBody, LabeledCount, LabelsBody, UndoResult
from coincide.web.served import Here

router = APIRouter(prefix="/api", tags=["labels"])


@router.put("/labels", responses=responses(400, 404))
def put_labels(body: LabelsBody, here: Here, response: Response) -> LabeledCount:
    """Label events; an empty label removes their labels and answers."""
    with here.edit(response) as edit:
        recalled = here.browse.recalled(edit.snapshot)
        n = label_events(edit, recalled, body.event_ids, body.label)
    here.desk.labels_changed()
    return LabeledCount(n)


@router.post("/undo", responses=responses(400))
def post_undo(here: Here, body: ChangeBody | None = None) -> UndoResult:
    """Undo a name, noise, merge, split, selection or drawn edge, or the last of them; null if there is none."""
    with here.edit() as edit:
        undone = undo(edit.store, change=None if body is None else body.change, who=edit.who)
    here.desk.labels_changed()
    return UndoResult(undone)
