"""Faint repeats are marked in tables of every format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coincide.annotations import RecordingSpan, read_annotations, write_annotations
from coincide.records import Annotation

SPAN = RecordingSpan("r.wav", "/r.wav", 10.0, 16_000)
CLEAR = Annotation("r.wav", 1.0, 2.0, "wren", 1_000.0, 2_000.0, confidence=0.9, event_id="0123456789abcdef")
FAINT = replace(CLEAR, onset_s=3.0, offset_s=4.0, event_id="1123456789abcdef", faint_false_share=0.0125)
COLUMN_FORMATS = ("raven", "csv", "jsonl", "kaleidoscope", "birdnet", "aoef")


@pytest.mark.parametrize("format", COLUMN_FORMATS)
def test_the_mark_is_a_column_or_a_key(tmp_path: Path, format: str) -> None:
    write_annotations(tmp_path / "t", [CLEAR, FAINT], [SPAN], format=format)
    text = (tmp_path / "t").read_text(encoding="utf-8")
    assert text.count("faint_false_share") == 1
    assert text.count("0.0125") == 1


@pytest.mark.parametrize("format", COLUMN_FORMATS)
def test_tables_without_faint_repeats_have_no_such_column(tmp_path: Path, format: str) -> None:
    write_annotations(tmp_path / "t", [CLEAR], [SPAN], format=format)
    assert "faint" not in (tmp_path / "t").read_text(encoding="utf-8")


def test_darwin_core_has_it_among_its_properties(tmp_path: Path) -> None:
    write_annotations(tmp_path / "t", [CLEAR, FAINT], [SPAN], format="darwincore")
    assert (tmp_path / "t").read_text(encoding="utf-8").count('""faintFalseShare"": 0.0125') == 1


def test_parquet_has_it_as_a_column(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_annotations(tmp_path / "t", [CLEAR, FAINT], [SPAN], format="parquet")
    assert parquet.read_table(tmp_path / "t").column("faint_false_share").to_pylist() == [None, 0.0125]


@pytest.mark.parametrize("format", ["audacity", "textgrid"])
@pytest.mark.parametrize("label", ["wren", ""])
def test_formats_with_labels_alone_mark_them_and_reading_takes_the_mark_off(
    tmp_path: Path, format: str, label: str
) -> None:
    write_annotations(tmp_path / "t.txt", [CLEAR, replace(FAINT, label=label, category=3)], [SPAN], format=format)
    assert (tmp_path / "t.txt").read_text(encoding="utf-8").count("(faint)") == 1
    assert [one.label for one in read_annotations(tmp_path / "t.txt", format=format)] == ["wren", label]
