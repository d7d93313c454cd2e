"""Clips that are kept from the live page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from coincide.app.label.clips import KEPT
from coincide.web.errors import responses
from coincide.web.schemas import KeptClipKey
from coincide.web.served import Here
from coincide.web.uploads import audio_body, uploaded
from coincide.workflow.learn.kept import keep_clip

router = APIRouter(prefix="/api", tags=["label"])


@router.post("/kept", responses=responses(), openapi_extra=audio_body("WAV, up to 60 s."))
async def post_kept(
    request: Request,
    here: Here,
    name: Annotated[str, Query(max_length=200, description="What the recognizer called it.")] = "",
) -> KeptClipKey:
    """Keep a clip; it becomes a question, and sound to learn from."""
    async with uploaded(request, suffix=".wav") as path:

        def keep() -> int:
            with here.write() as store:
                recording_id = keep_clip(store, path, name=name, who=here.who)
            here.desk.look_for_clips()
            return recording_id

        recording_id = await run_in_threadpool(keep)
    return KeptClipKey(key=f"{KEPT}-{recording_id}")
