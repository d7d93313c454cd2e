"""DeepSqueak's exported calls, in."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from coincide.annotations import guess_format, read_annotations, write_annotations
from coincide.errors import AnnotationError, MissingPackageError
from coincide.records import Annotation

HEADER = (
    *("File", "ID", "Label", "Accepted", "Score", "Begin Time (s)", "End Time (s)", "Call Length (s)"),
    *("Principal Frequency (kHz)", "Low Freq (kHz)", "High Freq (kHz)", "Delta Freq (kHz)", "Sinuosity", "Tonality"),
)
ROWS = (
    ("T0001 2024-05-01 03_15 PM.mat", 1, "USV", 1, 0.95, 0.1, 0.148, 0.048, 55, 40.5, 80, 39.5, 2.1, 0.8),
    ("T0001 2024-05-01 03_15 PM.mat", 2, "USV", 0, 0.4, 0.3, 0.4, 0.1, 55, 40, 80, 40, 2.1, 0.8),
)
CALL = Annotation("T0001", 0.1, 0.148, "USV", 40_500.0, 80_000.0, confidence=0.95)


def _csv(folder: Path) -> Path:
    path = folder / "stats.csv"
    path.write_text("\n".join(",".join(str(cell) for cell in row) for row in (HEADER, *ROWS)))
    return path


def _workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.worksheets[0].append(list(row))
    book.save(folder / "stats.xlsx")
    return folder / "stats.xlsx"


@pytest.mark.parametrize("write", [_csv, _workbook])
def test_accepted_calls_are_read(tmp_path, write):
    assert read_annotations(write(tmp_path)) == [CALL]


def test_calls_are_of_no_known_channel(tmp_path):
    assert [one.is_channel_known for one in read_annotations(_csv(tmp_path))] == [False]


def test_an_exported_table_is_recognized(tmp_path):
    assert guess_format(_csv(tmp_path)) == "deepsqueak"


def test_workbooks_of_a_folder_are_read_where_they_are_asked_for(tmp_path):
    _workbook(tmp_path)
    assert read_annotations(tmp_path, format="deepsqueak") == [CALL]


@pytest.mark.parametrize(
    ("file", "recording"),
    [
        ("night 1 2024-05-01 03_15 PM.mat", "night 1"),
        ("night 1 May 01, 2019 03_15 PM.mat", "night 1"),
        ("a_Detections.mat", "a"),
        ("a.wav", "a.wav"),
    ],
)
def test_a_detection_file_names_its_recording(tmp_path, file, recording):
    (tmp_path / "x.csv").write_text(f'File,Accepted,Begin Time (s),End Time (s),Call Length (s)\n"{file}",1,1,2,1\n')
    assert read_annotations(tmp_path / "x.csv")[0].recording == recording


def test_a_workbook_that_is_none_is_told(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(AnnotationError, match=r"x\.xlsx: expected an Excel workbook, got something else"):
        read_annotations(tmp_path / "x.xlsx")


def test_a_workbook_of_another_program_is_to_be_saved_as_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["recording", "start_s", "end_s", "label"])
    book.save(tmp_path / "events.xlsx")
    with pytest.raises(AnnotationError, match=r"events\.xlsx: .* got another table\. Save the sheet as `CSV UTF-8`"):
        read_annotations(tmp_path / "events.xlsx")


def test_a_workbook_that_is_not_there_is_not_called_something_else(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"x\.xlsx: expected an annotation table that can be read, got: No such"):
        read_annotations(tmp_path / "x.xlsx", format="deepsqueak")


def test_a_workbook_without_the_package_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingPackageError, match=r"needs `openpyxl`.*pip install 'coincide\[tables\]'"):
        read_annotations(_empty(tmp_path))


def _empty(folder: Path) -> Path:
    (folder / "x.xlsx").touch()
    return folder / "x.xlsx"


def test_deepsqueak_is_not_written(tmp_path):
    with pytest.raises(AnnotationError, match=r"expected one of the formats raven, .*, got `deepsqueak`"):
        write_annotations(tmp_path / "x.csv", [], [], format="deepsqueak")


def _with_sheet(folder: Path, old: bytes, new: bytes) -> Path:
    """Write a workbook with other bytes in its sheet."""
    with zipfile.ZipFile(_workbook(folder)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(folder / "x.xlsx", "w") as damaged:
        for name, data in parts.items():
            damaged.writestr(name, data.replace(old, new) if "worksheets/" in name else data)
    return folder / "x.xlsx"


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"</row>", b"<row>"), (b'<row r="2"', b'<row r="999999999999"'), (b"</sheetData>", b"&broken;")],
    ids=["rows that do not end", "a row in the far corner", "an unknown entity"],
)
def test_a_workbook_with_a_damaged_sheet_is_told(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = _with_sheet(tmp_path, old, new)
    with pytest.raises(AnnotationError, match=r"x\.xlsx: expected an Excel workbook, got something else, or more than"):
        read_annotations(path)


def test_a_cell_in_the_last_column_takes_no_memory(tmp_path: Path) -> None:
    path = _with_sheet(tmp_path, b'r="N2"', b'r="XFD2"')
    assert read_annotations(path) == [CALL]


def test_an_empty_workbook_is_told(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(AnnotationError, match="expected a sheet with calls, got an empty one"):
        read_annotations(tmp_path / "x.xlsx")
