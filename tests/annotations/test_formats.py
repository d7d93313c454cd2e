"""The front door: formats by name and by looking, folders, files that are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from annotation_strategies import SPANS

import coincide.annotations
from coincide.annotations import (
    READ_FORMATS,
    WRITTEN_FORMATS,
    RecordingSpan,
    check_tables,
    guess_format,
    no_tables,
    read_annotations,
    write_annotations,
)
from coincide.errors import AnnotationError
from coincide.records import Annotation

CALLS = [Annotation("night/a.wav", 1.0, 2.0, "tit"), Annotation("b.flac", 3.0, 4.0, "wren")]
FORMATS = [name for name in WRITTEN_FORMATS if name in READ_FORMATS]
EXTENSIONS = {
    "raven": ".txt",
    "audacity": ".txt",
    "textgrid": ".TextGrid",
    "jsonl": ".jsonl",
    "aoef": ".json",
    "parquet": ".parquet",
}


@pytest.mark.parametrize("format", FORMATS)
def test_a_written_table_is_recognized_by_looking(tmp_path, format):
    path = tmp_path / f"b{EXTENSIONS.get(format, '.csv')}"
    write_annotations(path, CALLS[1:], SPANS[1:], format=format, layout="one")
    assert guess_format(path) == format


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("given", [None, "same"])
def test_a_folder_of_tables_gives_all_annotations(tmp_path, format, given):
    write_annotations(tmp_path, CALLS, SPANS, format=format, layout="many")
    found = read_annotations(tmp_path, format=None if given is None else format)
    assert sorted((one.label, one.onset_s, one.offset_s) for one in found) == [("tit", 1, 2), ("wren", 3, 4)]


@pytest.mark.parametrize("format", ["audacity", "textgrid"])
def test_recordings_of_a_folder_are_named_after_the_tables(tmp_path, format):
    write_annotations(tmp_path, CALLS, SPANS, format=format, layout="many")
    assert {one.recording for one in read_annotations(tmp_path)} == {"night/a", "b"}


@pytest.mark.parametrize("name", ["x.Table.1.selections.txt", "x.selections.txt", "x.BirdNET.results.txt", "x.txt"])
def test_the_endings_of_tables_are_no_part_of_the_recording(tmp_path, name):
    (tmp_path / name).write_text("Begin Time (s)\tEnd Time (s)\n1\t2\n")
    assert read_annotations(tmp_path)[0].recording == "x"


def test_recordings_that_a_table_of_a_folder_names_are_kept(tmp_path):
    write_annotations(tmp_path / "all.csv", CALLS, SPANS, format="csv", layout="one")
    assert [one.recording for one in read_annotations(tmp_path)] == ["night/a.wav", "b.flac"]


def test_a_single_table_that_names_no_recording_leaves_it_empty(tmp_path):
    (tmp_path / "x.txt").write_text("1\t2\ta\n")
    assert read_annotations(tmp_path / "x.txt")[0].recording == ""


def test_text_files_that_are_no_tables_are_passed_over_in_a_folder(tmp_path):
    (tmp_path / "CONFIG.TXT").write_text("Device ID : 24F319\nSample rate (Hz) : 48000\n")
    (tmp_path / "x.txt").write_text("1\t2\ta\n")
    assert len(read_annotations(tmp_path)) == 1


NOT_TABLES = {
    "latin.txt": "Heute viel Wind, übrigens schön.\n".encode("latin-1"),
    "empty.txt": b"",
    "blank.csv": b"\n \n",
    "binary.txt": bytes(range(256)),
    "utf16.txt": "Notizen\n".encode("utf-16"),
    "broken16.txt": b"\xff\xfeN",
}


@pytest.mark.parametrize("name", NOT_TABLES)
def test_a_file_that_is_no_table_does_not_stop_the_reading_of_a_folder(tmp_path, name):
    (tmp_path / name).write_bytes(NOT_TABLES[name])
    (tmp_path / "x.txt").write_text("1\t2\ta\n")
    assert [one.label for one in read_annotations(tmp_path)] == ["a"]
    assert no_tables(tmp_path) == [tmp_path / name]


def test_a_table_of_a_folder_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "x.txt").write_text("1\t2\ta\n")
    (tmp_path / "y.txt").write_bytes("1\t2\tзяблик\n".encode("cp1251"))
    with pytest.raises(AnnotationError, match=r"y\.txt, line 1: expected UTF-8 text, got the byte 0xe7"):
        read_annotations(tmp_path)


def test_tables_of_another_format_are_passed_over_where_one_is_asked_for(tmp_path):
    (tmp_path / "x.txt").write_text("1\t2\ta\n")
    (tmp_path / "y.csv").write_text("start_s,end_s,label\n1,2,b\n")
    assert [one.label for one in read_annotations(tmp_path, format="csv")] == ["b"]
    assert no_tables(tmp_path, format="csv") == [tmp_path / "x.txt"]


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(AnnotationError, match=r"expected a folder with annotation tables .* got none"):
        read_annotations(tmp_path)


def test_a_table_that_looks_like_none_is_quoted(tmp_path):
    (tmp_path / "x.txt").write_text("\nDear diary\n")
    with pytest.raises(AnnotationError, match=r"x\.txt, line 2: expected the first line of .*, got `Dear diary`"):
        read_annotations(tmp_path / "x.txt")


def test_an_unknown_format_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(AnnotationError, match=r"one of the formats raven, audacity, .*, darwincore, got `elan`"):
        write_annotations(tmp_path, [], SPANS, format="elan", layout="many")


def test_an_unknown_layout_is_refused(tmp_path):
    with pytest.raises(AnnotationError, match="the layout `one` or `many`, got `all`"):
        write_annotations(tmp_path, [], SPANS, format="csv", layout="all")  # type: ignore[arg-type]


@pytest.mark.parametrize("format", FORMATS)
def test_writing_leaves_no_temporary_files(tmp_path, format):
    paths = write_annotations(tmp_path, CALLS, SPANS, format=format, layout="many")
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(paths)


@pytest.mark.parametrize("format", ["raven", "csv"])
def test_a_folder_in_the_place_of_one_table_is_refused(tmp_path, format):
    with pytest.raises(AnnotationError, match="expected a file name for one table, got a folder"):
        write_annotations(tmp_path, CALLS, SPANS, format=format, layout="one")


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path, format):
    (tmp_path / "out").touch()
    with pytest.raises(AnnotationError, match="expected a folder for a table per recording, got a file"):
        write_annotations(tmp_path / "out", CALLS, SPANS, format=format, layout="many")


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(AnnotationError, match=r"a\.csv: the table cannot be written: "):
        write_annotations(tmp_path / "out" / "a.csv", CALLS, SPANS, format="csv", layout="one")


def test_recordings_that_differ_in_extension_only_get_tables_of_their_own(tmp_path):
    spans = [RecordingSpan(name, f"/{name}", 1.0, 8000) for name in ("a.wav", "A.flac")]
    paths = write_annotations(tmp_path, [], spans, format="csv", layout="many")
    assert [path.name for path in paths] == ["a.wav.csv", "A.flac.csv"]


def test_a_table_is_called_like_its_recording_without_extension(tmp_path):
    span = RecordingSpan("Night/Dawn.WAV", "/Night/Dawn.WAV", 1.0, 8000)
    (path,) = write_annotations(tmp_path, [], [span], format="csv", layout="many")
    assert path == tmp_path / "Night" / "Dawn.csv"


def test_two_recordings_never_share_a_table(tmp_path):
    spans = [RecordingSpan(name, f"/{name}", 1.0, 8000) for name in ("a.wav", "A.WAV")]
    with pytest.raises(AnnotationError, match="but several of 2 recordings would write"):
        write_annotations(tmp_path, [], spans, format="csv", layout="many")


def test_a_write_that_fails_leaves_no_temporary_file(tmp_path):
    with pytest.raises(AnnotationError, match="the table cannot be written"):
        write_annotations(tmp_path / f"{'x' * 300}.csv", CALLS, SPANS, format="csv", layout="one")
    assert list(tmp_path.iterdir()) == []


def test_tables_stay_inside_the_folder_whatever_a_recording_is_called(tmp_path):
    span = RecordingSpan("../../up/x.wav", "/x.wav", 1.0, 8000)
    (path,) = write_annotations(tmp_path / "out", [], [span], format="csv", layout="many")
    assert path == tmp_path / "out" / "up" / "x.csv"


@pytest.mark.parametrize("times", [(2.0, 1.0), (-1.0, 1.0), (0.0, float("nan")), (0.0, float("inf"))])
def test_times_that_no_reader_would_take_are_not_written(tmp_path, times):
    with pytest.raises(AnnotationError, match=r"expected 0 ≤ onset ≤ offset in an annotation of `b.flac`"):
        write_annotations(
            tmp_path / "b.csv",
            [Annotation("b.flac", times[0], times[1], "")],
            SPANS,
            format="csv",
            layout="one",
        )


@pytest.mark.parametrize("duration_s", [0.0, float("nan"), float("inf")])
def test_a_recording_without_a_duration_is_refused(tmp_path, duration_s):
    span = RecordingSpan("x.wav", "/x.wav", duration_s, 8000)
    with pytest.raises(AnnotationError, match=r"a duration and a sample rate above 0 for `x.wav`"):
        write_annotations(tmp_path / "x.csv", [], [span], format="csv", layout="one")


def test_a_recording_given_twice_is_refused(tmp_path):
    with pytest.raises(AnnotationError, match=r"every recording once, got `b.flac` twice"):
        write_annotations(tmp_path / "x.csv", [], [SPANS[1], SPANS[1]], format="csv", layout="one")


def test_every_module_is_named_in_the_docstring_of_the_folder():
    documented = {line.split()[0] for line in (coincide.annotations.__doc__ or "").splitlines() if line[:4] == "    "}
    folder = Path(coincide.annotations.__path__[0])
    assert documented == {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_a_table_whose_name_is_too_long_for_the_disk_is_refused_before_any_is_written(tmp_path):
    spans = [RecordingSpan(name, f"/{name}", 9.0, 8000) for name in ("a.wav", "b" * 250 + ".wav")]
    with pytest.raises(AnnotationError, match="too long for the disk"):
        write_annotations(tmp_path / "out", [], spans, format="raven", layout="many")
    assert not (tmp_path / "out").exists()


def test_a_table_whose_name_is_too_long_for_the_disk_is_refused_before_the_work(tmp_path):
    with pytest.raises(AnnotationError, match="too long for the disk"):
        check_tables(tmp_path / "out", format="raven", layout="many", names=["a.wav", "b" * 250 + ".wav"])
