"""Audacity label tracks, both ways."""

from __future__ import annotations

from dataclasses import replace

import crowsetta
import pytest
from annotation_strategies import SPANS, several
from hypothesis import given
from properties import examples

from coincide.annotations import read_audacity, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

CALL = Annotation("b.flac", 1.0, 2.5, "whistle", low_hz=100.0, high_hz=900.5, category=3)


def _read(tmp_path, text: str) -> list[Annotation]:
    path = tmp_path / "labels.txt"
    path.write_text(text, encoding="utf-8")
    return read_audacity(path)


@examples(60)
@given(items=several(recordings=("b.flac",), min_size=1))
def test_read_audacity_reads_what_write_audacity_wrote(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("audacity") / "labels.txt"
    write_annotations(path, items, SPANS[1:], format="audacity", layout="one")
    kept = [replace(one, recording="", channel=0, confidence=None) for one in items]
    # Order of equal times follows the channel, which the format does not keep.
    assert sorted(read_audacity(path), key=repr) == sorted(kept, key=repr)


def test_write_audacity_puts_the_band_below_the_label(tmp_path):
    write_annotations(tmp_path / "labels.txt", [CALL], SPANS[1:], format="audacity", layout="one")
    expected = "1.000000\t2.500000\tcategory 3: whistle\n\\\t100.000\t900.500\n"
    assert (tmp_path / "labels.txt").read_text() == expected


def test_write_audacity_marks_one_unknown_frequency_with_minus_one(tmp_path):
    write_annotations(tmp_path / "labels.txt", [replace(CALL, low_hz=None)], SPANS[1:], format="audacity", layout="one")
    assert (tmp_path / "labels.txt").read_text().splitlines()[1] == "\\\t-1.000\t900.500"


def test_write_audacity_keeps_a_label_with_tabs_in_its_cell(tmp_path):
    write_annotations(
        tmp_path / "labels.txt", [Annotation("b.flac", 0, 1, "a\t\nb")], SPANS[1:], format="audacity", layout="one"
    )
    assert (tmp_path / "labels.txt").read_text() == "0.000000\t1.000000\ta b\n"


def test_write_audacity_writes_no_file_for_a_recording_without_events(tmp_path):
    assert write_annotations(tmp_path, [CALL], SPANS, format="audacity", layout="many") == [tmp_path / "b.txt"]


def test_write_audacity_refuses_one_file_for_two_recordings(tmp_path):
    with pytest.raises(
        AnnotationError, match=r"exactly 1 recording for one `audacity` table, got 2.* folder as output"
    ):
        write_annotations(tmp_path / "labels.txt", [CALL], SPANS, format="audacity", layout="one")


def test_write_audacity_refuses_an_empty_file(tmp_path):
    with pytest.raises(AnnotationError, match=r"expected at least 1 annotation of `b.flac` for a label file, got 0"):
        write_annotations(tmp_path / "labels.txt", [], SPANS[1:], format="audacity", layout="one")


def test_read_audacity_reads_labels_without_bands(tmp_path):
    found = _read(tmp_path, "0.5\t1.5\tsong\n2\t3\n")
    assert found == [Annotation("", 0.5, 1.5, "song"), Annotation("", 2, 3, "")]


def test_read_audacity_reads_points(tmp_path):
    assert _read(tmp_path, "2.15\t2.15\tclick\n") == [Annotation("", 2.15, 2.15, "click")]


def test_read_audacity_reads_decimal_commas(tmp_path):
    expected = [Annotation("", 0.5, 1.5, "a, b", low_hz=10.5, high_hz=20.25)]
    assert _read(tmp_path, "0,5\t1,5\ta, b\n\\\t10,5\t20,25\n") == expected


@pytest.mark.parametrize(("row", "band"), [("-1\t440", (None, 440)), ("440\t-1.0", (440, None)), ("7\t7", (7, 7))])
def test_read_audacity_takes_negative_frequencies_as_unknown(tmp_path, row, band):
    (found,) = _read(tmp_path, f"0\t1\ta\n\\\t{row}\n")
    assert (found.low_hz, found.high_hz) == band


def test_crowsetta_reads_our_labels(tmp_path):
    plain = replace(CALL, low_hz=None, high_hz=None, category=None)
    (path,) = write_annotations(tmp_path / "labels.txt", [plain], SPANS[1:], format="audacity", layout="one")
    found = crowsetta.formats.seq.AudSeq.from_file(path)
    assert (found.start_times[0], found.end_times[0], found.labels[0]) == (1.0, 2.5, "whistle")


def test_read_audacity_agrees_with_crowsetta_on_a_track_from_audacity():
    path = crowsetta.example("marron1", return_path=True)
    other = crowsetta.formats.seq.AudSeq.from_file(path)
    rows = zip(other.start_times, other.end_times, other.labels, strict=True)
    assert read_audacity(path) == [Annotation("", onset, offset, label) for onset, offset, label in rows]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\t2\ta\nx\t2\ta\n", "line 2: expected a number in `start`, got `x`"),
        ("2\t1\ta\n", "line 1: expected `end` at or after `start`, got 1 s before 2 s"),
        ("-1\t1\ta\n", "line 1: expected a time of at least 0 s in `start`, got -1 s"),
        ("hello\n", "line 1: expected start, end and text with tabs between them, got `hello`"),
        ("\\\t1\t2\n", "line 1: expected a frequency row .* got 3 cells after 0 labels"),
        ("1\t2\ta\n\\\t2\t1\n", "line 2: expected `high frequency` at or above `low frequency`"),
    ],
)
def test_read_audacity_says_what_is_wrong_where(tmp_path, text, message):
    with pytest.raises(AnnotationError, match=message):
        _read(tmp_path, text)
