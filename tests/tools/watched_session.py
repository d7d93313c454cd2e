"""One sitting with every command, watched from inside and from outside, by a person whose home folder is empty."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.session import ASKED, HOME
from benchmarks.tracing import missing_tracer, traced
from coincide.cache_folder import cache_folder
from coincide.telemetry import ONNX_RUNTIME

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Session:
    """What was done and seen.

    Attributes
    ----------
    folder : everything that the commands wrote, and what they said.
    asked : addresses beyond this computer that Python code asked for, with the step.
    trace : the calls that the kernel saw, None where it cannot be asked.
    """

    folder: Path
    asked: list[str]
    trace: str | None


def watch_session(folder: Path) -> None:
    """Do every step of `benchmarks.session` in a process of its own, in `folder`, which is empty."""
    home = folder / HOME
    home.mkdir()
    command = [sys.executable, "-m", "benchmarks.session", str(folder)]
    can_trace = missing_tracer() is None
    # Nothing that this process has switched off already may hide what a person would meet.
    kept = {name: value for name, value in os.environ.items() if name != ONNX_RUNTIME}
    kept = {name: value for name, value in kept.items() if not name.startswith(("XDG_", "COINCIDE_"))}
    # Loops are compiled once for all tests.
    kept.setdefault("NUMBA_CACHE_DIR", str(cache_folder() / "compiled"))
    homes = {"HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home)}
    done = subprocess.run(
        traced(command, _trace_of(folder)) if can_trace else command,
        cwd=_ROOT,
        env={**kept, **homes, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def session_in(folder: Path) -> Session:
    """Return what was done in `folder` and seen."""
    asked, trace = folder / ASKED, _trace_of(folder)
    return Session(
        folder,
        asked.read_text(encoding="utf-8").splitlines() if asked.exists() else [],
        trace.read_text(encoding="utf-8", errors="replace") if trace.exists() else None,
    )


def _trace_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-trace.txt")
