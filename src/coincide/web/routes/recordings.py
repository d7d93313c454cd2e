"""Recordings: which there are, their events, and what they look and sound like."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from coincide.app.drawn_edges import DrawnEdges, drawn_in
from coincide.app.recording_list import RecordingSummary, events_between, list_recordings, one_recording
from coincide.app.recording_media import check_channel, check_view, recording_sound, recording_tile
from coincide.app.snapshot import ShownEvent
from coincide.app.tree_list import TreePage, tree_page
from coincide.drawing.tile import TileView
from coincide.web.errors import responses
from coincide.web.ranges import PNG, WAV, etag_of
from coincide.web.schemas import MAX_ID
from coincide.web.served import Here

router = APIRouter(prefix="/api/recordings", tags=["recordings"])
RecordingId = Annotated[int, Path(ge=1, le=MAX_ID)]
Version = Annotated[
    str | None, Query(alias="v", max_length=100, description="Any text; the response can then be cached forever.")
]
Channel = Annotated[int | None, Query(ge=0, le=1000, description="From 0; all of them mixed if not given.")]
_PICTURES, _SOUNDS = 1, 2
"""Raised when the same stretch would look or sound otherwise."""
_USUAL_S = 60.0
Time = Annotated[float | None, Query(ge=0.0, le=1e9, allow_inf_nan=False)]


@router.get("", responses=responses())
def get_recordings(here: Here) -> list[RecordingSummary]:
    """List the recordings by name."""
    return list_recordings(here.browse)


@router.get("/{recording_id}", responses=responses(404))
def get_recording(recording_id: RecordingId, here: Here) -> RecordingSummary:
    """Describe a recording."""
    return one_recording(here.browse, recording_id)


@router.get("/{recording_id}/events", responses=responses(404))
def get_events(recording_id: RecordingId, here: Here, from_s: Time = None, to_s: Time = None) -> list[ShownEvent]:
    """List the events that overlap a stretch of a recording, by onset."""
    return events_between(here.browse, recording_id, from_s=from_s, to_s=to_s)


@router.get("/{recording_id}/edges", responses=responses(404))
def get_edges(recording_id: RecordingId, here: Here) -> list[DrawnEdges]:
    """List the events whose edges somebody drew, with these edges."""
    return drawn_in(here.browse, recording_id)


@router.get("/{recording_id}/tree", responses=responses(404))
def get_tree(recording_id: RecordingId, here: Here) -> TreePage:
    """Return the parse trees of a recording, one per channel; none before `coincide parse`."""
    return tree_page(here.browse, recording_id)


@router.get("/{recording_id}/spectrogram.png", response_class=Response, responses={**responses(404, 410), **PNG})
def get_picture(
    recording_id: RecordingId,
    request: Request,
    here: Here,
    from_s: Annotated[float, Query(ge=0.0, le=1e9, allow_inf_nan=False)] = 0.0,
    to_s: Time = None,
    width: Annotated[int, Query(ge=1, le=2048)] = 512,
    height: Annotated[int, Query(ge=1, le=1024)] = 256,
    low_hz: Annotated[float, Query(ge=0.0, le=1e9, allow_inf_nan=False)] = 0.0,
    high_hz: Annotated[float | None, Query(ge=0.0, le=1e9, allow_inf_nan=False)] = None,
    channel: Channel = None,
    version: Version = None,
) -> Response:
    """Draw a stretch of a recording; all stretches share one scale of levels, so they fit together."""
    recording = here.browse.recording(recording_id)
    top_hz = recording.sample_rate_hz / 2 if high_hz is None else high_hz
    stop_s = from_s + _USUAL_S if to_s is None else to_s
    view = check_view(TileView(from_s, stop_s, low_hz, top_hz, width, height), recording)
    check_channel(channel, recording)
    here.originals.check(recording)
    etag = etag_of("tile", _PICTURES, recording.content_hash, view, channel)

    def make() -> bytes:
        return recording_tile(recording, view, channel=channel, originals=here.originals, scales=here.scales)

    return here.media_response(request, make, media_type="image/png", etag=etag, version=version)


@router.get("/{recording_id}/sound.wav", response_class=Response, responses={**responses(404, 410), **WAV})
def get_sound(
    recording_id: RecordingId,
    request: Request,
    here: Here,
    from_s: Annotated[float, Query(ge=0.0, le=1e9, allow_inf_nan=False)] = 0.0,
    to_s: Time = None,
    expand: Annotated[int, Query(ge=1, le=1000, description="How many times slower.")] = 1,
    channel: Channel = None,
    version: Version = None,
) -> Response:
    """Play a stretch of a recording, 60 s if no end is given."""
    recording = here.browse.recording(recording_id)
    stop_s = from_s + _USUAL_S if to_s is None else to_s
    check_channel(channel, recording)
    here.originals.check(recording)
    etag = etag_of("stretch", _SOUNDS, recording.content_hash, from_s, stop_s, expand, channel)

    def make() -> bytes:
        return recording_sound(recording, from_s, stop_s, channel=channel, expand=expand, originals=here.originals)

    return here.media_response(request, make, media_type="audio/wav", etag=etag, version=version)
