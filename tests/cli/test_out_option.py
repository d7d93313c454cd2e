"""`--out` of all commands: what `-` means, and what does not go with `--json`."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Workplace, in_a_process, run

pytestmark = pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="standard output has no name here")


@pytest.mark.parametrize("command", ["export", "clips", "plot sheet"])
def test_a_dash_is_refused_where_a_folder_or_a_picture_is_written(command: str) -> None:
    result = run(*command.split(), "--out", "-")
    assert result.exit_code == 2
    assert "got `-`. Standard output cannot be chosen here. If it is called `-`, write `./-`." in result.stderr


@pytest.mark.parametrize("place", ["-", "/dev/stdout", "/dev/fd/1"])
@pytest.mark.parametrize(
    "command",
    ["summary", "parse", "report", "recognize a.wav", "annotations export --format csv", "catalog digest"],
)
def test_json_and_a_table_do_not_share_standard_output(command: str, place: str) -> None:
    result = run(*command.split(), "--json", "--out", place)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected a file after `--out`, got standard output, which `--json` needs. Omit one." in result.stderr


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error(workplace: Workplace) -> None:
    arguments = ["annotations", "export", "--format", "csv", "--out", "-", "--catalog", workplace.catalog]
    command = [sys.executable, "-m", "coincide", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:
        assert done.stdout is not None
        done.stdout.close()
        _, said = done.communicate(timeout=300)
    assert "error" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["summary", "recognize field/a.wav --categories --format csv", "annotations export --format csv"]
)
def test_a_dash_is_standard_output_and_holds_nothing_but_the_table(command: str, workplace: Workplace) -> None:
    words = command.replace("field/a.wav", str(workplace.recordings / "a.wav")).split()
    done = in_a_process(*words, "--catalog", workplace.catalog, "--out", "-")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert done.returncode == 0, done.stderr
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not Path("-").exists()
