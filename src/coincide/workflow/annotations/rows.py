"""What tables must know about an event, and about the recording that it is in."""

from __future__ import annotations

from dataclasses import replace

from coincide.annotations import RecordingSpan
from coincide.learned.opened import LearnedCatalog
from coincide.records import Annotation, Event, Recording, event_key
from coincide.survey import PlacedRecording


def event_annotation(
    learned: LearnedCatalog,
    recording: Recording,
    event: Event,
    label: str,
    category: int | None,
    confidence: float,
    *,
    is_said: bool = False,
) -> Annotation:
    """Say about an event what tables must know.

    Parameters
    ----------
    is_said : a person gave it this label, not the program.
    """
    return Annotation(
        recording=recording.name,
        onset_s=event.onset_s,
        offset_s=event.offset_s,
        label=label,
        low_hz=event.low_hz,
        high_hz=event.high_hz,
        channel=event.channel,
        category=category,
        confidence=confidence,
        snr_db=event.snr_db,
        event_id=event_key(recording, event),
        model=learned.record.id,
        version=learned.version,
        coincide_label="" if is_said else label,
    )


def recording_span(recording: Recording) -> RecordingSpan:
    """Say about a recording what tables must know."""
    return RecordingSpan(
        name=recording.name,
        path=recording.path,
        duration_s=recording.duration_s,
        sample_rate_hz=recording.sample_rate_hz,
        n_channels=recording.n_channels,
        started_at=recording.started_at,
    )


def placed_span(placed: PlacedRecording) -> RecordingSpan:
    """Say about a recording what tables must know, with its place and its time by the clocks there."""
    return replace(
        recording_span(placed.recording),
        started_at=placed.began_local or placed.began_at or placed.recording.started_at,
        site=placed.site,
        latitude=placed.latitude,
        longitude=placed.longitude,
    )
