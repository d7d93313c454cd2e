"""Labels and names of recordings do not run as formulas, and come back exactly as they were."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.annotations import RecordingSpan, read_annotations, write_annotations
from coincide.annotations.spreadsheet import guarded, unguarded
from coincide.records import Annotation

FORMULAS = ['=cmd|"/C calc"!A0', "+1+1", "-2+3", "@SUM(A1)", "=1", "＝1+1", "a;=1+1", "a, -b", "'=1", "''@x", "'-1"]
formula_text = st.text(alphabet="=+-@＝'a1 ,;", max_size=8)
_RUNS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"\s*[+-]([0-9]+([.,][0-9]*)?|[.,][0-9]+)\s*")


def _runs(cell: str) -> bool:
    return _RUNS.match(cell) is not None and _NUMBER.fullmatch(cell) is None


@given(st.text() | formula_text)
def test_unguarded_is_what_was_guarded(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(formula_text)
def test_no_part_of_a_guarded_text_runs_wherever_a_spreadsheet_parts_it(text: str) -> None:
    cell = guarded(text)
    parts = [cell] if _NUMBER.fullmatch(cell) else re.split("[,;]", cell)
    assert [part for part in parts if _runs(part)] == []


@pytest.mark.parametrize("text", ["-1", "+2.5", "-0,5", "-3e5", "trill", "a-b", "it's", "category 3"])
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def _write(folder: Path, label: str, format: str, name: str = "r.wav") -> Path:
    out = folder / f"table.{'csv' if format == 'csv' else 'txt'}"
    one: Literal["one"] = "one"
    span = RecordingSpan(name, f"/data/{name}", 10.0, 16_000)
    write_annotations(out, [Annotation(name, 1.0, 2.0, label)], [span], format=format, layout=one)
    return out


def _cells(table: Path, format: str) -> list[str]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="," if format == "csv" else "\t", quoting=csv.QUOTE_MINIMAL))
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("format", ["csv", "raven", "audacity"])
@pytest.mark.parametrize("label", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(tmp_path: Path, label: str, format: str) -> None:
    assert [cell for cell in _cells(_write(tmp_path, label, format), format) if _runs(cell)] == []


@pytest.mark.parametrize("format", ["csv", "raven"])
@pytest.mark.parametrize("name", ["=1+1.wav", "night/-x.wav", "@a.wav", "+b.wav"])
def test_no_name_of_a_recording_is_a_formula(tmp_path: Path, name: str, format: str) -> None:
    table = _write(tmp_path, "trill", format, name)
    assert [cell for cell in _cells(table, format) if _runs(cell)] == []
    assert [one.recording for one in read_annotations(table)] == [name if format == "csv" else f"/data/{name}"]


@examples(60)
@given(label=formula_text.map(str.strip), format=st.sampled_from(["csv", "raven", "audacity"]))
def test_every_label_comes_back_exactly(tmp_path_factory: pytest.TempPathFactory, label: str, format: str) -> None:
    table = _write(tmp_path_factory.mktemp("t"), label, format)
    assert [one.label for one in read_annotations(table, format=format)] == [label]


def test_an_apostrophe_that_guards_nothing_stays(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("recording,start_s,end_s,label\nr.wav,1,2,'t Hart's tit\n", encoding="utf-8")
    assert [one.label for one in read_annotations(table)] == ["'t Hart's tit"]
