"""Search by example."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from coincide.app.example_search import SoundHits
from coincide.errors import InputError
from coincide.web.errors import responses
from coincide.web.schemas import HitPage, SearchBody
from coincide.web.served import Here
from coincide.web.uploads import audio_body, uploaded

router = APIRouter(prefix="/api/search", tags=["search"])


@router.post("", responses=responses(400, 404, 410))
def post_search(body: SearchBody, here: Here) -> HitPage:
    """Find the events most like an event or a stretch of a recording, the nearest first."""
    stretch = (body.recording_id, body.onset_s, body.offset_s)
    if body.event_id is not None and stretch == (None, None, None) and body.channel is None:
        return HitPage(here.search.by_event(body.event_id, metric=body.metric, k=body.k))
    recording_id, onset_s, offset_s = stretch
    if body.event_id is not None or recording_id is None or onset_s is None or offset_s is None:
        raise InputError("give `event_id`, or `recording_id` with `onset_s`, `offset_s` and perhaps `channel`.")
    found = here.search.by_stretch(recording_id, onset_s, offset_s, channel=body.channel, metric=body.metric, k=body.k)
    return HitPage(found)


@router.post("/sound", responses=responses(), openapi_extra=audio_body("A sound file, up to 64 MB and 60 s."))
async def post_sound(
    request: Request,
    here: Here,
    metric: Literal["embedding", "euclidean", "dtw"] = "embedding",
    k: Annotated[int, Query(ge=1, le=1000)] = 20,
) -> SoundHits:
    """Find the events most like the clearest event of a sound file, and say which it is; the file is not kept."""
    await run_in_threadpool(here.browse.snapshot)  # tells before the upload if nothing was learned
    async with uploaded(request) as path:
        return await run_in_threadpool(lambda: here.search.by_sound(path, metric=metric, k=k))
