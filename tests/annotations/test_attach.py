"""Which recording a table means."""

from __future__ import annotations

import pytest
from annotation_strategies import SPANS

from coincide.annotations import RecordingSpan, attach_recordings
from coincide.records import Annotation

TWINS = [RecordingSpan(f"{day}/a.wav", f"/data/{day}/a.wav", 1.0, 8000) for day in ("mon", "tue")]


def _found(written: str, spans) -> str | None:
    attached, _ = attach_recordings([Annotation(written, 0, 1, "")], spans)
    return attached[0].recording if attached else None


@pytest.mark.parametrize(
    "written",
    [
        *("night/a.wav", "/data/night/a.wav", "night\\a.wav", "a.wav", "a", "night/a", "./night/a.wav"),
        *("E:\\card\\night\\a.wav", "/old/place/a.wav", "/old/place/a.mp3", "/old/night/a"),
    ],
)
def test_a_recording_is_found_by_any_of_its_spellings(written):
    assert _found(written, SPANS) == "night/a.wav"


@pytest.mark.parametrize("written", ["c.wav", "night/b.wav.flac", "ba.wav", "ght/aa.wav"])
def test_no_recording_is_found_by_another_name(written):
    assert _found(written, SPANS) is None


def test_the_folder_decides_between_files_of_the_same_name():
    assert _found("X:/copy/tue/a.wav", TWINS) == "tue/a.wav"


def test_two_recordings_that_fit_equally_well_are_not_guessed_between():
    assert attach_recordings([Annotation("a.wav", 0, 1, "")], TWINS) == ([], ["a.wav"])


def test_a_weaker_reading_does_not_decide_between_two_that_fit_better():
    assert _found("a.wav", [*TWINS, RecordingSpan("a.wav.flac", "/data/a.wav.flac", 1.0, 8000)]) is None


def test_the_extension_decides_between_files_of_the_same_stem():
    spans = [RecordingSpan(name, f"/{name}", 1.0, 8000) for name in ("a.wav", "a.flac")]
    assert (_found("a.flac", spans), _found("a", spans)) == ("a.flac", None)


def test_dots_in_a_stem_are_no_extension_where_the_whole_stem_fits():
    spans = [RecordingSpan(f"5047.{hour}.wav", f"/5047.{hour}.wav", 1.0, 8000) for hour in (1, 2)]
    assert _found("5047.2", spans) == "5047.2.wav"


def test_no_name_means_the_only_recording():
    assert (_found("", SPANS[:1]), _found("", SPANS)) == ("night/a.wav", None)


def test_spellings_without_a_recording_are_listed_once_in_order():
    calls = [Annotation(name, 0, 1, "") for name in ("y.wav", "a.wav", "x.wav", "y.wav")]
    assert attach_recordings(calls, SPANS)[1] == ["y.wav", "x.wav"]


def test_a_name_of_a_mac_is_the_same_with_composed_letters():
    decomposed, composed = "fru\u0308h.wav", "fr\u00fch.wav"
    spans = [RecordingSpan(f"night/{decomposed}", f"/data/night/{decomposed}", 1.0, 8000), *SPANS]
    assert _found(composed, spans) == f"night/{decomposed}"


def test_a_name_with_a_line_break_is_found_as_tables_write_it():
    spans = [RecordingSpan("night/line\nbreak.wav", "/data/night/line\nbreak.wav", 1.0, 8000), *SPANS]
    assert _found("night/line break.wav", spans) == "night/line\nbreak.wav"
