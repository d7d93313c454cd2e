"""How far it is, as bars and as lines."""

from __future__ import annotations

import re

import pytest

from coincide.cli.progress import amount, show_progress


def work(*, is_quiet: bool, total: float = 3) -> None:
    with show_progress(is_quiet=is_quiet) as progress, progress.stage("events", total=total, unit="files") as stage:
        for _ in range(int(total)):
            stage.advance(1)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [(1204, "events", "1,204 events"), (1, "files", "1 file"), (111.41, "s of sound", "111.4 s of sound")],
)
def test_amounts_are_said_with_their_unit(number: float, unit: str, words: str) -> None:
    assert amount(number, unit) == words


def test_a_finished_stage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=False)
    assert re.fullmatch(r"events: 3 files in \d+\.\d s\n", capsys.readouterr().err)


def test_a_stage_without_work_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=False, total=0)
    assert capsys.readouterr().err.startswith("events: nothing new")


def test_quiet_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=True)
    assert capsys.readouterr().err == ""


def test_progress_leaves_standard_output_alone(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=False)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("total", "words"), [(3, "3 files"), (0, "nothing new")])
def test_on_a_terminal_a_stage_is_a_bar(
    total: float, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    work(is_quiet=False, total=total)
    assert words in capsys.readouterr().err


def test_a_message_is_shown_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress(is_quiet=False) as progress:
        progress.say("waiting for [another] run")
        assert capsys.readouterr().err == "waiting for [another] run\n"
