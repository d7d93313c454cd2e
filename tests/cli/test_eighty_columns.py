"""What a person reads fits a terminal of 80 columns, and no path or command is broken in two."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Workplace, run
from rich.cells import cell_len

from coincide.cli.commands.learn import next_lines
from coincide.cli.output.broken_lines import broken
from coincide.cli.output.page import Page
from coincide.cli.output.short_paths import shown_path

VIEWS = (
    ("info",),
    ("check",),
    ("parse",),
    ("catalog", "digest"),
    ("models", "list"),
    ("evaluate", "truth.csv"),
    ("search", "field/a.wav"),
    ("recognize", "field/a.wav", "--categories"),
    ("learn", "field", "--embed-steps", "30", "--embed-baseline-steps", "10", "--categorize-steps", "30"),
)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.slow
@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view[0])
def test_what_a_command_prints_fits_eighty_columns(
    view: tuple[str, ...], workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace.recordings.parent)
    result = run(*view)
    assert result.exit_code == 0, result.stderr
    assert [line for line in result.stdout.splitlines() if len(line.rstrip()) > 80] == []


@pytest.mark.usefixtures("terminal")
def test_a_path_in_a_sentence_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    path = "/" + "/".join(["a folder with a long name".replace(" ", "_")] * 5)
    Page().say(f"The damaged files are in `{path}`, where you can look at them.")
    assert f"`{path}`," in capsys.readouterr().out


def test_an_error_of_several_lines_keeps_its_lines_and_their_indent() -> None:
    text = "error: no file can be used:\n  " + "a.wav: it is empty " * 5
    lines = broken(text, 80).split("\n")
    assert (lines[0], len(lines), max(map(len, lines)) <= 80) == ("error: no file can be used:", 3, True)
    assert [line[:3].strip() != "" and line.startswith("  ") for line in lines[1:]] == [True, True]


def test_lines_of_wide_characters_are_broken_by_their_columns() -> None:
    assert max(map(cell_len, broken("鳥の声 " * 40, 80).split("\n"))) <= 80


def test_two_spaces_in_a_name_stay() -> None:
    assert broken("a  b.wav is empty", 80) == "a  b.wav is empty"


@pytest.mark.usefixtures("terminal")
def test_a_heading_is_broken_at_words(capsys: pytest.CaptureFixture[str]) -> None:
    Page().heading("word " * 30)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_path_below_the_current_folder_is_shown_from_there(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "field.coincide" / "report.html", here=tmp_path) == "field.coincide/report.html"


def test_a_path_elsewhere_is_shown_whole(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "field.coincide", here=tmp_path / "other") == str(tmp_path / "field.coincide")


def test_reasons_for_commands_stand_below_each_other() -> None:
    commands = ["coincide parse", "coincide serve my_recordings.coincide"]
    first, second = next_lines(commands, ["find songs", "look"], width=80)
    assert first.index("#") == second.index("#")


def test_reasons_stand_below_each_other_behind_wide_names() -> None:
    first, second = next_lines(["coincide parse", "coincide serve 鳥.coincide"], ["find songs", "look"], width=80)
    assert cell_len(first[: first.index("#")]) == cell_len(second[: second.index("#")])


def test_a_command_is_shown_alone_where_its_reason_does_not_fit() -> None:
    long = "coincide parse " + "x" * 60
    assert next_lines(["coincide parse", long], ["find songs"] * 2, width=80) == [
        "  coincide parse  # find songs",
        f"  {long}",
    ]
