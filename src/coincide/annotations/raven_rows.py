"""The rows of a Raven selection table: which columns mean what, and which rows are one selection.

Raven lists a selection once per view, as ``Waveform 1`` and ``Spectrogram 1`` with the same number and times;
only the spectrogram's band counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coincide.annotations.provenance import COINCIDE_LABEL, label_given
from coincide.annotations.source import (
    parse_band,
    parse_channel,
    parse_confidence,
    parse_span,
    parse_time,
)
from coincide.annotations.spreadsheet import unguarded
from coincide.annotations.table import Row, Table, plain
from coincide.annotations.wording import parse_category
from coincide.records import Annotation

_COUNT_CHANNELS = "Raven counts channels from 1; leave the cell empty for the first."
_BEGIN, _END, _OFFSET = "Begin Time (s)", "End Time (s)", "File Offset (s)"
_BAND = ("Low Freq (Hz)", "High Freq (Hz)")

# As `table.plain` leaves them, best first.
_LABELS = (
    *("label", "labels", "annotation", "annotations", "species", "commonname", "speciesname", "scientificname"),
    *("sp", "speciescode", "calltype", "songtype", "vocalizationtype", "vocalisationtype", "signaltype", "soundtype"),
    *("notetype", "syllabletype", "elementtype", "unittype", "type", "call", "vocalization", "vocalisation", "song"),
    *("signal", "syllable", "element", "unit", "code", "tag", "class", "name", "id"),
)

# Columns of text that Raven and detectors fill by themselves, or that say who looked and when: never a label.
_NOT_LABELS = frozenset(
    (
        *("view", "category", "confidence", "score", "beginpath", "beginfile", "endpath", "endfile", "begindate"),
        *("enddate", "begindatetime", "enddatetime", "beginclocktime", "endclocktime", "beginhour", "template"),
        *("detector", "selection", "channel", "soundfile", "samplerate"),
        *("eventid", "snrdb", "timeutc", "timelocal", "site", "model", "version"),
        *("observer", "analyst", "annotator", "reviewer", "user", "date", "time", "quality", "soundfiles", "filename"),
        plain(COINCIDE_LABEL),
    )
)

# Remarks on a call: labels only if there is no other column of text.
_SELDOM_LABELS = frozenset(("note", "notes", "comment", "comments", "remark", "remarks"))

_NUMBERS = re.compile(
    r"(?:(?:[+-]?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]?inf|nan|n/a|na|-+)(?:\s*[;,]\s*|\s+|$))+", re.IGNORECASE
)
"""What Raven writes for measurements: a number, several (as of a contour), or that there is none."""

_ENDING = re.compile(r"\.[a-z]\w{1,4}$", re.IGNORECASE)
"""Of a file. Folders have dots in their names too, as `2024.06` and `site.A` do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions of the columns in one table, None for those it lacks."""

    selection: int | None
    view: int | None
    channel: int | None
    begin: int
    end: int
    low: int | None
    high: int | None
    path: int | None
    file: int | None
    offset: int | None
    category: int | None
    label: int | None
    confidence: int | None
    coincide_label: int | None


def find_columns(table: Table) -> Columns:
    """Find the columns of a selection table.

    Parameters
    ----------
    table : as parsed; its header may have any case.

    Returns
    -------
    The positions.

    Raises
    ------
    AnnotationError
        If begin or end is missing, or several recordings are named without ``File Offset (s)``: then nobody
        can tell whether times count from the start of each recording or of the first.
    """
    columns = Columns(
        selection=table.find(("selection",)),
        view=table.find(("view",)),
        channel=table.find(("channel",)),
        begin=table.need((plain(_BEGIN),), name=_BEGIN),
        end=table.need((plain(_END),), name=_END),
        low=table.find((plain(_BAND[0]),)),
        high=table.find((plain(_BAND[1]),)),
        path=table.find(("beginpath",)),
        file=table.find(("beginfile",)),
        offset=table.find((plain(_OFFSET),)),
        category=table.find(("category",)),
        label=_label_column(table),
        confidence=table.find(("confidence", "score")),
        coincide_label=table.find((plain(COINCIDE_LABEL),)),
    )
    _check_offsets(table, columns)
    return columns


def merge_views(table: Table, columns: Columns) -> list[Row]:
    """Join rows that show the same selection in different views.

    Parameters
    ----------
    table : as parsed.
    columns : its columns.

    Returns
    -------
    One row per selection in order of first appearance; each cell from the spectrogram's row where that has
    one.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    seen: set[tuple[str, ...]] = set()
    for position, row in enumerate(table.rows):
        key = _selection_key(row, columns, position)
        in_this_view = (*key, "in", row.cell(columns.view))
        if in_this_view in seen:
            key = (*key, str(position))
        seen.add(in_this_view)
        groups.setdefault(key, []).append(row)
    return [_merged(rows, columns) for rows in groups.values()]


def parse_row(row: Row, columns: Columns) -> Annotation:
    """Read one selection.

    Parameters
    ----------
    row : one selection, views merged.
    columns : the table's columns.

    Returns
    -------
    The annotation, with times from the start of its own recording.

    Raises
    ------
    AnnotationError
        If a value cannot be read; the message names file and line.
    """
    onset_s, offset_s = parse_span(row.cell(columns.begin), row.cell(columns.end), row.place, names=(_BEGIN, _END))
    offset = row.cell(columns.offset)
    if offset:
        length_s = offset_s - onset_s
        onset_s = parse_time(offset, row.place, name=_OFFSET)
        # A difference of two times read from text carries float noise far below any sample.
        offset_s = round(onset_s + length_s, 9)
    low_hz, high_hz = parse_band(row.cell(columns.low), row.cell(columns.high), row.place, names=_BAND)
    category, label = parse_category(row.cell(columns.category), unguarded(row.cell(columns.label)))
    return Annotation(
        recording=_recording(row, columns),
        onset_s=onset_s,
        offset_s=max(onset_s, offset_s),
        label=label,
        low_hz=low_hz,
        high_hz=high_hz,
        channel=parse_channel(row.cell(columns.channel), row.place, name="Channel", first=1, remedy=_COUNT_CHANNELS),
        category=category,
        confidence=parse_confidence(row.cell(columns.confidence)),
        is_channel_known=bool(row.cell(columns.channel)),
        coincide_label=label_given(row, columns.coincide_label),
    )


def _label_column(table: Table) -> int | None:
    known = table.filled(_LABELS)
    if known is not None:
        return known
    of_text = [
        column
        for column, name in enumerate(table.header)
        if plain(name) not in _NOT_LABELS and any(_is_text(row.cell(column)) for row in table.rows)
    ]
    telling = (column for column in of_text if plain(table.header[column]) not in _SELDOM_LABELS)
    return next(telling, of_text[0] if of_text else None)


def _is_text(cell: str) -> bool:
    return bool(cell) and _NUMBERS.fullmatch(cell) is None


def _check_offsets(table: Table, columns: Columns) -> None:
    files: set[str] = set()
    for row in table.rows:
        files.add(_recording(row, columns))
        if len(files) > 1 and not row.cell(columns.offset):
            raise row.place.error(
                expected=f"`{_OFFSET}` in a table over several recordings",
                received="none",
                remedy="Add this measurement to the table in Raven, or save one table per recording.",
            )


def _selection_key(row: Row, columns: Columns, position: int) -> tuple[str, ...]:
    if columns.selection is None or columns.view is None:
        return (str(position),)
    numbers = (columns.selection, columns.channel)
    same = (*numbers, columns.begin, columns.end, columns.path, columns.file, columns.offset)
    return tuple(row.cell(column) for column in same)


def _merged(rows: list[Row], columns: Columns) -> Row:
    best_first = sorted(rows, key=lambda row: not row.cell(columns.view).lower().startswith("spectrogram"))
    cells = tuple(
        next((cell for cell in same if cell.strip()), "")
        for same in zip(*(row.cells for row in best_first), strict=True)
    )
    return Row(place=rows[0].place, cells=cells)


def _recording(row: Row, columns: Columns) -> str:
    """Return `Begin Path`, completed by `Begin File` where it names only the folder."""
    path, file = row.cell(columns.path), row.cell(columns.file)
    slashed = path.replace("\\", "/")
    if not path or not file or slashed.endswith(file):
        return path or file
    separator = "\\" if "\\" in path else "/"
    return path if _ENDING.search(slashed) else path.rstrip("/\\") + separator + file
