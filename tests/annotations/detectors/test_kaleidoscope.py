"""Kaleidoscope's tables, both ways."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples

from coincide.annotations import guess_format, read_annotations, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

PATHS = {span.path: span.name for span in SPANS}
CALL = Annotation("night/a.wav", 1.5, 2.0, "Parus major", 2000.0, 4000.0, 0, 3, 0.9, snr_db=12.0, event_id="ab12")
CLUSTERS = (
    "INDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,Fmin,Fmean,Fmax,DATE,TIME,HOUR,DATE-12,TIME-12,HOUR-12,TOP1MATCH*,"
    "TOP1DIST,VOCALIZATIONS,MANUAL ID\n"
    "D:\\data,2026\\june,S4A_20260612_031500.wav,0,12.5,0.75,1800,2400,3900,2026-06-12,03:15:00,03,2026-06-11,15:15:00,15,"
    "Lineated Barbet 1,0.41,2,\n"
)
BATS = (
    "INDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,AUTO ID*,PULSES,Fmax,Fmin,MANUAL ID\n"
    "D:\\bats,n1,a.wav,1,0,5,PIPPIP,12,60.5,45.25,PIPPYG\n"
    "D:\\bats,n1,b.wav,0,0,5,NoID,0,,,\n"
)


def _read(tmp_path: Path, text: str) -> list[Annotation]:
    (tmp_path / "cluster.csv").write_text(text)
    return read_annotations(tmp_path / "cluster.csv")


def _written(tmp_path: Path, **span: object) -> dict[str, str]:
    spans = [replace(SPANS[0], **span)]
    write_annotations(tmp_path / "k.csv", [CALL], spans, format="kaleidoscope")
    with (tmp_path / "k.csv").open(encoding="utf-8") as file:
        return next(csv.DictReader(file))


@examples(60)
@given(items=several())
def test_what_was_written_is_read(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("kaleidoscope") / "k.csv"
    write_annotations(path, items, SPANS, format="kaleidoscope")
    read = read_annotations(path, format="kaleidoscope")
    assert [replace(one, recording=PATHS[one.recording]) for one in read] == in_table_order(items)


def test_a_table_of_clusters_is_recognized(tmp_path):
    (tmp_path / "cluster.csv").write_text(CLUSTERS)
    assert guess_format(tmp_path / "cluster.csv") == "kaleidoscope"


def test_a_cluster_is_a_label_of_its_file(tmp_path):
    path = "D:\\data/2026\\june/S4A_20260612_031500.wav"
    assert _read(tmp_path, CLUSTERS) == [Annotation(path, 12.5, 13.25, "Lineated Barbet 1", 1800.0, 3900.0)]


def test_bands_of_bats_are_in_kilohertz(tmp_path):
    assert (_read(tmp_path, BATS)[0].low_hz, _read(tmp_path, BATS)[0].high_hz) == (45_250.0, 60_500.0)


def test_what_a_person_says_counts_before_the_machine(tmp_path):
    assert _read(tmp_path, BATS)[0].label == "PIPPYG"


def test_a_bat_that_cannot_be_told_has_no_label(tmp_path):
    assert _read(tmp_path, BATS)[1].label == ""


def test_channels_count_from_zero(tmp_path):
    assert [one.channel for one in _read(tmp_path, BATS)] == [1, 0]


def test_tables_of_birdnet_for_kaleidoscope_are_read(tmp_path):
    header = "INDIR,FOLDER,IN FILE,OFFSET,DURATION,scientific_name,common_name,confidence"
    text = f"{header}\n/d,s,a.wav,3,3,Parus major,Tit,0.8\n"
    assert _read(tmp_path, text) == [Annotation("/d/s/a.wav", 3, 6, "Tit", confidence=0.8)]


def test_a_row_without_offset_is_told(tmp_path):
    with pytest.raises(
        AnnotationError, match=r"cluster\.csv, line 2: expected a number in `OFFSET`, got an empty cell"
    ):
        _read(tmp_path, "INDIR,FOLDER,IN FILE,OFFSET,DURATION\n/d,s,a.wav,,3\n")


def test_a_file_lies_in_a_folder_below_all_recordings(tmp_path):
    row = _written(tmp_path)
    assert (row["INDIR"], row["FOLDER"], row["IN FILE"]) == ("/data", "night", "a.wav")


def test_a_night_has_one_date(tmp_path):
    row = _written(tmp_path, started_at=datetime(2026, 6, 12, 3, 15, tzinfo=timezone(timedelta(hours=2))))
    assert (row["DATE"], row["TIME"], row["DATE-12"], row["HOUR-12"]) == ("2026-06-12", "03:15:01", "2026-06-11", "15")


def test_a_row_says_which_event_it_is(tmp_path):
    assert (_written(tmp_path)["event_id"], _written(tmp_path)["snr_db"]) == ("ab12", "12.00")
