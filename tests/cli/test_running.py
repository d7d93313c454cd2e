"""Errors as people see them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from command_line import Workplace, in_a_process, run

from coincide.catalog import CatalogStore
from coincide.cli.lazy_group import LazyGroup
from coincide.errors import CatalogError

pytestmark = pytest.mark.slow


def fail(how: str) -> Result:
    group = LazyGroup(lazy_commands={"fail": ("failing_command", "Fail.")})
    return CliRunner().invoke(group, ["fail", how])


def test_an_error_of_ours_is_told_as_it_is() -> None:
    result = fail("known")
    assert (result.exit_code, result.stderr) == (1, "error: expected a bat, got a bird. Wait for dusk.\n")


def test_an_error_of_a_library_is_told_as_it_is() -> None:
    result = fail("library")
    assert (result.exit_code, result.stderr) == (1, "error: expected an index file, got a bird. Check the path.\n")


@pytest.mark.parametrize("command", [("check",), ("check", "--json"), ("catalog", "digest")])
def test_a_name_that_is_not_unicode_can_be_written(tmp_path: Path, command: tuple[str, ...]) -> None:
    catalog = tmp_path / os.fsdecode(b"\xe9t\xe9.coincide")
    CatalogStore.open(catalog, create=True).close()
    done = in_a_process(*command, "--catalog", catalog, PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\udce9t\udce9.coincide" in done.stdout


def test_an_unexpected_error_is_one_line_that_says_how_to_report_it() -> None:
    result = fail("unknown")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: internal error (RuntimeError: the floor is wet). The fault is in `coincide`, not in what you typed. "
        "Run the command again with `--debug`, and report what it prints on the project's issue page.\n"
    )


def test_a_full_disk_is_no_fault_of_ours() -> None:
    result = fail("full")
    assert (result.exit_code, result.stderr) == (
        1,
        "error: the output cannot be written (No space left on device). Free some space, and run the command again.\n",
    )


def test_a_missing_folder_for_temporary_files_is_no_fault_of_ours() -> None:
    result = fail("no temporary folder")
    said = "error: expected a folder for temporary files, but none can be written to. Name one with `TMPDIR`.\n"
    assert (result.exit_code, result.stderr) == (1, said)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not delete the current folder")
def test_a_current_folder_that_was_deleted_is_reported(tmp_path: Path) -> None:
    script = "import os; os.rmdir(os.getcwd()); from coincide.cli.app import main; main()"
    folder = tmp_path / "gone"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script, "info"], cwd=folder, capture_output=True, text=True, check=False
    )
    said = "error: the current folder was deleted. Change to another folder, and run the command again.\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_an_interruption_says_how_to_go_on() -> None:
    result = fail("stopped")
    assert (result.exit_code, result.stderr) == (130, "stopped; run the same command again to continue\n")


def test_an_interruption_inside_exec_has_the_same_exit_code(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text(
        "from coincide.cli.lazy_group import LazyGroup\n"
        "LazyGroup(lazy_commands={'fail': ('failing_command', 'Fail.')})(['fail', 'stopped in exec'])\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run([sys.executable, "-m", "failing"], env=os.environ | {"PYTHONPATH": path}, check=False)
    assert done.returncode == 130


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows ends processes without a signal")
@pytest.mark.usefixtures("heard_signals")
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_signal_to_end_says_how_to_go_on(workplace: Workplace, tmp_path: Path, name: str, code: int) -> None:
    learning = subprocess.Popen(
        [sys.executable, "-m", "coincide", "learn", workplace.recordings, "--catalog", tmp_path / "c.coincide"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert learning.stderr is not None
    learning.stderr.readline()  # of the first stage
    learning.send_signal(getattr(signal, name))
    said = learning.communicate(timeout=100)[1]
    assert (learning.returncode, said.splitlines()[-1]) == (code, "stopped; run the same command again to continue")


@pytest.mark.parametrize("command", [("info",), ("report",), ("search", "q.wav"), ("evaluate", "t.csv")], ids=" ".join)
def test_a_missing_catalog_is_an_error_without_traceback(command: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*command, "--catalog", tmp_path / "none.coincide")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ") and "Traceback" not in result.stderr


def test_a_missing_folder_is_an_error_without_traceback(tmp_path: Path) -> None:
    result = in_a_process("learn", tmp_path / "none")
    assert result.returncode == 1
    assert result.stderr.startswith("error: ") and "Traceback" not in result.stderr


def test_debug_lets_the_error_through(tmp_path: Path) -> None:
    assert isinstance(run("info", "--debug", "--catalog", tmp_path).exception, CatalogError)


def test_an_error_leaves_standard_output_empty(tmp_path: Path) -> None:
    assert run("info", "--json", "--catalog", tmp_path).stdout == ""


def test_an_error_into_a_pipe_has_no_color(tmp_path: Path) -> None:
    assert "\x1b" not in in_a_process("info", "--catalog", tmp_path).stderr
