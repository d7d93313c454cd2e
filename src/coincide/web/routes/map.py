"""The map, as plain numbers in row order, little-endian: 100,000 events are 0.8 MB of places and not 5 MB of JSON.

Each part names its model in `X-Model`: parts of one model fit together, whatever is learned between two requests.
"""

from __future__ import annotations

import numpy as np
from fastapi import APIRouter, Request, Response
from numpy.typing import NDArray

from coincide.app.map_points import MapLabels, map_labels, map_points
from coincide.app.snapshot import Snapshot
from coincide.records import UNSURE
from coincide.web.errors import responses
from coincide.web.ranges import BINARY, bytes_response, etag_of
from coincide.web.schemas import UNSURE_SENT
from coincide.web.served import Here

router = APIRouter(prefix="/api/map", tags=["map"])
_TYPE = "application/octet-stream"
_RESPONSES: dict[int | str, dict[str, object]] = {**responses(), **BINARY}


@router.get("", response_class=Response, responses=_RESPONSES)
def get_points(request: Request, here: Here) -> Response:
    """Return x and y of each event in turn, float32; `X-Count` is the number of events."""
    snapshot = here.browse.snapshot()
    n_events = len(snapshot.contents.events)
    etag = etag_of("map", snapshot.model.id, n_events)

    def make() -> bytes:
        return map_points(snapshot).astype("<f4").tobytes()

    return here.media_response(request, make, media_type=_TYPE, etag=etag, headers=_headers(snapshot))


@router.get("/categories", response_class=Response, responses=_RESPONSES)
def get_categories(request: Request, here: Here) -> Response:
    """Return the category of each event, uint16; 0 for unsure."""
    snapshot = here.browse.snapshot()
    category = snapshot.category
    return _packed(request, snapshot, np.where(category == UNSURE, UNSURE_SENT, category).astype("<u2"))


@router.get("/certainty", response_class=Response, responses=_RESPONSES)
def get_certainty(request: Request, here: Here) -> Response:
    """Return how sure the category of each event is, uint8 from 0 to 255."""
    snapshot = here.browse.snapshot()
    return _packed(request, snapshot, np.round(snapshot.certainty * 255).astype(np.uint8))


@router.get("/events", response_class=Response, responses=_RESPONSES)
def get_events(request: Request, here: Here) -> Response:
    """Return the id of each event, uint32."""
    snapshot = here.browse.snapshot()
    return _packed(request, snapshot, snapshot.contents.events.ids.astype("<u4"))


@router.get("/labels", responses=responses())
def get_labels(here: Here) -> MapLabels:
    """Return `numbers`, for each event the place of its label in `names`; 0 for none."""
    snapshot = here.browse.snapshot()
    return map_labels(here.browse.labels(snapshot), snapshot)


@router.get("/names", responses=responses())
def get_names(here: Here) -> list[str]:
    """List the names that people used; the first is empty and means none."""
    snapshot = here.browse.snapshot()
    return list(map_labels(here.browse.labels(snapshot), snapshot).names)


def _packed(request: Request, snapshot: Snapshot, numbers: NDArray[np.generic]) -> Response:
    body = numbers.tobytes()
    etag = etag_of(snapshot.model.id, body)
    return bytes_response(request, lambda: body, media_type=_TYPE, etag=etag, headers=_headers(snapshot))


def _headers(snapshot: Snapshot) -> dict[str, str]:
    return {"X-Count": str(len(snapshot.contents.events)), "X-Model": snapshot.model.id}
