"""The table beside clips: what each holds and where it came from, as comma-separated text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coincide.annotations import comma_separated, guarded, hertz, local_text, seconds, utc_text
from coincide.records import Event

COLUMNS = (
    *("clip", "name", "category", "confidence", "recording", "channel", "start_s", "end_s"),
    *("event_start_s", "event_end_s", "low_hz", "high_hz", "snr_db", "time_utc", "time_local"),
    *("site", "event_id", "model", "version"),
)


@dataclass(frozen=True, slots=True)
class ClipRow:
    """One clip that was written.

    Attributes
    ----------
    file : path below the folder of all clips, with forward slashes.
    start_s, end_s : of the clip, in the recording.
    started_at : time of its first sample, with a zone where one is known; None if unknown.
    site : empty if unknown.
    model, version : of what found and grouped the event.
    """

    file: str
    name: str
    category: int | None
    certainty: float
    recording: str
    event: Event
    start_s: float
    end_s: float
    started_at: datetime | None
    site: str
    event_id: str
    model: str
    version: str


def format_table(clips: Sequence[ClipRow]) -> str:
    """Return a table with a row for each clip; times of events count from the first sample of their clip."""
    return comma_separated(COLUMNS, map(_cells, clips))


def _cells(clip: ClipRow) -> list[str]:
    event, at = clip.event, clip.started_at
    return [
        guarded(clip.file),
        guarded(clip.name),
        "" if clip.category is None else str(clip.category),
        f"{clip.certainty:.6f}",
        guarded(clip.recording),
        str(event.channel),
        seconds(clip.start_s),
        seconds(clip.end_s),
        seconds(event.onset_s - clip.start_s),
        seconds(event.offset_s - clip.start_s),
        hertz(event.low_hz),
        hertz(event.high_hz),
        f"{event.snr_db:.2f}",
        utc_text(at),
        local_text(at),
        guarded(clip.site),
        clip.event_id,
        clip.model,
        clip.version,
    ]
