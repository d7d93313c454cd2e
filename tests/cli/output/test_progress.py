"""How far it is, as bars and as lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coincide import workflow
from coincide.cli.output.progress import amount, show_progress
from coincide.cli.output.stage_words import STAGES, stage_words

WORKFLOWS = Path(workflow.__file__).parent


def work(*, is_quiet: bool, total: float = 3) -> None:
    with show_progress(is_quiet=is_quiet) as progress, progress.stage("events", total=total, unit="files") as stage:
        for _ in range(int(total)):
            stage.advance(1)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [(1204, "events", "1,204 events"), (1, "files", "1 file"), (43_200, "s of sound", "12 h of sound")],
)
def test_amounts_are_said_with_their_unit(number: float, unit: str, words: str) -> None:
    assert amount(number, unit) == words


def test_a_finished_stage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=False)
    assert re.fullmatch(r"finding events: 3 files in \d+\.\d s\n", capsys.readouterr().err)


def test_a_stage_without_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=False, total=0)
    assert capsys.readouterr().err == ""


def test_quiet_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=True)
    assert capsys.readouterr().err == ""


def test_progress_leaves_standard_output_alone(capsys: pytest.CaptureFixture[str]) -> None:
    work(is_quiet=False)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("total", "is_shown"), [(3, True), (0, False)])
def test_on_a_terminal_a_stage_with_work_is_a_bar(
    total: float, is_shown: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    work(is_quiet=False, total=total)
    assert ("finding events" in capsys.readouterr().err) == is_shown


def test_bars_of_all_stages_fit_beside_each_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    with show_progress(is_quiet=False) as progress:
        for name, total, unit in (("events", 12_345.6, "s of sound"), ("check-1-within", 1_200, "steps")):
            with progress.stage(name, total=total, unit=unit) as stage:
                stage.advance(total)
    last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err).rstrip().splitlines()[-2:]
    assert [line.split()[0] for line in last] == ["finding", "checking"]


@pytest.mark.parametrize(
    ("stage", "words"),
    [("scan", "looking for recordings"), ("embed-within", "learning, within recordings"), ("new", "new")],
)
def test_a_stage_is_named_in_plain_words(stage: str, words: str) -> None:
    assert stage_words(stage) == words


def test_every_stage_of_a_workflow_has_its_words() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS.rglob("*.py"))
    named = set(re.findall(r'\.stage\(\s*"(.+?)"', code)) | set(re.findall(r'\bname="([a-z]+)"', code))
    assert len(named) > 15
    assert named - set(STAGES) == set()


def test_a_message_is_shown_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress(is_quiet=False) as progress:
        progress.say("waiting for [another] run")
        assert capsys.readouterr().err == "waiting for [another] run\n"


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_message_does_nothing_to_the_terminal_and_keeps_paths_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    if is_terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    path = f"/data/{'night/' * 10}a.wav"
    with show_progress(is_quiet=False) as progress:
        progress.say(f"the damaged files are in `{path}`, \x1b]0;title\x07 and so on")
    shown = capsys.readouterr().err
    assert path in shown
    assert "\x1b]" not in shown
