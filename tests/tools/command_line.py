"""Runs `coincide` as people do: as a process of its own, or faster in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from coincide.cli.app import app

COMMANDS = (
    ("learn",),
    ("label",),
    ("search",),
    ("parse",),
    ("recognize",),
    ("info",),
    ("check",),
    ("annotations",),
    ("annotations", "export"),
    ("annotations", "import"),
    ("evaluate",),
    ("report",),
    ("sites",),
    ("summary",),
    ("validate",),
)


@dataclass(frozen=True)
class Workplace:
    """Two recordings with their truth, the catalog learned from them, and what learning wrote."""

    recordings: Path
    truth: Path
    catalog: Path
    learned: subprocess.CompletedProcess[str]


def in_a_process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process whose output is no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "coincide", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        timeout=300,
        check=False,
    )


def run(*arguments: object, typed: str | None = None) -> Result:
    """Run the command line in this process, with `typed` on its standard input."""
    return CliRunner().invoke(app, [str(each) for each in arguments], input=typed)
