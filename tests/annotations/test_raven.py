"""Raven selection tables, both ways."""

from __future__ import annotations

from dataclasses import replace

import crowsetta
import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples

from coincide.annotations import RecordingSpan, read_annotations, read_raven, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

HEADER = "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)"
CALLS = [
    Annotation("night/a.wav", 1.0, 2.0, "tit", low_hz=3000.0, high_hz=5000.0, category=2, confidence=0.5),
    Annotation("b.flac", 0.25, 0.75, "", low_hz=500.0, high_hz=900.0, channel=1),
]


def _read(tmp_path, *lines: str) -> list[Annotation]:
    path = tmp_path / "table.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_raven(path)


def _as_read(one: Annotation) -> Annotation:
    """What the table makes of an annotation: the path, and the full band where none is known."""
    span = next(span for span in SPANS if span.name == one.recording)
    low_hz = 0.0 if one.low_hz is None else one.low_hz
    high_hz = span.sample_rate_hz / 2 if one.high_hz is None else one.high_hz
    return replace(one, recording=span.path, low_hz=low_hz, high_hz=high_hz)


def _column(path, name: str) -> list[str]:
    header, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [row[header.index(name)] for row in rows]


@examples(60)
@given(items=several())
def test_read_raven_reads_what_write_raven_wrote_over_several_recordings(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("raven") / "table.txt"
    write_annotations(path, items, SPANS, format="raven", layout="one")
    assert read_raven(path) == [_as_read(one) for one in in_table_order(items)]


@examples(30)
@given(items=several())
def test_read_raven_reads_what_write_raven_wrote_per_recording(tmp_path_factory, items):
    paths = write_annotations(tmp_path_factory.mktemp("raven"), items, SPANS, format="raven", layout="many")
    found = [one for path in paths for one in read_raven(path)]
    assert found == [_as_read(one) for one in in_table_order(items)]


def test_begin_times_count_on_through_the_recordings_before(tmp_path):
    (path,) = write_annotations(tmp_path / "all.txt", CALLS, SPANS, format="raven", layout="one")
    assert _column(path, "Begin Time (s)") == ["1.000000", "10.750000"]


def test_file_offsets_count_within_the_own_recording(tmp_path):
    (path,) = write_annotations(tmp_path / "all.txt", CALLS, SPANS, format="raven", layout="one")
    assert _column(path, "File Offset (s)") == ["1.000000", "0.250000"]


def test_offsets_over_thousands_of_recordings_do_not_drift(tmp_path):
    # A third of a second has no end of decimals: 7 of them would be off by 0.3 ms after 9000 recordings.
    spans = [RecordingSpan(f"{i}.wav", f"/{i}.wav", round(16_000 / 48_000, 7), 48_000) for i in range(9001)]
    (path,) = write_annotations(
        tmp_path / "all.txt", [Annotation("9000.wav", 0.0, 0.1, "")], spans, format="raven", layout="one"
    )
    assert _column(path, "Begin Time (s)") == ["3000.000000"]


def test_tables_per_recording_are_named_as_raven_names_them(tmp_path):
    paths = write_annotations(tmp_path, CALLS, SPANS, format="raven", layout="many")
    names = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert names == ["night/a.Table.1.selections.txt", "b.Table.1.selections.txt"]


def test_begin_times_start_anew_in_a_table_of_its_own(tmp_path):
    paths = write_annotations(tmp_path, CALLS, SPANS, format="raven", layout="many")
    assert _column(paths[1], "Begin Time (s)") == ["0.250000"]


def test_channels_count_from_one_in_the_table(tmp_path):
    (path,) = write_annotations(tmp_path / "all.txt", CALLS, SPANS, format="raven", layout="one")
    assert _column(path, "Channel") == ["1", "2"]


def test_selections_are_numbered_on_over_all_recordings(tmp_path):
    (path,) = write_annotations(tmp_path / "all.txt", CALLS, SPANS, format="raven", layout="one")
    assert _column(path, "Selection") == ["1", "2"]


def test_an_unknown_band_is_written_as_the_full_band(tmp_path):
    (path,) = write_annotations(
        tmp_path / "all.txt", [Annotation("b.flac", 0, 1, "")], SPANS, format="raven", layout="one"
    )
    assert (_column(path, "Low Freq (Hz)"), _column(path, "High Freq (Hz)")) == (["0.000"], ["4000.000"])


def test_a_tab_or_line_break_in_a_label_becomes_a_space(tmp_path):
    (path,) = write_annotations(
        tmp_path / "all.txt", [Annotation("b.flac", 0, 1, "a\tb\nc")], SPANS, format="raven", layout="one"
    )
    assert _column(path, "Label") == ["a b c"]


def test_begin_file_is_the_last_part_of_a_windows_path(tmp_path):
    span = RecordingSpan("x.wav", "C:\\data\\x.wav", 1.0, 8000)
    (path,) = write_annotations(
        tmp_path / "all.txt", [Annotation("x.wav", 0, 1, "")], [span], format="raven", layout="one"
    )
    assert _column(path, "Begin File") == ["x.wav"]


# crowsetta 5.1 calls pandas in a way that pandas 3.1 warns about.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_crowsetta_reads_our_tables(tmp_path):
    (path,) = write_annotations(tmp_path / "all.txt", CALLS[:1], SPANS, format="raven", layout="one")
    (box,) = crowsetta.formats.bbox.Raven.from_file(path, annot_col="Label").to_bbox()
    assert (box.onset, box.offset, box.low_freq, box.high_freq, box.label) == (
        1.0,
        2.0,
        3000.0,
        5000.0,
        "tit",
    )


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_read_raven_agrees_with_crowsetta_on_a_table_from_raven():
    path = crowsetta.example("Recording1", return_path=True)
    boxes = crowsetta.formats.bbox.Raven.from_file(path, annot_col="Species").to_bbox()
    expected = [Annotation("", b.onset, b.offset, b.label, low_hz=b.low_freq, high_hz=b.high_freq) for b in boxes]
    assert read_raven(path) == expected


def test_views_of_one_selection_are_one_annotation_with_the_band_of_the_spectrogram(tmp_path):
    rows = ["1\tWaveform 1\t1\t0.5\t1.5\t0\t24000", "1\tSpectrogram 1\t1\t0.5\t1.5\t900\t1200"]
    assert _read(tmp_path, HEADER, *rows) == [Annotation("", 0.5, 1.5, "", low_hz=900, high_hz=1200)]


def test_equal_selections_of_one_view_stay_two(tmp_path):
    rows = ["1\tSpectrogram 1\t1\t0.5\t1.5\t900\t1200", "1\tSpectrogram 1\t1\t0.5\t1.5\t900\t1200"]
    assert len(_read(tmp_path, HEADER, *rows)) == 2


def test_a_table_may_lack_frequencies(tmp_path):
    assert _read(tmp_path, "Begin Time (s)\tEnd Time (s)", "1\t2") == [Annotation("", 1, 2, "")]


OWN_COLUMNS = {
    "Observer\tCall": "Ann\ttit",
    "Notes\tSong Type": "faint, far away\ttit",
    "ID\tVocalization": "M1\ttit",
    "Quality\tWhat": "good\ttit",
    "Peak Freq Contour (Hz)\tWhat": "2100;2150.5;2300\ttit",
    "Peak Power Density (dB FS/Hz)\tWhat": "-inf\ttit",
    "Label\tWhat": "\ttit",
    "Sound Files\tNotes": "a.wav\ttit",
}


@pytest.mark.parametrize("names", OWN_COLUMNS)
def test_labels_come_from_the_column_that_says_what_it_is(tmp_path, names):
    (one,) = _read(tmp_path, f"{HEADER}\t{names}", f"1\tSpectrogram 1\t1\t1\t2\t10\t20\t{OWN_COLUMNS[names]}")
    assert one.label == "tit"


def test_long_measurements_are_read_in_no_time(tmp_path):
    (one,) = _read(tmp_path, f"{HEADER}\tWhat", "1\tSpectrogram 1\t1\t1\t2\t10\t20\t" + "1, " * 20_000 + "x")
    assert one.label.endswith("x")


@pytest.mark.parametrize("name", ["Annotation", "Species", "Common Name", "call type", "Nickname"])
def test_labels_come_from_the_column_of_text(tmp_path, name):
    header = f"Begin Time (s)\tEnd Time (s)\tPeak Freq (Hz)\tBegin Clock Time\t{name}"
    assert _read(tmp_path, header, "1\t2\t440\t12:00:01\ttit")[0].label == "tit"


def test_file_offset_counts_and_begin_does_not(tmp_path):
    header = "Begin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)"
    found = _read(tmp_path, header, "1\t2\ta.wav\t1", "61\t62.5\tb.wav\t1")
    assert found == [Annotation("a.wav", 1, 2, ""), Annotation("b.wav", 1, 2.5, "")]


def test_begin_file_completes_a_path_that_is_a_folder(tmp_path):
    header = "Begin Time (s)\tEnd Time (s)\tBegin Path\tBegin File"
    assert _read(tmp_path, header, "1\t2\tC:\\night\ta.wav")[0].recording == "C:\\night\\a.wav"


@pytest.mark.parametrize("folder", ["/cards/2024.06", "/cards/site.A/"])
def test_begin_file_completes_a_folder_that_has_a_dot_in_its_name(tmp_path, folder):
    header = "Begin Time (s)\tEnd Time (s)\tBegin Path\tBegin File"
    assert _read(tmp_path, header, f"1\t2\t{folder}\ta.wav")[0].recording == f"{folder.rstrip('/')}/a.wav"


def test_begin_file_completes_a_folder_that_is_named_like_it(tmp_path):
    header = "Begin Time (s)\tEnd Time (s)\tBegin Path\tBegin File"
    assert _read(tmp_path, header, "1\t2\t/cards/a\ta.wav")[0].recording == "/cards/a/a.wav"


@pytest.mark.parametrize("file", ["b.WAV", "a", "a.flac", "b.flac", "b"])
def test_begin_path_counts_where_it_is_a_file(tmp_path, file):
    header = "Begin Time (s)\tEnd Time (s)\tBegin Path\tBegin File"
    assert _read(tmp_path, header, f"1\t2\t/cards/a.wav\t{file}")[0].recording == "/cards/a.wav"


def test_a_spreadsheet_may_have_put_quotes_around_a_line_break(tmp_path):
    header = "Begin Time (s)\tCall\tEnd Time (s)\tNotes"
    found = _read(tmp_path, header, '1\t"long ""zip""', "or", 'zap"\t2\t"faint', 'or far"', "3\ttit\t4\t")
    assert [(one.label, one.onset_s) for one in found] == [('long "zip" or zap', 1), ("tit", 3)]


def test_a_line_break_in_quotes_is_read_where_empty_cells_at_the_end_of_a_row_are_missing(tmp_path):
    found = _read(tmp_path, "Begin Time (s)\tEnd Time (s)\tCall\tA\tB", '1\t2\t"zip', 'zap"', "3\t4\ttit")
    assert [(one.label, one.onset_s) for one in found] == [("zip zap", 1), ("tit", 3)]


def test_a_quote_of_a_label_stays_where_the_next_line_is_a_row(tmp_path):
    found = _read(tmp_path, "Begin Time (s)\tEnd Time (s)\tCall", '1\t2\t"a', '3\t4\tb"')
    assert [one.label for one in found] == ['"a', 'b"']


def test_a_quote_of_a_label_stays_where_the_next_rows_are_short(tmp_path):
    found = _read(tmp_path, "Begin Time (s)\tEnd Time (s)\tCall\tA\tB\tC", '1\t2\t"a', "3\t4\tb", "5\t6\tc")
    assert [(one.label, one.onset_s) for one in found] == [('"a', 1), ("b", 3), ("c", 5)]


def test_a_quote_that_closes_within_a_cell_joins_no_lines(tmp_path):
    with pytest.raises(AnnotationError, match="line 3: "):
        _read(tmp_path, "Begin Time (s)\tEnd Time (s)\tCall", '1\t2\t"a', 'b" c')


@pytest.mark.parametrize(("mark", "quote"), [(";", ""), (",", ""), ("\t", '"'), (",", '"')])
def test_times_count_from_each_recording_in_a_table_that_a_spreadsheet_or_r_saved(tmp_path, mark, quote):
    names = ("Selection", "Channel", "Begin Time (s)", "End Time (s)", "Begin File", "File Offset (s)", "Call")
    lines = (names, ("1", "2", "70", "71", "b.wav", "10", "tit"))
    path = tmp_path / "x.csv"
    path.write_text("\n".join(mark.join(f"{quote}{cell}{quote}" for cell in line) for line in lines))

    (found,) = read_annotations(path)

    assert (found.recording, found.onset_s, found.offset_s, found.channel, found.label) == ("b.wav", 10, 11, 1, "tit")


def test_a_spreadsheet_may_have_put_quotes_around_a_comma_or_a_quote(tmp_path):
    header = "Begin Time (s)\tEnd Time (s)\tCall"
    found = _read(tmp_path, header, '1\t2\t"song, long"', '3\t4\t"""zip"" zap"', '5\t6\t"tit"')
    assert [one.label for one in found] == ["song, long", '"zip" zap', '"tit"']


def test_several_recordings_without_file_offset_are_refused(tmp_path):
    header = "Begin Time (s)\tEnd Time (s)\tBegin File"
    with pytest.raises(
        AnnotationError, match=r"line 3: expected `File Offset \(s\)` in a table over several recordings"
    ):
        _read(tmp_path, header, "1\t2\ta.wav", "61\t62\tb.wav")


def test_a_missing_time_column_is_named(tmp_path):
    with pytest.raises(
        AnnotationError, match=r"expected a column `End Time \(s\)`, got the columns `Begin Time \(s\)`"
    ):
        _read(tmp_path, "Begin Time (s)", "1")


def test_a_missing_column_is_told_at_the_line_of_the_header(tmp_path):
    with pytest.raises(AnnotationError, match="line 3: expected a column `End"):
        _read(tmp_path, "", "", "Begin Time (s)", "1")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1\tS\t1\tx\t2\t0\t1", r"line 2: expected a number in `Begin Time \(s\)`, got `x`"),
        ("1\tS\t1\t2\t1\t0\t1", r"line 2: expected `End Time \(s\)` at or after `Begin Time \(s\)`"),
        ("1\tS\t0\t1\t2\t0\t1", "line 2: expected a whole number from 1 in `Channel`, got `0`"),
        ("1\tS\t1\t1\t2\t9\t1", r"line 2: expected `High Freq \(Hz\)` at or above `Low Freq \(Hz\)`"),
    ],
)
def test_read_raven_says_what_is_wrong_where(tmp_path, row, message):
    with pytest.raises(AnnotationError, match=message):
        _read(tmp_path, HEADER, row)


def test_names_of_columns_are_found_as_r_changes_them(tmp_path):
    path = tmp_path / "table.csv"
    header = "Selection,Begin.Time..s.,End.Time..s.,Low.Freq..Hz.,High.Freq..Hz.,Begin.File,File.Offset..s.,Species"
    path.write_text(f"{header}\n1,101,102,1000,2000,b.wav,1,wren\n")
    assert read_annotations(path) == [Annotation("b.wav", 1.0, 2.0, "wren", 1000.0, 2000.0, is_channel_known=False)]
