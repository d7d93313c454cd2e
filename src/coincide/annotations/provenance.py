"""Where a row of a table came from: the id of its event, when and where it was, and which model made it.

The columns follow those of a format where any event has an id: ``event_id``, ``snr_db``, ``time_utc``, ``time_local``,
``site``, ``model``, ``version``, ``coincide_label``, and if any event is a faint repeat ``faint_false_share``, empty
for the others. They are for other programs; reading takes only ``coincide_label``, the label that no person gave: who
changed it said something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.spreadsheet import guarded, unguarded
from coincide.annotations.table import Row
from coincide.annotations.wording import one_line
from coincide.records import Annotation

COINCIDE_LABEL = "coincide_label"
"""Column of the label that the program gave."""
PROVENANCE = ("event_id", "snr_db", "time_utc", "time_local", "site", "model", "version", COINCIDE_LABEL)
FAINT = "faint_false_share"


def provenance_columns(groups: Sequence[Group]) -> tuple[str, ...]:
    """Return the columns that annotations need; none if none of them is an event of a catalog."""
    annotations = [annotation for _, group in groups for annotation in group]
    if not any(annotation.event_id for annotation in annotations):
        return ()
    is_faint = any(annotation.faint_false_share is not None for annotation in annotations)
    return (*PROVENANCE, FAINT) if is_faint else PROVENANCE


def provenance_cells(span: RecordingSpan, annotation: Annotation, columns: Sequence[str]) -> list[str]:
    """Return the cells below such columns, empty for what is unknown."""
    at = span.time_at(annotation.onset_s)
    share = annotation.faint_false_share
    cells = [
        annotation.event_id,
        "" if annotation.snr_db is None else f"{annotation.snr_db:.2f}",
        utc_text(at),
        local_text(at),
        guarded(one_line(span.site)),
        annotation.model,
        annotation.version,
        guarded(one_line(annotation.coincide_label or "")),
        "" if share is None else f"{share:.4f}",
    ]
    return cells[: len(columns)]


def label_given(row: Row, column: int | None) -> str | None:
    """Return the label that the program gave, empty if it gave none; None in a table without this column."""
    return None if column is None else unguarded(row.cell(column))


def with_provenance(
    cells: Callable[[RecordingSpan, Annotation], list[str]], groups: Sequence[Group], columns: Sequence[str]
) -> Iterator[list[str]]:
    """Yield a row for each annotation: its own cells, and those below such columns."""
    for span, group in groups:
        for annotation in group:
            yield [*cells(span, annotation), *provenance_cells(span, annotation, columns)]


def utc_text(at: datetime | None) -> str:
    """Return a time in UTC (ISO 8601, milliseconds), empty if it or its zone is unknown."""
    return "" if at is None or at.tzinfo is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def local_text(at: datetime | None) -> str:
    """Return a time as the clock on the wall shows it, with its offset where one is known; empty if unknown."""
    return "" if at is None else at.isoformat(timespec="milliseconds")
