"""Columns that say which event and model a row comes from."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from annotation_strategies import SPANS

from coincide.annotations import read_annotations, write_annotations
from coincide.records import Annotation

CALL = Annotation("b.flac", 1.0, 2.5, "tit", snr_db=9.5, event_id="ab12", model="m1", version="0.1.0")
# Clocks go back at 3 in the morning: half an hour later it is half past two again.
BERLIN = replace(SPANS[1], started_at=datetime(2026, 10, 25, 2, 59, 59, tzinfo=ZoneInfo("Europe/Berlin")), site="=pond")


def _first(path, delimiter):
    with path.open(encoding="utf-8") as file:
        return next(csv.DictReader(file, delimiter=delimiter))


def test_a_csv_of_events_says_where_each_comes_from(tmp_path):
    write_annotations(tmp_path / "a.csv", [CALL], [BERLIN], format="csv")
    row = _first(tmp_path / "a.csv", ",")
    assert (row["event_id"], row["snr_db"], row["model"], row["version"]) == ("ab12", "9.50", "m1", "0.1.0")


def test_times_go_on_where_clocks_go_back(tmp_path):
    write_annotations(tmp_path / "a.csv", [CALL], [BERLIN], format="csv")
    row = _first(tmp_path / "a.csv", ",")
    assert row["time_utc"] == "2026-10-25T01:00:00.000+00:00"
    assert row["time_local"] == "2026-10-25T02:00:00.000+01:00"


def test_a_site_that_is_a_formula_is_guarded(tmp_path):
    write_annotations(tmp_path / "a.csv", [CALL], [BERLIN], format="csv")
    assert _first(tmp_path / "a.csv", ",")["site"] == "'=pond"


def test_raven_gets_the_same_columns_and_reads_the_same_labels(tmp_path):
    write_annotations(tmp_path / "a.txt", [CALL], [BERLIN], format="raven")
    assert _first(tmp_path / "a.txt", "\t")["event_id"] == "ab12"
    assert [one.label for one in read_annotations(tmp_path / "a.txt")] == ["tit"]


def test_json_lines_get_the_same_keys(tmp_path):
    write_annotations(tmp_path / "a.jsonl", [CALL], [BERLIN], format="jsonl")
    facts = json.loads((tmp_path / "a.jsonl").read_text())
    assert (facts["event_id"], facts["snr_db"], facts["site"]) == ("ab12", 9.5, "=pond")


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "raven", "kaleidoscope", "birdnet"])
def test_the_label_that_the_program_gave_comes_back_beside_that_of_a_person(tmp_path, format):
    if format == "parquet":
        pytest.importorskip("pyarrow", reason="the extra `tables` is not installed")
    path = tmp_path / f"a.{format if format in ('jsonl', 'parquet') else 'csv'}"
    rows = [replace(CALL, coincide_label="=wren"), replace(CALL, onset_s=3.0, offset_s=4.0, label="owl")]
    write_annotations(path, rows, [BERLIN], format=format)
    assert [(one.label, one.coincide_label) for one in read_annotations(path)] == [("tit", "=wren"), ("owl", "")]


def test_the_label_that_the_program_gave_is_none_of_a_table_in_raven(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Selection\tBegin Time (s)\tEnd Time (s)\tcoincide_label\n1\t1.0\t2.0\twren\n", encoding="utf-8"
    )
    assert [(one.label, one.coincide_label) for one in read_annotations(tmp_path / "a.txt")] == [("", "wren")]
