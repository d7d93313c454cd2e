"""One event: what it is, its picture and its sound."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from coincide.app.drawn_edges import DrawnEdges, draw_edges
from coincide.app.snapshot import ShownEvent
from coincide.web.errors import responses
from coincide.web.media import call_picture, call_sound
from coincide.web.ranges import PNG, WAV
from coincide.web.schemas import MAX_ID, EdgesBody
from coincide.web.served import Here

router = APIRouter(prefix="/api/events", tags=["events"])
EventId = Annotated[int, Path(ge=1, le=MAX_ID)]
Version = Annotated[str | None, Query(alias="v", max_length=100, description="`version` of the event.")]


@router.get("/{event_id}", responses=responses(404))
def get_event(event_id: EventId, here: Here) -> ShownEvent:
    """Describe an event."""
    return here.browse.shown_event(event_id)


@router.put("/{event_id}/edges", responses=responses(400, 404))
def put_edges(event_id: EventId, body: EdgesBody, here: Here, response: Response) -> DrawnEdges:
    """Draw where an event begins or ends; the next `coincide learn` draws all edges like these."""
    with here.edit(response) as edit:
        return draw_edges(edit, event_id, onset_s=body.onset_s, offset_s=body.offset_s)


@router.get("/{event_id}/spectrogram.png", response_class=Response, responses={**responses(404, 410), **PNG})
def get_picture(
    event_id: EventId,
    request: Request,
    here: Here,
    height: Annotated[int, Query(ge=16, le=720)] = 64,
    version: Version = None,
) -> Response:
    """Draw an event with a little before and after, 16:9; `X-From-S` and `X-To-S` are the times that it shows."""
    return call_picture(here, request, here.browse.event(event_id), height_px=height, version=version)


@router.get("/{event_id}/sound.wav", response_class=Response, responses={**responses(404, 410), **WAV})
def get_sound(
    event_id: EventId,
    request: Request,
    here: Here,
    expand: Annotated[int | None, Query(ge=1, le=1000, description="How many times slower.")] = None,
    version: Version = None,
) -> Response:
    """Play the stretch that the picture shows, slowed down if people could not hear it, or by `expand`."""
    return call_sound(here, request, here.browse.event(event_id), expand=expand, version=version)
