"""Tables and sentences."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from coincide.cli.output.catalog_tables import show_problems
from coincide.cli.output.page import Page
from coincide.cli.output.result import tell
from coincide.cli.output.short_name import shortened
from coincide.records import Problem


def test_a_long_cell_is_folded_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    Page().table(["number", "name"], [("12", "x" * 100)], left=["name"])
    assert capsys.readouterr().out.count("x") == 100


def test_numbers_are_never_broken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    Page().table(["number", "name"], [("1" * 30, "x" * 100)], left=["name"])
    assert "1" * 30 in capsys.readouterr().out


def test_dates_are_never_broken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    Page().table(["site", "first"], [("x" * 30, "2024-05-10")], left=["site", "first"], whole=["first"])
    assert "2024-05-10" in capsys.readouterr().out


def test_a_column_of_words_never_vanishes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    numbers = ["calls", "recordings", "minutes", "recorded h", "calls per h"]
    Page().table(["name", *numbers], [("trill", *map(str, range(5)))], left=["name"])
    assert capsys.readouterr().out.splitlines()[2].split() == ["trill", "0", "1", "2", "3", "4"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among files")
def test_writing_to_a_stream_is_not_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    Page().wrote(tmp_path / "pipe")
    Page().wrote(tmp_path / "file")
    assert capsys.readouterr().out == f"wrote {tmp_path / 'file'}\n"


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="standard output has no name here")
def test_beside_a_table_on_standard_output_people_read_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    tell("counted", Page.say, as_json=False, out=Path("/dev/stdout"))
    assert capsys.readouterr() == ("", "counted\n")


def test_square_brackets_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    Page().table(["name"], [("[bold]a.wav :smile:",)], left=["name"])
    assert "[bold]a.wav :smile:" in capsys.readouterr().out


def test_sentences_into_a_pipe_are_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    Page().say("word " * 100)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_sentences_on_a_terminal_are_broken_at_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    Page().say("word " * 20)
    assert {line.strip() for line in capsys.readouterr().out.splitlines()} <= {
        "word " * 7 + "word",
        "word word word word",
    }


def test_no_color_means_no_color(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    Page().heading("Next")
    assert capsys.readouterr().out == "\nNext\n"


def test_a_stream_without_unicode_gets_plainer_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True))
    Page().say("2–3 kHz … ♪")
    assert written.getvalue() == b"2-3 kHz ... ?\n"


def test_a_name_of_two_lines_stays_in_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    Page().table(["name", "n"], [("a\nb.wav", "1")], left=["name"])
    assert capsys.readouterr().out.splitlines()[2].split() == ["a\ufffdb.wav", "1"]


def test_a_path_of_two_lines_stays_in_one(capsys: pytest.CaptureFixture[str]) -> None:
    Page().line("wrote a\nb.txt")
    assert capsys.readouterr().out == "wrote a\ufffdb.txt\n"


def test_a_problem_of_a_file_name_with_two_lines_takes_one(capsys: pytest.CaptureFixture[str]) -> None:
    show_problems(Page(), [Problem("x/a\nb.wav", "empty", "`x/a\nb.wav` is empty", True)])
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_text_is_not_turned_around(capsys: pytest.CaptureFixture[str]) -> None:
    Page().say("a\u202egpj.wav")
    assert capsys.readouterr().out == "a\ufffdgpj.wav\n"


def test_what_would_act_on_a_terminal_is_shown_as_a_mark(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page()
    page.say("a\x1b]0;title\x07b")
    page.table(["name"], [("c\x1b[2Jd",)], left=["name"])
    assert "\x1b" not in capsys.readouterr().out


ROWS = [("12", "a_recorder_with_a_long_name/2026-05-01_043000.wav at 9.7 s")]


def test_a_name_of_a_file_loses_its_middle_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    Page().table(["events", "for example"], ROWS, left=["for example"], names=["for example"])
    assert capsys.readouterr().out.splitlines()[-1] == "    12  a_recorder_…_043000.wav at 9.7 s"


def test_a_name_of_a_file_is_whole_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    Page().table(["events", "for example"], ROWS, left=["for example"], names=["for example"])
    assert ROWS[0][1] in capsys.readouterr().out


@pytest.mark.parametrize(("width", "shown"), [(9, "a_file.wa"), (8, "a_f…e.wa"), (4, "a…wa"), (1, "…")])
def test_a_short_name_has_the_width_it_gets(width: int, shown: str) -> None:
    assert shortened("a_file.wa", width) == shown


def test_a_short_name_of_wide_characters_has_the_width_it_gets() -> None:
    assert shortened("鳥の声の録音.wav", 12) == "鳥の…音.wav"
