"""Comma-separated tables: our own columns when writing, many spellings when reading.

Columns: ``recording,start_s,end_s,low_hz,high_hz,category,label,confidence`` (RFC 4180, UTF-8, line feeds),
then ``channel`` (from 0) if any event is not in channel 0, and the columns of `provenance` if any event has an id.
Unknown values are empty cells; ``category`` is a number or ``unsure``. Names of recordings and labels that a
spreadsheet would run as formulas are guarded (see `spreadsheet`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from coincide.annotations.provenance import COINCIDE_LABEL, provenance_columns, with_provenance
from coincide.annotations.source import (
    Place,
    parse_band,
    parse_channel,
    parse_confidence,
    parse_span,
)
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.spreadsheet import guarded, unguarded
from coincide.annotations.table import Row, Table, plain, read_delimited
from coincide.annotations.target import comma_separated, confidence_cell, hertz, seconds
from coincide.annotations.wording import category_cell, one_line, parse_category
from coincide.records import Annotation

_COUNT_CHANNELS = "Count channels from 0, or leave the cell empty."
COLUMNS = ("recording", "start_s", "end_s", "low_hz", "high_hz", "category", "label", "confidence")

SPELLINGS: dict[str, tuple[str, ...]] = {
    "recording": (
        *("recording", "recordingname", "file", "filename", "filepath", "path", "beginpath", "beginfile"),
        *("notatedpath", "audiopath", "audiofile", "soundfile", "wavfile"),
    ),
    "start_s": (
        *("starts", "start", "starttime", "startsec", "startseconds", "onsets", "onset", "onsettime"),
        *("begin", "begins", "begintime"),
    ),
    "end_s": (
        *("ends", "end", "endtime", "endsec", "endseconds", "offsets", "offset", "offsettime"),
        *("stop", "stops", "stoptime"),
    ),
    "low_hz": ("lowhz", "low", "lowfreq", "lowfreqhz", "lowfrequency", "minfreq", "minfrequency", "fmin"),
    "high_hz": ("highhz", "high", "highfreq", "highfreqhz", "highfrequency", "maxfreq", "maxfrequency", "fmax"),
    "category": ("category",),
    "label": (
        *("label", "labels", "name", "species", "annotation", "commonname", "speciescode", "scientificname"),
        *("calltype", "class", "text", "tag"),
    ),
    "confidence": ("confidence", "score", "probability"),
    "channel": ("channel",),
    "coincide_label": (plain(COINCIDE_LABEL),),
}
"""Names of columns as `table.plain` leaves them, best first."""


def read_csv(path: Path) -> list[Annotation]:
    """Read a comma-, semicolon- or tab-separated table with a header.

    Case, spaces and underscores in column names do not matter. Start and end are required; they may also be called
    onset and offset, or begin and stop.
    Times are seconds, frequencies Hz. Of several columns for the same thing, the first that is not empty counts.

    Parameters
    ----------
    path : a UTF-8 text file.

    Returns
    -------
    The annotations in the order of the rows.

    Raises
    ------
    AnnotationError
        If a column is missing or a value cannot be read; the message names file and line.
    """
    table = read_delimited(path)
    table.need(SPELLINGS["start_s"], name="start_s")
    table.need(SPELLINGS["end_s"], name="end_s")
    columns = {name: _column(table, spellings) for name, spellings in SPELLINGS.items()}
    return [_annotation(table, row, columns) for row in table.rows]


def _column(table: Table, spellings: Sequence[str]) -> int | None:
    filled = table.filled(spellings)
    return table.find(spellings) if filled is None else filled


def is_csv_header(cells: Sequence[str]) -> bool:
    """Return whether a header, as `plain` gives it, has a start and an end column."""
    return not set(cells).isdisjoint(SPELLINGS["start_s"]) and not set(cells).isdisjoint(SPELLINGS["end_s"])


def format_csv(groups: Sequence[Group]) -> str:
    """Return a comma-separated table, with channels and provenance if any event of it needs them."""
    has_channels = any(annotation.channel != 0 for _, group in groups for annotation in group)
    provenance = provenance_columns(groups)

    def cells(span: RecordingSpan, annotation: Annotation) -> list[str]:
        return [*_cells(span, annotation), *([str(annotation.channel)] if has_channels else [])]

    header = [*COLUMNS, *(["channel"] if has_channels else []), *provenance]
    return comma_separated(header, with_provenance(cells, groups, provenance))


def _cells(span: RecordingSpan, annotation: Annotation) -> list[str]:
    return [
        guarded(one_line(span.name)),
        seconds(annotation.onset_s),
        seconds(annotation.offset_s),
        hertz(annotation.low_hz),
        hertz(annotation.high_hz),
        category_cell(annotation.category, annotation.label),
        guarded(one_line(annotation.label)),
        confidence_cell(annotation.confidence),
    ]


def annotation_of(
    cell: Callable[[str], str],
    place: Place,
    *,
    counting: str,
    has_coincide_label: bool,
    spelled: Callable[[str], str] = str,
) -> Annotation:
    """Read one annotation.

    Parameters
    ----------
    cell : gives the text below one of `SPELLINGS`, empty if there is none.
    counting : says how channels are counted where a channel cannot be read.
    has_coincide_label : False where the table has no place for it.
    spelled : gives the name of a column as the table has it, for errors.
    """
    onset_s, offset_s = parse_span(cell("start_s"), cell("end_s"), place, names=(spelled("start_s"), spelled("end_s")))
    low_hz, high_hz = parse_band(cell("low_hz"), cell("high_hz"), place, names=(spelled("low_hz"), spelled("high_hz")))
    category, label = parse_category(cell("category"), cell("label"))
    return Annotation(
        recording=cell("recording"),
        onset_s=onset_s,
        offset_s=offset_s,
        label=label,
        low_hz=low_hz,
        high_hz=high_hz,
        channel=parse_channel(cell("channel"), place, name="channel", first=0, remedy=counting),
        category=category,
        confidence=parse_confidence(cell("confidence")),
        is_channel_known=bool(cell("channel")),
        coincide_label=cell("coincide_label") if has_coincide_label else None,
    )


def _annotation(table: Table, row: Row, columns: dict[str, int | None]) -> Annotation:
    def cell(name: str) -> str:
        text = row.cell(columns[name])
        return unguarded(text) if name in ("recording", "label", "coincide_label") else text

    def spelled(name: str) -> str:
        column = columns[name]
        return name if column is None else table.header[column]

    return annotation_of(
        cell,
        row.place,
        counting=_COUNT_CHANNELS,
        has_coincide_label=columns["coincide_label"] is not None,
        spelled=spelled,
    )
