"""BirdNET's result tables, both ways."""

from __future__ import annotations

from dataclasses import replace

import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples

from coincide.annotations import guess_format, read_annotations, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

PATHS = {span.path: span.name for span in SPANS}
TABLE = (
    "Start (s),End (s),Scientific name,Common name,Confidence,File\n3.0,6.0,Strix varia,Barred Owl,0.42,/d/file.wav\n"
)
OLD = "Start (s),End (s),Scientific name,Common name,Confidence\n0,3,Ara ararauna,,0.8\n"


@examples(60)
@given(items=several())
def test_what_was_written_is_read(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("birdnet") / "b.csv"
    write_annotations(path, items, SPANS, format="birdnet")
    read = read_annotations(path, format="birdnet")
    assert [replace(one, recording=PATHS[one.recording]) for one in read] == in_table_order(items)


def test_a_result_table_is_recognized_and_read(tmp_path):
    path = tmp_path / "file.BirdNET.results.csv"
    path.write_text("\ufeff" + TABLE, encoding="utf-8")
    assert guess_format(path) == "birdnet"
    assert read_annotations(path) == [Annotation("/d/file.wav", 3, 6, "Barred Owl", confidence=0.42)]


def test_an_old_table_of_a_folder_speaks_of_the_recording_of_its_name(tmp_path):
    (tmp_path / "dawn.BirdNET.results.csv").write_text(OLD)
    assert read_annotations(tmp_path) == [Annotation("dawn", 0, 3, "Ara ararauna", confidence=0.8)]


def test_the_first_columns_are_those_of_birdnet(tmp_path):
    write_annotations(tmp_path / "b.csv", [Annotation("b.flac", 1, 2, "wren")], SPANS, format="birdnet")
    header, row = (tmp_path / "b.csv").read_text().splitlines()
    assert header.startswith("Start (s),End (s),Scientific name,Common name,Confidence,File,")
    assert row.startswith("1.000000,2.000000,wren,wren,,/data/b.flac,")


def test_a_label_that_is_a_formula_is_guarded(tmp_path):
    write_annotations(tmp_path / "b.csv", [Annotation("b.flac", 1, 2, "=1+1")], SPANS, format="birdnet")
    assert ",'=1+1,'=1+1," in (tmp_path / "b.csv").read_text()


def test_a_time_that_is_none_is_told(tmp_path):
    (tmp_path / "x.csv").write_text(TABLE.replace("3.0", "soon"))
    with pytest.raises(AnnotationError, match=r"x\.csv, line 2: expected a number in `Start \(s\)`, got `soon`"):
        read_annotations(tmp_path / "x.csv")
