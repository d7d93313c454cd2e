"""Categories and their events."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from coincide.app.category_edits import call_noise, merge_categories, name_category, split_category
from coincide.app.category_list import CategorySummary
from coincide.web.errors import responses
from coincide.web.schemas import MAX_ID, UNSURE_SENT, EventPage, MergeBody, NameBody, SplitBody
from coincide.web.served import Here

router = APIRouter(prefix="/api/categories", tags=["categories"])
Named = Annotated[int, Path(ge=1, le=MAX_ID, description="Number of a category.")]
Number = Annotated[int, Path(ge=0, le=MAX_ID, description="Number of a category; 0 for the unsure events.")]

Model = Annotated[
    str | None,
    Query(max_length=100, description="Key of the model whose categories are meant; if another is current, 404."),
]


@router.get("", responses=responses())
def get_categories(here: Here, sort: Literal["size", "certainty", "novelty"] = "size") -> list[CategorySummary]:
    """List the categories, sorted by size, certainty or novelty."""
    return here.categories.all(order=sort)


@router.get("/{number}/events", responses=responses(404))
def get_events(
    number: Number,
    here: Here,
    offset: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    model: Model = None,
) -> EventPage:
    """List the events of a category, the surest first."""
    snapshot = here.snapshot(of_model=model)
    rows = snapshot.surest_first(None if number == UNSURE_SENT else number)
    shown = here.browse.shown(snapshot, rows[offset : offset + limit])
    return EventPage(total=len(rows), events=shown)


@router.post("/merge", responses=responses(400, 404))
def post_merge(body: MergeBody, here: Here, response: Response, model: Model = None) -> CategorySummary:
    """Merge categories; returns the category that is left."""
    with here.edit(response, of_model=model) as edit:
        number = merge_categories(edit, body.numbers)
    return here.categories.one(number)


@router.post("/{number}/name", responses=responses(400, 404))
def post_name(number: Named, body: NameBody, here: Here, response: Response, model: Model = None) -> CategorySummary:
    """Name a category."""
    with here.edit(response, of_model=model) as edit:
        name_category(edit, number, body.name)
    return here.categories.one(number)


@router.post("/{number}/noise", responses=responses(404))
def post_noise(number: Named, here: Here, response: Response, model: Model = None) -> CategorySummary:
    """Mark a category as noise."""
    with here.edit(response, of_model=model) as edit:
        call_noise(edit, number)
    return here.categories.one(number)


@router.post("/{number}/split", responses=responses(400, 404))
def post_split(number: Named, body: SplitBody, here: Here, response: Response, model: Model = None) -> list[int]:
    """Split a category; returns the numbers of its parts, the largest first."""
    with here.edit(response, of_model=model) as edit:
        return split_category(edit, number, body.into)
