"""Where a row of a table came from: the id of its event, when and where it was, and which model made it.

The columns follow those of a format where any event has an id: ``event_id``, ``snr_db``, ``time_utc``, ``time_local``,
``site``, ``model``, ``version``. They are for other programs; reading passes them over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.spreadsheet import guarded
from coincide.annotations.wording import one_line
from coincide.records import Annotation

PROVENANCE = ("event_id", "snr_db", "time_utc", "time_local", "site", "model", "version")


def has_provenance(groups: Sequence[Group]) -> bool:
    """Return whether any annotation is an event of a catalog."""
    return any(annotation.event_id for _, group in groups for annotation in group)


def provenance_cells(span: RecordingSpan, annotation: Annotation) -> list[str]:
    """Return the cells below `PROVENANCE`, empty for what is unknown."""
    at = span.time_at(annotation.onset_s)
    return [
        annotation.event_id,
        "" if annotation.snr_db is None else f"{annotation.snr_db:.2f}",
        utc_text(at),
        local_text(at),
        guarded(one_line(span.site)),
        annotation.model,
        annotation.version,
    ]


def utc_text(at: datetime | None) -> str:
    """Return a time in UTC (ISO 8601, milliseconds), empty if it or its zone is unknown."""
    return "" if at is None or at.tzinfo is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def local_text(at: datetime | None) -> str:
    """Return a time as the clock on the wall shows it, with its offset where one is known; empty if unknown."""
    return "" if at is None else at.isoformat(timespec="milliseconds")
