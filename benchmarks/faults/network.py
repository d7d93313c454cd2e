"""Nothing leaves the machine: each step of `benchmarks.session` in a process of its own, traced by the kernel.

A trial is a step, a failure an attempt to reach another computer, looking up its name included, or a file that another
program's library leaves in an empty home folder, but for matplotlib's list of fonts. Only Linux can be asked, with
`strace`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.session import HOME, steps, write_sounds
from benchmarks.table import Row
from benchmarks.tracing import addresses_asked, missing_tracer, traced
from coincide.cache_folder import cache_folder
from coincide.telemetry import ONNX_RUNTIME

_FONTS = ".cache/matplotlib/fontlist-*.json"
"""Which fonts there are, as every program that draws with matplotlib leaves it."""


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Trace every step; there is no quick part, since all takes a minute or two."""
    del options
    missing = missing_tracer()
    if missing is not None:
        say(f"network: nothing was tried, since {missing}")
        return
    write_sounds(folder)
    (folder / HOME).mkdir()
    names = list(steps(folder))
    failures = [failure for name in names for failure in _failures(folder, name)]
    for failure in failures:
        say(f"network: {failure}")
    yield from tally("commands, the app and the library, traced", trials=len(names), failures=len(failures))


def _failures(folder: Path, name: str) -> Iterator[str]:
    """Do one step; yield what it asked for and left behind."""
    trace, home = folder / "trace.txt", folder / HOME
    before = _foreign_files(home)
    # What `coincide` sets in this process must not hide what its own processes would do.
    environment = {name: value for name, value in os.environ.items() if name != ONNX_RUNTIME}
    environment.setdefault("NUMBA_CACHE_DIR", str(cache_folder() / "compiled"))
    command = [sys.executable, "-m", "benchmarks.session", str(folder), name]
    subprocess.run(traced(command, trace), env=environment | {"HOME": str(home), "PYTHONUTF8": "1"}, check=True)
    yield from (f"`{name}` asked for {place}" for _, place in addresses_asked(trace.read_text(errors="replace")))
    yield from (f"`{name}` left {file} in the home folder" for file in sorted(_foreign_files(home) - before))


def _foreign_files(home: Path) -> set[str]:
    paths = (path.relative_to(home) for path in home.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if "coincide" not in path.parts and not path.match(_FONTS)}
