"""JSON lines, both ways."""

from __future__ import annotations

import json

import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples

from coincide.annotations import read_annotations, read_json_lines, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

CALL = Annotation("b.flac", 1.0, 2.5, "whistle", low_hz=100.0, high_hz=900.5, category=3, confidence=0.25)


def _read(tmp_path, text: str) -> list[Annotation]:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(text.encode("utf-8"))
    return read_json_lines(path)


@examples(60)
@given(items=several())
def test_read_json_lines_reads_what_write_json_lines_wrote(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("jsonl") / "calls.jsonl"
    write_annotations(path, items, SPANS, format="jsonl")
    assert read_json_lines(path) == in_table_order(items)


def test_a_line_is_an_object_with_the_promised_keys(tmp_path):
    write_annotations(tmp_path / "calls.jsonl", [CALL], SPANS, format="jsonl")
    assert json.loads((tmp_path / "calls.jsonl").read_text(encoding="utf-8")) == {
        "recording": "b.flac",
        "start_s": 1.0,
        "end_s": 2.5,
        "low_hz": 100.0,
        "high_hz": 900.5,
        "channel": 0,
        "category": 3,
        "label": "whistle",
        "confidence": 0.25,
    }


def test_a_file_is_written_for_every_recording(tmp_path):
    paths = write_annotations(tmp_path, [CALL], SPANS, format="jsonl", layout="many")
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == ["night/a.jsonl", "b.jsonl"]


def test_a_file_for_a_recording_without_calls_is_read_with_its_folder(tmp_path):
    write_annotations(tmp_path, [CALL], SPANS, format="jsonl", layout="many")
    assert read_annotations(tmp_path) == [CALL]


def test_keys_may_have_other_spellings_and_others_are_passed_over(tmp_path):
    found = _read(tmp_path, '{"onset_s": 1, "offset_s": 2, "species": "wren", "mood": "good"}\n')
    assert found == [Annotation("", 1.0, 2.0, "wren")]


def test_numbers_may_be_written_as_text(tmp_path):
    assert _read(tmp_path, '{"start": "1.5", "end": "2"}')[0].onset_s == 1.5


@pytest.mark.parametrize("line", ["[1, 2]", "start_s: 1", '{"start_s": 1', "[" * 100_000])
def test_a_line_that_is_no_object_is_quoted(tmp_path, line):
    with pytest.raises(AnnotationError, match=r"calls\.jsonl, line 2: expected a JSON object, .* got `[\[s{]"):
        _read(tmp_path, '{"start_s": 1, "end_s": 2}\n' + line)


def test_a_line_without_times_is_refused(tmp_path):
    with pytest.raises(AnnotationError, match="line 1: expected a number in `end_s`, got an empty cell"):
        _read(tmp_path, '{"start_s": 1, "label": "wren"}')


def test_a_channel_that_is_no_number_is_refused(tmp_path):
    with pytest.raises(AnnotationError, match="expected a whole number from 0 in `channel`, got `left`"):
        _read(tmp_path, '{"start_s": 1, "end_s": 2, "channel": "left"}')


@pytest.mark.parametrize("nothing", ["null", '""'])
def test_an_empty_key_does_not_hide_another_one_for_the_same(tmp_path, nothing):
    (one,) = _read(tmp_path, f'{{"start_s": 1, "end_s": 2, "label": {nothing}, "species": "wren"}}\n')
    assert one.label == "wren"


@pytest.mark.parametrize("value", ['["wren"]', '{"name": "wren"}'])
def test_a_label_of_several_values_is_refused(tmp_path, value):
    with pytest.raises(AnnotationError, match="line 1: expected one text or number in `label`, got "):
        _read(tmp_path, f'{{"start_s": 1, "end_s": 2, "label": {value}}}\n')
