"""What people take along: annotation tables, and the sound of calls."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from coincide.app.exports import MOST_CLIPS, packed_annotations, packed_clips
from coincide.web.errors import responses
from coincide.web.schemas import Name
from coincide.web.served import Here
from coincide.workflow.clips.clips import ClipOptions

router = APIRouter(prefix="/api/exports", tags=["exports"])
Zone = Annotated[str | None, Query(max_length=100)]
_ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}}}
_PIECE = 2**18


@router.get("/annotations.zip", response_class=StreamingResponse, responses={**responses(404), **_ZIP})
def get_annotations(
    here: Here, format: Annotated[str, Query(max_length=100)] = "raven", timezone: Zone = None
) -> StreamingResponse:
    """Return all events as annotation tables, as `coincide annotations export` does; without `speech`."""
    found = packed_annotations(here.browse.folder, format, timezone=timezone or None)
    return _sent(found, f"annotations-{format}.zip")


@router.get("/clips.zip", response_class=StreamingResponse, responses={**responses(404, 410), **_ZIP})
def get_clips(
    here: Here,
    names: Annotated[list[Name] | None, Query(max_length=1000)] = None,
    n: Annotated[int, Query(ge=1, le=MOST_CLIPS, description="At most this many clips of each name.")] = 20,
    pick: Literal["surest", "random"] = "surest",
    pad_s: Annotated[float, Query(ge=0, le=60, description="Sound before and after each call.")] = 0.5,
    format: Literal["wav", "flac"] = "wav",
    timezone: Zone = None,
) -> StreamingResponse:
    """Return the sound of calls with a table, as `coincide clips` does; without `noise` and `speech`."""
    options = ClipOptions(names or (), n, pad_s, pick, format=format, timezone=timezone or None)
    return _sent(packed_clips(here.browse.folder, options), "clips.zip")


def _sent(file: BinaryIO, name: str) -> StreamingResponse:
    size = os.fstat(file.fileno()).st_size
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
