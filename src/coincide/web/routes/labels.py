"""Labels of events that a person selected, and taking changes back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from coincide.web.errors import responses
from coincide.web.schemas import Labeled, LabelsBody, Undone
from coincide.web.served import Served, served
from coincide.workflow.selected_events import label_events
from coincide.workflow.undo import undo_last

router = APIRouter(prefix="/api", tags=["labels"])


@router.put("/labels", responses=responses(400, 404))
def put_labels(body: LabelsBody, here: Annotated[Served, Depends(served)]) -> Labeled:
    """Label events; an empty label takes back what was said here or answered."""
    with here.edit() as edit:
        recalled = here.browse.recalled(edit.snapshot)
        return Labeled(n=label_events(edit, recalled, body.event_ids, body.label))


@router.post("/undo", responses=responses())
def post_undo(here: Annotated[Served, Depends(served)]) -> Undone:
    """Take the last name, noise, merge, split or selection back; null if there is none."""
    with here.edit() as edit:
        return Undone(undone=undo_last(edit.store, who=edit.who))
