"""Recordings: which there are, their events, and what they look and sound like."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from coincide.web.errors import responses
from coincide.web.schemas import MAX_ID, Recording, SoundEvent
from coincide.web.served import Served, served
from coincide.workflow.recording_list import events_between, list_recordings, one_recording

router = APIRouter(prefix="/api/recordings", tags=["recordings"])
RecordingId = Annotated[int, Path(ge=1, le=MAX_ID)]
Time = Annotated[float | None, Query(ge=0.0, le=1e9, allow_inf_nan=False)]


@router.get("", responses=responses())
def get_recordings(here: Annotated[Served, Depends(served)]) -> list[Recording]:
    """List the recordings by name."""
    return [Recording.model_validate(each) for each in list_recordings(here.browse)]


@router.get("/{recording_id}", responses=responses(404))
def get_recording(recording_id: RecordingId, here: Annotated[Served, Depends(served)]) -> Recording:
    """Describe a recording."""
    return Recording.model_validate(one_recording(here.browse, recording_id))


@router.get("/{recording_id}/events", responses=responses(404))
def get_events(
    recording_id: RecordingId, here: Annotated[Served, Depends(served)], from_s: Time = None, to_s: Time = None
) -> list[SoundEvent]:
    """List the events that reach into a stretch of a recording, by onset."""
    found = events_between(here.browse, recording_id, from_s=from_s, to_s=to_s)
    return [SoundEvent.model_validate(each) for each in found]
