"""DeepSqueak's statistics of calls, as its *Export to Excel* writes them, in CSV or in an Excel workbook.

Columns as in DeepSqueak 2 and 3: ``File``, ``ID``, ``Label``, ``Accepted``, ``Score``, ``Begin Time (s)``,
``End Time (s)``, ``Low Freq (kHz)``, ``High Freq (kHz)`` and measurements that are passed over. Calls that a person
rejected are left out. ``File`` names the detection file, ``RECORDING 2024-05-01 03_15 PM.mat``, and so the recording.
The detection files themselves are read in `deepsqueak_mat`.
"""

from __future__ import annotations

import csv
import importlib
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from coincide.annotations.detectors.deepsqueak_mat import MAT_ENDING, read_detection_file, recording_of
from coincide.annotations.source import parse_band, parse_confidence, parse_span, read_bytes, read_whole
from coincide.annotations.spreadsheet import unguarded
from coincide.annotations.table import Row, Table, parse_delimited
from coincide.errors import AnnotationError, MissingPackageError
from coincide.records import Annotation

WORKBOOK_ENDING = ".xlsx"
_BEGIN, _END = "Begin Time (s)", "End Time (s)"
_BAND = ("Low Freq (kHz)", "High Freq (kHz)")
_REJECTED = frozenset(("0", "0.0", "false"))
_MOST_ROWS, _MOST_COLUMNS, _MOST_BYTES = 1_048_576, 100, 500_000_000
"""Of a sheet, which is also the limit of Excel; that are looked at; of an unpacked workbook."""


def is_deepsqueak_header(cells: Sequence[str]) -> bool:
    """Return whether a header, as `table.plain` leaves its cells, is one of DeepSqueak."""
    return {"accepted", "begintime", "endtime", "calllength"} <= set(cells)


def read_deepsqueak(path: Path) -> list[Annotation]:
    """Read exported statistics, or a detection file.

    Parameters
    ----------
    path : a CSV table, an Excel workbook (needs the extra `tables`), or a ``.mat`` file.

    Returns
    -------
    The accepted calls in the order of the rows; `recording` is empty where no column names the file.

    Raises
    ------
    AnnotationError
        If a column is missing or a value cannot be read; the message names file and line.
    MissingPackageError
        If the path is a workbook, and `openpyxl` is not installed.
    """
    if path.suffix.lower() == MAT_ENDING:
        return read_detection_file(path)
    is_workbook = path.suffix.lower() == WORKBOOK_ENDING
    table = parse_delimited(path, _workbook_text(path) if is_workbook else read_whole(path))
    if is_workbook and table.find(("begintime",)) is None:
        raise AnnotationError(
            f"{path}: expected an Excel workbook of DeepSqueak, got another table. Save the sheet as `CSV UTF-8` and "
            "give that file."
        )
    table.need(("begintime",), name=_BEGIN)
    table.need(("endtime",), name=_END)
    accepted = table.find(("accepted",))
    return [_annotation(table, row) for row in table.rows if row.cell(accepted).lower() not in _REJECTED]


def _annotation(table: Table, row: Row) -> Annotation:
    def cell(name: str) -> str:
        return row.cell(table.find((name,)))

    onset_s, offset_s = parse_span(cell("begintime"), cell("endtime"), row.place, names=(_BEGIN, _END))
    low_khz, high_khz = parse_band(cell("lowfreq(khz)"), cell("highfreq(khz)"), row.place, names=_BAND)
    file = cell("file")
    return Annotation(
        recording=recording_of(file) if file.lower().endswith(MAT_ENDING) else file,
        onset_s=onset_s,
        offset_s=offset_s,
        label=unguarded(cell("label")),
        low_hz=None if low_khz is None else low_khz * 1000,
        high_hz=None if high_khz is None else high_khz * 1000,
        confidence=parse_confidence(cell("score")),
        is_channel_known=False,
    )


def _workbook_text(path: Path) -> str:
    """Return the first sheet of a workbook as comma-separated text."""
    try:
        openpyxl: Any = importlib.import_module("openpyxl")
    except ImportError:
        why = f"{path}: reading an Excel workbook needs"
        raise MissingPackageError.of(why, "openpyxl", extra="tables", otherwise="save the sheet as CSV") from None
    content = io.BytesIO(read_bytes(path))
    try:
        rows = list(_rows(openpyxl, content))
    except Exception:
        # Whatever a library says about a file that is no workbook.
        raise AnnotationError(
            f"{path}: expected an Excel workbook, got something else, or more than {_MOST_ROWS:,} rows. Export the "
            "calls from DeepSqueak again, or save the sheet as CSV."
        ) from None
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    if not rows:
        raise AnnotationError(f"{path}: expected a sheet with calls, got an empty one. Export the calls again.")
    return out.getvalue()


def _rows(openpyxl: Any, content: io.BytesIO) -> Iterator[list[str]]:
    """Yield the rows of the first sheet that hold anything; `ValueError` where few bytes stand for too much."""
    with zipfile.ZipFile(content) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
            raise ValueError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it passes over is no call, and it names no file
        book = openpyxl.load_workbook(content, read_only=True, data_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # a sheet may be larger than it says
    # A cell in the far corner of a sheet would make all others before it.
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)):
        if number >= _MOST_ROWS:
            raise ValueError
        if row.count(None) < len(row):  # a sheet may have a million rows of which few hold anything
            yield ["" if value is None else str(value) for value in row]
    book.close()
