"""Categories and their events."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from coincide.web.errors import responses
from coincide.web.schemas import MAX_ID, Category, EventPage, SoundEvent
from coincide.web.served import Served, served
from coincide.workflow.category_list import list_categories

router = APIRouter(prefix="/api/categories", tags=["categories"])
Number = Annotated[int, Path(ge=0, le=MAX_ID, description="Number of a category; 0 for the unsure events.")]


@router.get("", responses=responses())
def get_categories(
    here: Annotated[Served, Depends(served)], sort: Literal["size", "certainty", "novelty"] = "size"
) -> list[Category]:
    """List the categories: the biggest, the surest or the newest first."""
    return [Category.model_validate(each) for each in list_categories(here.browse.snapshot(), order=sort)]


@router.get("/{number}/events", responses=responses(404))
def get_events(
    number: Number,
    here: Annotated[Served, Depends(served)],
    offset: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EventPage:
    """List the events of a category, the surest first."""
    snapshot = here.browse.snapshot()
    rows = snapshot.surest_first(number)
    shown = here.browse.shown(snapshot, rows[offset : offset + limit])
    return EventPage(total=len(rows), events=[SoundEvent.model_validate(each) for each in shown])
