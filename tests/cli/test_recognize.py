"""`coincide recognize` as people type it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import soundfile
from command_line import Workplace, run

from coincide.annotations import read_annotations

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taught(workplace: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the catalog, with labels; do not change it."""
    catalog = tmp_path_factory.mktemp("taught") / "field.coincide"
    shutil.copytree(workplace.catalog, catalog)
    assert run("annotations", "import", workplace.truth, "--catalog", catalog).exit_code == 0
    return catalog


def test_without_labels_the_next_command_is_told(workplace: Workplace) -> None:
    result = run("recognize", workplace.recordings, "--catalog", workplace.catalog)
    assert result.exit_code == 1
    assert "Name calls with `coincide label`" in result.stderr


def test_names_recordings_scores_and_bad_files_are_shown(workplace: Workplace, taught: Path) -> None:
    result = run("recognize", workplace.recordings, "--catalog", taught)
    assert result.exit_code == 0, result.stderr
    for part in ("kind 0", "a.wav", "How far to trust the scores", "left out (corrupt): broken.wav", "add `--out"):
        assert part in result.stdout


def test_a_table_is_written_where_it_is_wanted(workplace: Workplace, taught: Path, tmp_path: Path) -> None:
    result = run("recognize", workplace.recordings, "--catalog", taught, "--out", tmp_path / "calls.csv", "-q")
    assert f"wrote {tmp_path / 'calls.csv'}" in result.stdout
    assert {one.label for one in read_annotations(tmp_path / "calls.csv")} <= {"kind 0", "kind 1", "kind 2", "unknown"}


@pytest.mark.parametrize("format", ["raven", "audacity", "textgrid", "csv", "jsonl"])
def test_every_format_can_be_written(workplace: Workplace, taught: Path, tmp_path: Path, format: str) -> None:
    place = ("--out", tmp_path / "tables", "--format", format, "--layout", "many")
    assert run("recognize", workplace.recordings, "--catalog", taught, *place).exit_code == 0
    assert len(read_annotations(tmp_path / "tables")) > 20


def test_json_tells_everything(workplace: Workplace, taught: Path) -> None:
    result = run("recognize", workplace.recordings / "a.wav", "--catalog", taught, "--json", "--precision", 0.9)
    found = json.loads(result.stdout)
    assert set(found) >= {"calls", "files", "thresholds", "reliability", "left_out", "written"}
    assert [file["recording"] for file in found["files"]] == ["a.wav"]


def test_a_threshold_is_told_with_what_speaks_for_it(workplace: Workplace, taught: Path) -> None:
    options = ("--precision", 0.5, "--threshold", "kind 1=0.9")
    result = run("recognize", workplace.recordings, "--catalog", taught, *options)
    assert "as you asked" in result.stdout
    assert "0.90" in result.stdout


def test_a_threshold_for_all_names_can_turn_everything_unknown(
    workplace: Workplace, taught: Path, tmp_path: Path
) -> None:
    sound, rate_hz = soundfile.read(workplace.recordings / "a.wav")
    soundfile.write(tmp_path / "new.wav", 0.9 * sound, rate_hz)
    result = run("recognize", tmp_path / "new.wav", "--catalog", taught, "--threshold", "1", "--json")
    assert {call["label"] for call in json.loads(result.stdout)["calls"]} == {"unknown"}


def test_events_that_are_left_out_are_counted_by_name(workplace: Workplace, taught: Path, tmp_path: Path) -> None:
    sound, rate_hz = soundfile.read(workplace.recordings / "a.wav")
    soundfile.write(tmp_path / "new.wav", 0.9 * sound, rate_hz)
    result = run("recognize", tmp_path / "new.wav", "--catalog", taught, "--threshold", "1", "--known-only")
    assert re.search(r"(\d+) events left out: \1 unknown\.", result.stdout)


def test_a_threshold_that_is_no_number_is_refused(workplace: Workplace, taught: Path) -> None:
    result = run("recognize", workplace.recordings, "--catalog", taught, "--threshold", "wren=much")
    assert result.exit_code == 2
    assert "expected a score such as 0.7, or NAME=0.7, got `wren=much`" in result.stderr


def test_if_no_file_can_be_used_the_exit_code_is_1(workplace: Workplace, taught: Path) -> None:
    result = run("recognize", workplace.recordings / "broken.wav", "--catalog", taught)
    assert result.exit_code == 1
    assert "no file in" in result.stderr


def test_each_file_that_cannot_be_used_has_a_line_of_its_own(workplace: Workplace, taught: Path) -> None:
    result = run("recognize", workplace.recordings / "broken.wav", "--catalog", taught)
    assert [line.split("broken.wav")[0][:2] for line in result.stderr.splitlines()] == ["er", "  "]


def test_categories_are_told_without_labels(workplace: Workplace) -> None:
    result = run("recognize", workplace.recordings, "--catalog", workplace.catalog, "--categories")
    assert result.exit_code == 0
    assert "category 1" in result.stdout
