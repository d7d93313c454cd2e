"""Asks a damaged catalog through the command line, in a process forked for each command, so that it starts at once."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.asked_app import ask_app
from benchmarks.asked_commands import asked_commands, clear, written
from benchmarks.damaged_catalogs.bases import Base
from benchmarks.damaged_catalogs.mutations import Mutation
from benchmarks.failing_disk import work
from coincide.workflow.export.maker import BACKGROUND

_LONGEST_S, _MOST_BYTES = 120.0, 8 * 2**30
_MEASURED = {"search_ms", "size_bytes", "stage_seconds", "seconds", "elapsed_s", "runs", "n_compared"}
_CHANGES = ("learn", "check --repair", "label")
"""Commands that make other things of a damaged catalog than of a whole one."""


@dataclass(frozen=True)
class Said:
    """What a command said and wrote.

    Attributes
    ----------
    code : exit code; None if it was stopped.
    result : from its standard output.
    errors : what stood on standard error.
    files : digests of what it wrote, by path.
    """

    code: int | None
    result: Any
    errors: str
    files: dict[str, str]


def commands(folder: Path, catalog: Path) -> dict[str, list[str]]:
    """Return the commands by name; sounds and truth lie in `folder`."""
    sounds, truth = str(folder / "sounds"), str(folder / "truth.csv")
    each = asked_commands(folder) | {
        "serve": ["serve"],
        "label": ["label", "--oracle", truth, "--budget", "2"],
        "report": ["report", "--out", str(folder / "report.html")],
        "check": ["check"],
        "check --repair": ["check", "--repair"],
        "learn": ["learn", sounds, *work.QUICK],
    }
    return {name: [*words, "--catalog", str(catalog), "--json"] for name, words in each.items()}


def run(words: list[str], folder: Path) -> Said:
    """Run a command in a process of its own, with bounds on its memory and its time."""
    out, err = folder / "stdout.txt", folder / "stderr.txt"
    clear(folder)
    child = os.fork()
    if child == 0:
        _in_child(words, out, err)
    code = _wait(child)
    text = out.read_text(encoding="utf-8", errors="replace")
    try:
        result = _without_measures(json.loads(text)) if text.strip() else None
    except ValueError:
        result = text
    return Said(code, result, err.read_text(encoding="utf-8", errors="replace"), written(folder))


def judge(base: Base, mutation: Mutation, name: str, words: list[str], whole: Said, folder: Path) -> list[str]:
    """Damage a copy and run a command on it; returns what the product did not stand."""
    base.lay()
    if not mutation.apply(base.place):
        return []
    now = run(words, folder)
    if now.code is None:
        return [f"took longer than {_LONGEST_S:g} s, or more than {_MOST_BYTES / 2**30:g} GB"]
    if "unexpected" in now.errors or "Traceback" in now.errors or now.code not in (0, 1):
        return [f"exit code {now.code}: {now.errors[-400:]}"]
    if now.code == 1 and "error: " not in now.errors and name not in ("check", "check --repair"):
        return [f"no error is told: {now.errors[-400:]}"]
    is_other = now.result != whole.result or now.files != whole.files
    is_wrong = now.code == 0 and is_other and name not in _CHANGES
    is_limit = not base.is_sealed and mutation.file.startswith("catalog.sqlite")
    return ["wrong answers in silence"] if is_wrong and not is_limit else []


def _in_child(words: list[str], out: Path, err: Path) -> None:
    code = 70
    try:
        for path, number in ((out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ[BACKGROUND] = "0"  # what goes on after a trial would read the next one's catalog
        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_BYTES, _MOST_BYTES))
        from coincide.cli.app import app

        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        code = _app_as_command(Path(words[2])) if words[0] == "serve" else app(words, prog_name="coincide")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _app_as_command(catalog: Path) -> int:
    code, said = ask_app(catalog)
    print(json.dumps(said) if code == 0 else said, file=sys.stderr if code else sys.stdout)
    return code


def _wait(child: int) -> int | None:
    until = time.monotonic() + _LONGEST_S
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _without_measures(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_measures(each) for key, each in value.items() if key not in _MEASURED}
    return [_without_measures(each) for each in value] if isinstance(value, list) else value
