"""How one call looks and sounds: for events, and for the items of a sample to check."""

from __future__ import annotations

from fastapi import Request, Response

from coincide.app.event_media import event_picture, event_sound, event_span_s, read_clip
from coincide.records import Event, Recording
from coincide.web.ranges import etag_of
from coincide.web.served import ServedCatalog

_PICTURES, _SOUNDS = 1, 2
"""Raised when the same call would look or sound otherwise."""


def call_picture(
    here: ServedCatalog, request: Request, call: tuple[Event, Recording], *, height_px: int, version: str | None
) -> Response:
    """Draw a call with a little before and after, 16:9; `X-From-S` and `X-To-S` are the times that it shows.

    Raises
    ------
    RecordingError : the recording is gone, or another one has its place.
    """
    event, recording = call
    here.originals.check(recording)
    channel = here.browse.snapshot().contents.heard_in(event.channel)
    etag = etag_of("picture", _PICTURES, recording.content_hash, event, height_px, channel)
    start_s, stop_s = event_span_s(event, recording)
    span = {"X-From-S": f"{start_s:.6f}", "X-To-S": f"{stop_s:.6f}"}

    def make() -> bytes:
        return event_picture(read_clip(event, recording, here.originals, channel=channel), event, height_px=height_px)

    return here.media_response(request, make, media_type="image/png", etag=etag, version=version, headers=span)


def call_sound(
    here: ServedCatalog, request: Request, call: tuple[Event, Recording], *, expand: int | None, version: str | None
) -> Response:
    """Play what the picture shows, slowed down if people could not hear it, or by `expand`; errors as above."""
    event, recording = call
    here.originals.check(recording)
    channel = here.browse.snapshot().contents.heard_in(event.channel)
    etag = etag_of("sound", _SOUNDS, recording.content_hash, event, expand, channel)

    def make() -> bytes:
        return event_sound(read_clip(event, recording, here.originals, channel=channel), event, expand=expand)

    return here.media_response(request, make, media_type="audio/wav", etag=etag, version=version)
