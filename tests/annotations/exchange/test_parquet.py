"""Parquet, both ways."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pyarrow
import pyarrow.parquet
import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples

from coincide.annotations import read_annotations, write_annotations
from coincide.errors import AnnotationError, MissingPackageError
from coincide.records import Annotation

CALL = Annotation("night/a.wav", 1, 2, "tit", snr_db=9.5, event_id="ab12", model="m1", version="0.1.0")


@examples(60)
@given(items=several())
def test_what_was_written_is_read(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    write_annotations(path, items, SPANS, format="parquet")
    assert read_annotations(path) == in_table_order(items)


def test_columns_have_types(tmp_path):
    span = replace(SPANS[0], started_at=datetime(2026, 6, 12, 3, 15, tzinfo=timezone(timedelta(hours=2))))
    write_annotations(tmp_path / "a.parquet", [CALL], [span], format="parquet")
    row = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()[0]
    assert row["time_utc"] == datetime(2026, 6, 12, 1, 15, 1, tzinfo=UTC)
    assert (row["event_id"], row["snr_db"], row["category"], row["model"]) == ("ab12", 9.5, None, "m1")


def test_a_table_without_events_keeps_its_columns(tmp_path):
    write_annotations(tmp_path / "a.parquet", [], SPANS, format="parquet")
    assert "time_utc" in pyarrow.parquet.read_table(tmp_path / "a.parquet").column_names


def test_a_file_that_is_no_parquet_is_told(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(AnnotationError, match=r"x\.parquet: expected a Parquet file, got: "):
        read_annotations(tmp_path / "x.parquet")


def test_a_table_without_times_is_told(tmp_path):
    pyarrow.parquet.write_table(pyarrow.table({"label": ["a"]}), tmp_path / "x.parquet")
    with pytest.raises(AnnotationError, match=r"columns `start_s` and `end_s`.*with missing or wrong 'start_s'"):
        read_annotations(tmp_path / "x.parquet")


def test_parquet_without_the_package_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError, match=r"Parquet needs `pyarrow`.*pip install 'coincide\[tables\]'"):
        write_annotations(tmp_path / "a.parquet", [CALL], SPANS, format="parquet")


@pytest.mark.parametrize(
    ("column", "value", "received"),
    [
        ("end_s", float("inf"), "offset: `inf`"),
        ("end_s", 0.5, "times: 1 to 0.5 s"),
        ("start_s", "soon", "onset: `soon`"),
        ("high_hz", float("nan"), "frequency: `nan`"),
        ("channel", -1, "channel: `-1`"),
        ("label", 3, "label: `3`"),
        ("recording", [1], "recording: `.1.`"),
    ],
)
def test_a_wrong_value_is_told(tmp_path, column, value, received):
    columns = {"recording": "a.wav", "start_s": 1.0, "end_s": 2.0, "label": "tit"} | {column: value}
    table = pyarrow.table({name: [cell] for name, cell in columns.items()})
    pyarrow.parquet.write_table(table, tmp_path / "x.parquet")
    with pytest.raises(AnnotationError, match=rf"x\.parquet: expected the columns .* with missing or wrong {received}"):
        read_annotations(tmp_path / "x.parquet")


def test_too_many_rows_are_told_before_they_take_the_memory(tmp_path):
    zeros = pyarrow.array([0.0]).take(pyarrow.array([0] * 1000))
    table = pyarrow.concat_tables([pyarrow.table({"start_s": zeros, "end_s": zeros})] * 5001)
    pyarrow.parquet.write_table(table, tmp_path / "x.parquet")
    with pytest.raises(AnnotationError, match="got: 5001000 rows, but at most 5000000 are read"):
        read_annotations(tmp_path / "x.parquet")
