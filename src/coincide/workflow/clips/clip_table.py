"""The table beside clips: what each holds and where it came from, as comma-separated text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from coincide.annotations import guarded
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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(clip) for clip in clips)
    return out.getvalue()


def _cells(clip: ClipRow) -> list[str]:
    event, at = clip.event, clip.started_at
    return [
        guarded(clip.file),
        guarded(clip.name),
        "" if clip.category is None else str(clip.category),
        f"{clip.certainty:.6f}",
        guarded(clip.recording),
        str(event.channel),
        f"{clip.start_s:.6f}",
        f"{clip.end_s:.6f}",
        f"{event.onset_s - clip.start_s:.6f}",
        f"{event.offset_s - clip.start_s:.6f}",
        f"{event.low_hz:.3f}",
        f"{event.high_hz:.3f}",
        f"{event.snr_db:.2f}",
        "" if at is None or at.tzinfo is None else at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "" if at is None else at.isoformat(timespec="milliseconds"),
        guarded(clip.site),
        clip.event_id,
        clip.model,
        clip.version,
    ]
