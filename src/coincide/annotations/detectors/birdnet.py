"""BirdNET-Analyzer's result tables: ``Start (s),End (s),Scientific name,Common name,Confidence,File``.

Columns as BirdNET-Analyzer 1 and 2 write them (`CSV_HEADER` in its analysis module); older tables have no ``File``. The
common name counts before the scientific one. Its other tables are read as what they are: selection tables as Raven's,
R tables as CSV, tables for Kaleidoscope as Kaleidoscope's.

When writing, both names hold the label; category, channel and band follow as columns of our own, which programs that
read such tables pass over.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coincide.annotations.provenance import COINCIDE_LABEL, PROVENANCE, label_given, provenance_columns, with_provenance
from coincide.annotations.source import (
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

COLUMNS = (
    *("Start (s)", "End (s)", "Scientific name", "Common name", "Confidence", "File"),
    *("Category", "Channel", "Low Freq (Hz)", "High Freq (Hz)"),
)


def is_birdnet_header(cells: Sequence[str]) -> bool:
    """Return whether a header, as `table.plain` leaves its cells, is one of BirdNET."""
    return list(cells[:5]) == ["start", "end", "scientificname", "commonname", "confidence"]


def read_birdnet(path: Path) -> list[Annotation]:
    """Read a result table.

    Returns
    -------
    The annotations in the order of the rows; their `recording` is empty in old tables.

    Raises
    ------
    AnnotationError
        If a column is missing or a value cannot be read; the message names file and line.
    """
    table = read_delimited(path)
    for name in COLUMNS[:2]:
        table.need((name.split()[0].lower(),), name=name)
    return [_annotation(table, row) for row in table.rows]


def format_birdnet(groups: Sequence[Group]) -> str:
    """Return a result table as BirdNET-Analyzer writes it, with more columns at its end."""
    provenance = provenance_columns(groups) or PROVENANCE
    return comma_separated([*COLUMNS, *provenance], with_provenance(_cells, groups, provenance))


def _annotation(table: Table, row: Row) -> Annotation:
    def cell(name: str) -> str:
        return row.cell(table.find((name,)))

    onset_s, offset_s = parse_span(cell("start"), cell("end"), row.place, names=COLUMNS[:2])
    low_hz, high_hz = parse_band(cell("lowfreq"), cell("highfreq"), row.place, names=COLUMNS[8:])
    category, label = parse_category(cell("category"), unguarded(cell("commonname") or cell("scientificname")))
    return Annotation(
        recording=unguarded(cell("file")),
        onset_s=onset_s,
        offset_s=offset_s,
        label=label,
        low_hz=low_hz,
        high_hz=high_hz,
        channel=parse_channel(cell("channel"), row.place, name="Channel", first=0, remedy="Count channels from 0."),
        category=category,
        confidence=parse_confidence(cell("confidence")),
        is_channel_known=bool(cell("channel")),
        coincide_label=label_given(row, table.find((plain(COINCIDE_LABEL),))),
    )


def _cells(span: RecordingSpan, annotation: Annotation) -> list[str]:
    label = guarded(one_line(annotation.label))
    return [
        seconds(annotation.onset_s),
        seconds(annotation.offset_s),
        label,
        label,
        confidence_cell(annotation.confidence),
        guarded(one_line(span.path)),
        category_cell(annotation.category, annotation.label),
        str(annotation.channel),
        hertz(annotation.low_hz),
        hertz(annotation.high_hz),
    ]
