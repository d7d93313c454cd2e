"""Comma-separated tables, both ways."""

from __future__ import annotations

from dataclasses import replace

import crowsetta
import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples

from coincide.annotations import read_annotations, read_csv, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

CALL = Annotation("b.flac", 1.0, 2.5, "whistle", low_hz=100.0, high_hz=900.5, category=3, confidence=0.25)


def _read(tmp_path, text: str) -> list[Annotation]:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode("utf-8"))
    return read_csv(path)


@examples(60)
@given(items=several())
def test_read_csv_reads_what_write_csv_wrote(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    write_annotations(path, items, SPANS, format="csv")
    assert read_csv(path) == in_table_order(items)


def test_write_csv_writes_the_promised_columns(tmp_path):
    write_annotations(tmp_path / "table.csv", [CALL], SPANS, format="csv")
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == (
        "recording,start_s,end_s,low_hz,high_hz,category,label,confidence\n"
        "b.flac,1.000000,2.500000,100.000,900.500,3,whistle,0.250000\n"
    )


def test_write_csv_leaves_cells_empty_for_what_is_unknown(tmp_path):
    write_annotations(tmp_path / "table.csv", [Annotation("b.flac", 0, 1, "")], SPANS, format="csv")
    assert (tmp_path / "table.csv").read_text().splitlines()[1] == "b.flac,0.000000,1.000000,,,unsure,,"


def test_write_csv_adds_channels_only_if_any_is_not_the_first(tmp_path):
    write_annotations(tmp_path / "table.csv", [CALL, replace(CALL, channel=2)], SPANS, format="csv")
    assert [line.split(",")[-1] for line in (tmp_path / "table.csv").read_text().splitlines()] == [
        "channel",
        "0",
        "2",
    ]


def test_write_csv_writes_a_table_for_every_recording(tmp_path):
    paths = write_annotations(tmp_path, [CALL], SPANS, format="csv", layout="many")
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == ["night/a.csv", "b.csv"]


def test_write_csv_refuses_an_annotation_of_an_unknown_recording(tmp_path):
    with pytest.raises(
        AnnotationError, match=r"one of the 2 recordings \(`night/a.wav`, `b.flac`\), got one of `c.wav`"
    ):
        write_annotations(tmp_path / "table.csv", [replace(CALL, recording="c.wav")], SPANS, format="csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_read_csv_reads_any_delimiter_and_line_end_after_a_byte_order_mark(tmp_path, delimiter, line_end):
    rows = [["File", "Onset_s", "Offset_s", "Species"], ["x.wav", "0.5", "1.5", "Parus major"]]
    text = "\ufeff" + line_end.join(delimiter.join(row) for row in rows) + line_end
    assert _read(tmp_path, text) == [Annotation("x.wav", 0.5, 1.5, "Parus major")]


@pytest.mark.parametrize(
    "header", ["start,end", "Begin,Stop", "ONSET,OFFSET", "Start (s),End (s)", "start time,end time"]
)
def test_read_csv_knows_times_by_many_names(tmp_path, header):
    assert _read(tmp_path, f"{header},label\n1,2,a\n") == [Annotation("", 1, 2, "a")]


def test_read_csv_reads_decimal_commas_between_semicolons(tmp_path):
    assert _read(tmp_path, "start;end;low_freq\n1,25;2,5;440\n") == [Annotation("", 1.25, 2.5, "", low_hz=440)]


def test_a_line_that_says_the_separator_counts_more_than_commas_in_the_header(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sep=;\nstart;end;notes (near, far, both, none)\n1;2;far\n", encoding="utf-8")
    assert [(one.onset_s, one.offset_s) for one in read_annotations(path)] == [(1.0, 2.0)]


@pytest.mark.parametrize("first", ["sep=;", '"SEP=;"', "\ufeffsep=;\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_first_line_that_tells_spreadsheets_the_separator_is_passed_over(tmp_path, first, line_end):
    (tmp_path / "a.csv").write_bytes(f"{first}{line_end}start;end;label{line_end}1,5;2;trill".encode())
    assert [(one.onset_s, one.label) for one in read_annotations(tmp_path / "a.csv")] == [(1.5, "trill")]
    assert [(one.recording, one.label) for one in read_annotations(tmp_path)] == [("a", "trill")]


def test_lines_are_counted_with_that_of_the_separator(tmp_path):
    with pytest.raises(AnnotationError, match="line 3: expected a number in `start`"):
        _read(tmp_path, "sep=;\nstart;end\nsoon;2\n")


def test_read_csv_refuses_two_columns_of_one_name_that_differ(tmp_path):
    with pytest.raises(AnnotationError, match=r"expected one column `label`, got .*: `label`, `Label`. Rem"):
        _read(tmp_path, "start,end,label,Label\n1,2,,\n3,4,,trill\n")


def test_read_csv_takes_one_of_two_columns_of_one_name_that_are_alike(tmp_path):
    assert [one.label for one in _read(tmp_path, "start,end,label,label,note,note\n1,2,trill,trill,a,b\n")] == ["trill"]


def test_of_several_columns_for_the_same_the_first_that_is_not_empty_counts(tmp_path):
    (one,) = _read(tmp_path, "start_s,end_s,label,species,common name\n1,2,,wren,Wren\n")
    assert one.label == "wren"


def test_read_csv_keeps_a_delimiter_inside_quotes(tmp_path):
    assert _read(tmp_path, 'start,end,label\n1,2,"a, ""b"""\n')[0].label == 'a, "b"'


def test_read_csv_fills_short_rows_and_skips_blank_ones(tmp_path):
    assert len(_read(tmp_path, "start,end,label\n1,2\n\n,,\n3,4,a\n")) == 2


def test_read_csv_of_a_header_alone_is_empty(tmp_path):
    assert _read(tmp_path, "start_s,end_s\n") == []


def test_read_csv_takes_what_r_and_numpy_write_for_no_number_for_an_empty_cell(tmp_path):
    (found,) = _read(tmp_path, '"","start","end","low","high"\n"1",1,2,NA,nan\n')
    assert (found.low_hz, found.high_hz) == (None, None)


def test_read_csv_takes_na_for_no_name(tmp_path):
    (found,) = _read(tmp_path, '"","start","end","category","label"\n"1",1,2,NA,NA\n')
    assert (found.label, found.category) == ("", None)


@pytest.mark.parametrize(
    "text",
    [
        '"start" "end" "label"\n"1" 1 2 "sea gull"\n"4" 3 4 NA\n',
        '"start" "end" "label"\n1 2 "sea gull"\n3 4 NA\n',
        '"start","end","label"\n"1",1,2,"sea gull"\n"4",3,4,NA\n',
        '"start";"end";"label"\n"1";1,0;2;"sea gull"\n"4";3;4,0;NA\n',
        "start\tend\tlabel\n1\t1\t2\tsea gull\n4\t3\t4\tNA\n",
    ],
    ids=["default", "without row names", "commas", "decimal commas", "tabs, no quotes"],
)
def test_read_csv_reads_what_write_table_of_r_writes(tmp_path, text):
    assert _read(tmp_path, text) == [Annotation("", 1, 2, "sea gull"), Annotation("", 3, 4, "")]


def test_numbers_with_decimal_commas_between_commas_are_no_row_names(tmp_path):
    with pytest.raises(AnnotationError, match="line 2: expected at most 3 cells, as in the header, got 4"):
        _read(tmp_path, "start,end,label\n1,5,2,a\n3,5,4,b\n")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,2,3,4,0", "line 2: expected a number in `Begin`, got `x`"),
        (",2,3,4,0", "line 2: expected a number in `Begin`, got an empty cell"),
        ("nan,2,3,4,0", "line 2: expected a number in `Begin`, got `nan`"),
        ("2,1,3,4,0", "line 2: expected `end` at or after `Begin`, got 1 s before 2 s"),
        ("-1,1,3,4,0", "line 2: expected a time of at least 0 s in `Begin`, got -1 s"),
        ("1,2,4,3,0", "line 2: expected `high` at or above `low`, got 3 Hz below 4 Hz"),
        ("1,2,-4,3,0", "line 2: expected a frequency of at least 0 Hz in `low`, got -4 Hz"),
        ("1,2,3,4,x", "line 2: expected a whole number from 0 in `channel`, got `x`"),
        ("1,2,3,4,0,9", "line 2: expected at most 5 cells, as in the header, got 6"),
    ],
)
def test_read_csv_says_what_is_wrong_where(tmp_path, row, message):
    with pytest.raises(AnnotationError, match=message):
        _read(tmp_path, f"Begin,end,low,high,channel\n{row}\n")


def test_read_csv_names_a_missing_column_and_those_there_are(tmp_path):
    with pytest.raises(AnnotationError, match="expected a column `end_s`, got the columns `start`, `length`"):
        _read(tmp_path, "start,length\n1,2\n")


def test_read_csv_names_the_row_of_a_quote_that_is_not_closed(tmp_path):
    with pytest.raises(AnnotationError, match=r"line 3: expected cells that are plain or wholly in double quotes"):
        _read(tmp_path, 'start,end,label\n1,2,a\n3,4,"b\n')


def test_crowsetta_reads_our_times_and_labels(tmp_path):
    write_annotations(tmp_path / "table.csv", [CALL], SPANS, format="csv")
    names = {"start_s": "onset_s", "end_s": "offset_s"}
    table = crowsetta.formats.seq.SimpleSeq.from_file(tmp_path / "table.csv", columns_map=names)
    assert (table.onsets_s[0], table.offsets_s[0], table.labels[0]) == (1.0, 2.5, "whistle")


def test_read_csv_reads_the_generic_sequences_of_crowsetta(tmp_path):
    sequence = crowsetta.Sequence.from_keyword(labels=["a", "b"], onsets_s=[0.5, 2.0], offsets_s=[1.0, 3.0])
    annotation = crowsetta.Annotation(annot_path="notes.csv", notated_path="x.wav", seq=sequence)
    crowsetta.formats.seq.GenericSeq(annots=[annotation]).to_file(tmp_path / "generic.csv")
    assert read_csv(tmp_path / "generic.csv") == [
        Annotation("x.wav", 0.5, 1, "a"),
        Annotation("x.wav", 2, 3, "b"),
    ]
