"""Kaleidoscope Pro: one row per detection, with folder, file, offset and duration.

Read are ``cluster.csv``, whose ``Fmin`` and ``Fmax`` are in Hz, bat tables (``id.csv``), where they are in kHz, and
tables that other programs write for Kaleidoscope, which name the match ``TOP1MATCH`` or ``common_name``. What a person
wrote in ``MANUAL ID`` counts before what Kaleidoscope found. Columns as in tables of Kaleidoscope Pro 5; ``DATE-12``,
``TIME-12`` and ``HOUR-12`` are the time 12 hours earlier, so that a night has one date.

When writing, ``TOP1MATCH*`` holds category and label together (see `wording`) and ``MANUAL ID`` the label. No column
of Kaleidoscope holds a confidence, ``TOP1DIST`` being a distance of its own; it stands in ``CONFIDENCE``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from coincide.annotations.provenance import COINCIDE_LABEL, PROVENANCE, label_given, provenance_columns, with_provenance
from coincide.annotations.source import (
    parse_band,
    parse_channel,
    parse_confidence,
    parse_time,
)
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.spreadsheet import guarded, unguarded
from coincide.annotations.table import Row, Table, plain, read_delimited
from coincide.annotations.target import comma_separated, confidence_cell, hertz, seconds
from coincide.annotations.wording import describe, one_line, parse_description
from coincide.records import Annotation

COLUMNS = (
    *("INDIR", "FOLDER", "IN FILE", "CHANNEL", "OFFSET", "DURATION", "Fmin", "Fmean", "Fmax"),
    *("DATE", "TIME", "HOUR", "DATE-12", "TIME-12", "HOUR-12", "TOP1MATCH*", "MANUAL ID", "CONFIDENCE"),
)
_MATCHES = ("top1match*", "top1match", "autoid*", "autoid", "commonname", "scientificname")
_FILE = ("infile", "infile*")
_NOTHING = frozenset(("noid", "no id"))
"""What Kaleidoscope writes for bats that it cannot tell."""
_NIGHT = timedelta(hours=12)


def is_kaleidoscope_header(cells: Sequence[str]) -> bool:
    """Return whether a header, as `table.plain` leaves its cells, is one of Kaleidoscope."""
    return {"offset", "duration"} <= set(cells) and not set(_FILE).isdisjoint(cells)


def read_kaleidoscope(path: Path) -> list[Annotation]:
    """Read a table of detections.

    Returns
    -------
    The annotations in the order of the rows.

    Raises
    ------
    AnnotationError
        If a column is missing or a value cannot be read; the message names file and line.
    """
    table = read_delimited(path)
    for spellings, name in ((_FILE, "IN FILE"), (("offset",), "OFFSET"), (("duration",), "DURATION")):
        table.need(spellings, name=name)
    scale_hz = 1000.0 if table.find(("pulses", "autoid*", "autoid")) is not None else 1.0
    return [_annotation(table, row, scale_hz) for row in table.rows]


def format_kaleidoscope(groups: Sequence[Group]) -> str:
    """Return a table that Kaleidoscope opens with File > Open Results."""
    provenance = provenance_columns(groups) or PROVENANCE
    return comma_separated([*COLUMNS, *provenance], with_provenance(_cells, groups, provenance))


def _annotation(table: Table, row: Row, scale_hz: float) -> Annotation:
    def cell(*names: str) -> str:
        return next((text for name in names if (text := row.cell(table.find((name,))))), "")

    onset_s = parse_time(cell("offset"), row.place, name="OFFSET")
    duration_s = parse_time(cell("duration"), row.place, name="DURATION")
    low_hz, high_hz = parse_band(cell("fmin"), cell("fmax"), row.place, names=("Fmin", "Fmax"))
    category, found = parse_description(unguarded(cell(*_MATCHES)))
    label = unguarded(cell("manualid")) or ("" if found.casefold() in _NOTHING else found)
    folders = [part.strip("/\\") for part in (cell("folder"), unguarded(cell(*_FILE))) if part.strip("/\\")]
    return Annotation(
        recording="/".join(part for part in (cell("indir").rstrip("/\\"), *folders) if part),
        onset_s=onset_s,
        offset_s=round(onset_s + duration_s, 6),
        label=label,
        low_hz=None if low_hz is None else low_hz * scale_hz,
        high_hz=None if high_hz is None else high_hz * scale_hz,
        channel=parse_channel(cell("channel"), row.place, name="CHANNEL", first=0, remedy="Count channels from 0."),
        category=category,
        confidence=parse_confidence(cell("confidence")),
        is_channel_known=bool(cell("channel")),
        coincide_label=label_given(row, table.find((plain(COINCIDE_LABEL),))),
    )


def _cells(span: RecordingSpan, annotation: Annotation) -> list[str]:
    root, folder, file = _place(span)
    onset_s, offset_s = round(annotation.onset_s, 6), round(annotation.offset_s, 6)
    at = span.time_at(annotation.onset_s)
    low_hz, high_hz = annotation.low_hz, annotation.high_hz
    mean_hz = None if low_hz is None or high_hz is None else (low_hz + high_hz) / 2
    return [
        one_line(root),
        one_line(folder),
        guarded(one_line(file)),
        str(annotation.channel),
        seconds(onset_s),
        seconds(offset_s - onset_s),
        *map(hertz, (low_hz, mean_hz, high_hz)),
        *_clock(at),
        *_clock(None if at is None else at - _NIGHT),
        guarded(describe(annotation.category, annotation.label)),
        guarded(one_line(annotation.label)),
        confidence_cell(annotation.confidence),
    ]


def _place(span: RecordingSpan) -> tuple[str, str, str]:
    """Return the folder of all recordings, the folder in it, and the file."""
    path = span.path.replace("\\", "/")
    folder, _, file = span.name.rpartition("/")
    if path.endswith(f"/{span.name}"):
        return path.removesuffix(f"/{span.name}"), folder, file
    return path.rpartition("/")[0], "", path.rpartition("/")[2]


def _clock(at: datetime | None) -> list[str]:
    return ["", "", ""] if at is None else [at.strftime("%Y-%m-%d"), at.strftime("%H:%M:%S"), at.strftime("%H")]
