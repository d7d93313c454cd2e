"""Raven selection tables: tab-separated, one recording each or a whole sequence of recordings in one.

A table over several recordings follows Raven's paged sounds (Raven Pro user's manual, "Opening file
sequences"): begin and end count from the start of the first recording, through all of them in order, so they
grow by the durations of the recordings before; ``File Offset (s)`` counts from the start of the event's own
recording. Open the recordings in the order of the table, and the boxes lie on their calls.

Raven needs a band: an unknown lowest or highest frequency is written as 0 Hz or half the sample rate, which
is how Raven itself draws a selection in time alone. Channels count from 1 in the table and from 0 here.

Spreadsheets and R save these tables in other ways: with commas or semicolons, or with all texts in quotes.

Labels that a spreadsheet would run as formulas are guarded (see `spreadsheet`). Paths are not, since Raven opens the
recording by them; they begin with a slash or a drive. A file name that would be a formula is left to its path.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coincide.annotations.provenance import provenance_cells, provenance_columns
from coincide.annotations.raven_rows import Columns, find_columns, merge_views, parse_row
from coincide.annotations.source import read_text
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.spreadsheet import guarded
from coincide.annotations.table import column_names, header_and_delimiter, parse_table
from coincide.annotations.target import confidence_cell, hertz, seconds
from coincide.annotations.wording import category_cell, one_line
from coincide.delimiters import delimiter_of
from coincide.records import Annotation

COLUMNS = (
    "Selection",
    "View",
    "Channel",
    "Begin Time (s)",
    "End Time (s)",
    "Low Freq (Hz)",
    "High Freq (Hz)",
    "Begin Path",
    "Begin File",
    "File Offset (s)",
    "Category",
    "Label",
    "Confidence",
)


def read_raven(path: Path) -> list[Annotation]:
    """Read a selection table of one recording or of a sequence of recordings.

    The recording is ``Begin Path``, or ``Begin File`` without it. Where ``File Offset (s)`` is given, the
    event starts there and lasts from begin to end. A selection listed once per view (waveform, spectrogram)
    gives one annotation. The label is the column ``Label``, ``Annotation``, ``Species``, ``Song Type``, ``Call`` or the
    like, the first of them that is not empty; else the first column of text that is neither a measurement, a remark, an
    observer or a date, nor filled by Raven; else a remark.

    Parameters
    ----------
    path : a UTF-8 text file, tab-separated as Raven writes it, or as a spreadsheet or R saved it.

    Returns
    -------
    The annotations in the order of the rows.

    Raises
    ------
    AnnotationError
        If a column is missing, a value cannot be read, or the table spans several recordings without
        ``File Offset (s)``; the message names file and line.
    """
    text = read_text(path)
    header, _ = header_and_delimiter(text)
    delimiter = _delimiter(header)
    # Raven quotes nothing, so that a quote belongs to the label.
    table = parse_table(path, text, delimiter=delimiter, is_quoted=delimiter != "\t" or header.startswith('"'))
    columns: Columns = find_columns(table)
    return [parse_row(row, columns) for row in merge_views(table, columns)]


def is_raven_header(header: str, *, ending: str) -> bool:
    """Return whether a first line is that of a selection table; `ending` is that of the file, in lower case."""
    delimiter = _delimiter(header)
    names = set(column_names(header, delimiter))
    is_own = delimiter == "\t" and ending != ".csv"
    return {"begintime", "endtime"} <= names and (is_own or "selection" in names)


def _delimiter(header: str) -> str:
    return "\t" if "\t" in header else delimiter_of(header)


def format_raven(groups: Sequence[Group]) -> str:
    """Return a selection table; its recordings are in the order in which Raven opens them as one sound."""
    provenance = provenance_columns(groups)
    lines = ["\t".join([*COLUMNS, *provenance])]
    start_s = 0.0
    for span, group in groups:
        for annotation in group:
            cells = _cells(span, annotation, selection=len(lines), start_s=start_s)
            lines.append("\t".join([*cells, *provenance_cells(span, annotation, provenance)]))
        # A duration is a whole number of samples: taken exactly, sums over many recordings do not drift.
        start_s += round(span.duration_s * span.sample_rate_hz) / span.sample_rate_hz
    return "\n".join(lines) + "\n"


def _cells(span: RecordingSpan, annotation: Annotation, *, selection: int, start_s: float) -> list[str]:
    # The length is taken between rounded times, so that offset + length gives the same end again.
    length_s = round(annotation.offset_s, 6) - round(annotation.onset_s, 6)
    begin_s = round(start_s + annotation.onset_s, 6)
    low_hz = 0.0 if annotation.low_hz is None else annotation.low_hz
    high_hz = max(low_hz, span.sample_rate_hz / 2) if annotation.high_hz is None else annotation.high_hz
    return [
        str(selection),
        "Spectrogram 1",
        str(annotation.channel + 1),
        seconds(begin_s),
        seconds(begin_s + length_s),
        hertz(low_hz),
        hertz(high_hz),
        one_line(span.path),
        _file_cell(span.path),
        seconds(annotation.onset_s),
        category_cell(annotation.category, annotation.label),
        guarded(one_line(annotation.label)),
        confidence_cell(annotation.confidence),
    ]


def _file_cell(path: str) -> str:
    name = one_line(path.replace("\\", "/").rsplit("/", 1)[-1])
    return name if guarded(name) == name else ""
