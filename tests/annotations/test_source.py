"""Text and numbers of tables, good and bad."""

from __future__ import annotations

import pytest

from coincide.annotations import read_annotations, read_audacity, read_csv, read_raven, read_textgrid
from coincide.annotations.source import Place, parse_confidence, parse_number
from coincide.errors import AnnotationError

READERS = (read_raven, read_audacity, read_textgrid, read_csv, read_annotations)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(tmp_path, read, content):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(AnnotationError, match=r"empty\.txt, line 1: expected an annotation table, got an empty file"):
        read(path)


@pytest.mark.parametrize("read", READERS)
def test_a_binary_file_is_named_with_its_line(tmp_path, read):
    path = tmp_path / "sound.txt"
    path.write_bytes(b"RIFF\n\x00\x01WAVE")
    with pytest.raises(AnnotationError, match=r"sound\.txt, line 2: expected a text file, got binary data"):
        read(path)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("begin", [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\x00"])
def test_a_workbook_or_archive_with_another_ending_is_to_be_saved_as_csv_or_unpacked(tmp_path, read, begin):
    (tmp_path / "events.csv").write_bytes(begin)
    with pytest.raises(AnnotationError, match=r"got a workbook or an archive\. Save .* as `CSV UTF-8`, or unpack"):
        read(tmp_path / "events.csv")


@pytest.mark.parametrize("read", READERS)
def test_another_encoding_is_named_with_line_and_byte(tmp_path, read):
    path = tmp_path / "old.txt"
    path.write_bytes("0\t1\ta\n1\t2\tзяблик\n".encode("cp1251"))
    with pytest.raises(
        AnnotationError, match=r"old\.txt, line 2: expected UTF-8 text, got the byte 0xe7.*in Excel as `CSV UTF-8`"
    ):
        read(path)


def test_who_has_a_text_grid_in_another_encoding_is_not_sent_to_a_spreadsheet(tmp_path):
    path = tmp_path / "old.TextGrid"
    path.write_bytes("зяблик\n".encode("cp1251"))
    with pytest.raises(AnnotationError, match="open it in Praat and save it again"):
        read_textgrid(path)


@pytest.mark.parametrize("read", READERS)
def test_a_missing_file_is_named(tmp_path, read):
    with pytest.raises(AnnotationError, match=r"none\.csv: expected an annotation table that can be read"):
        read(tmp_path / "none.csv")


@pytest.mark.parametrize(("cell", "number"), [("1.5", 1.5), (" 1,5 ", 1.5), ("2e-3", 0.002), (".5", 0.5), ("7.", 7)])
def test_numbers_may_have_a_decimal_comma_or_an_exponent(tmp_path, cell, number):
    assert parse_number(cell, Place(tmp_path, 1), name="x") == number


@pytest.mark.parametrize("cell", ["abc", "nan", "inf", "1_0", "1.000,5", "1:30", "1e999"])
def test_what_is_no_finite_number_is_quoted(tmp_path, cell):
    with pytest.raises(AnnotationError, match=f"line 4: expected a number in `start_s`, got `{cell}`"):
        parse_number(cell, Place(tmp_path, 4), name="start_s")


@pytest.mark.parametrize(("cell", "confidence"), [("0.5", 0.5), ("1", 1), ("", None), ("4", None), ("high", None)])
def test_a_confidence_outside_zero_to_one_is_left_out(cell, confidence):
    assert parse_confidence(cell) == confidence
