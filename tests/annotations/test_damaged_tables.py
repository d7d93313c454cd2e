"""Damaged tables of all formats give annotations or one clear message, and never take the memory or the afternoon."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.tables import fault_of_reading
from coincide.annotations import RecordingSpan, attach_recordings, read_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

GRID = 'File type = "ooTextFile"\nObject class = "TextGrid"\n0 1 <exists> '


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_a_damaged_table_is_read_or_told(tmp_path: Path, first: int) -> None:
    assert [(seed, fault_of_reading(tmp_path, seed)) for seed in range(first, first + 20)] == [
        (seed, None) for seed in range(first, first + 20)
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1e400", r"line 3: expected a whole number \(number of tiers\), got inf"),
        ("1000000000000", r"line 3: expected the class of a tier in double quotes, got `the end of the file`"),
        (
            '1 "IntervalTier" "a" 0 1 1000000000000',
            r"line 3: expected a number \(start of an interval, or time of a po",
        ),
    ],
)
def test_a_textgrid_that_promises_more_than_it_holds_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message.replace("`the end of the file`", "the end of the file")):
        read_annotations(_write(tmp_path, "x.TextGrid", f"{GRID}{text}\n"))


@pytest.mark.parametrize("channel", ["9" * 5000, "1e3", "12345678", "-1"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csv", "start_s,end_s,channel\n1,2,{}\n"),
        ("x.txt", "Begin Time (s)\tEnd Time (s)\tChannel\n1\t2\t{}\n"),
        ("x.jsonl", '{{"start_s": 1, "end_s": 2, "channel": "{}"}}\n'),
    ],
)
def test_a_channel_that_is_no_channel_is_told(tmp_path: Path, name: str, text: str, channel: str) -> None:
    with pytest.raises(AnnotationError, match=r"expected a whole number from [01] in `[cC]hannel`, got `"):
        read_annotations(_write(tmp_path, name, text.format(channel)))


def test_a_cell_of_many_digits_is_looked_at_once(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="expected the first line of an annotation table"):
        read_annotations(_write(tmp_path, "x.txt", "1" * 300_000 + "x\t2\ta\n"))


def test_a_recording_of_many_folders_is_looked_for_in_little_memory() -> None:
    name = "/" * 1_000_000
    spans = [RecordingSpan("a.wav", "/data/a.wav", 1.0, 8000)]
    assert attach_recordings([Annotation(name, 0.0, 1.0, "")], spans) == ([], [name])


def test_a_selection_of_very_many_views_is_one_selection(tmp_path: Path) -> None:
    rows = [f"1\tview {number}\t1\t2" for number in range(20_000)]
    text = "\n".join(["Selection\tView\tBegin Time (s)\tEnd Time (s)", *rows])
    assert len(read_annotations(_write(tmp_path, "x.txt", text))) == 1


def test_a_message_quotes_little_of_a_table_and_nothing_that_acts_on_a_terminal(tmp_path: Path) -> None:
    path = _write(tmp_path, "x.csv", "start_s,end_s\n1,\x1b]0;title\x07" + "y" * 10_000 + "\n")
    with pytest.raises(AnnotationError) as caught:
        read_annotations(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < len(str(path)) + 500


def test_a_label_acts_on_no_terminal(tmp_path: Path) -> None:
    path = _write(tmp_path, "x.jsonl", '{"start_s": 1, "end_s": 2, "label": "a\\u001b[2J\\ud800b"}\n')
    assert [one.label for one in read_annotations(path)] == ["a [2J b"]


@pytest.mark.parametrize("format", ["csv", "kaleidoscope", "birdnet", "deepsqueak"])
def test_a_table_of_empty_cells_is_told(tmp_path: Path, format: str) -> None:
    with pytest.raises(AnnotationError, match="expected a header with the names of columns, got only empty cells"):
        read_annotations(_write(tmp_path, "x.csv", ",,\n,,\n"), format=format)
