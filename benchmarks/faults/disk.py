"""Calls on the disk fail, as SQLite tests itself: all commands, on a catalog of a dozen events or two.

A trial is one call of one command, which fails once with an error of its kind (no space, input/output error, no
permission, interrupted, half of what was asked for): each kind of call on each file, and every 20th. Or it is a moment
from which on the disk is full, can only be read, or is gone. The product stands it if the command ends in its right
result or in an error with a remedy; the catalog is whole afterwards, with everything that was confirmed; and the same
command, run again on a disk that works, ends as it always does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.failing_disk import disk as disks
from benchmarks.failing_disk import work
from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.table import Row

_STRIDE, _MOST, _BREAKS = 20, 200, 30
_QUICK_MOST, _QUICK_BREAKS = 6, 3


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Fail the calls of each piece of work."""
    shim = disks.build(folder)
    if shim is None:
        say("disk: nothing was tried, since there is no C compiler, or this is not Linux")
        return
    work.prepare(folder)
    for name in work.WORKS:
        limit, n_breaks = (_QUICK_MOST, _QUICK_BREAKS) if options.quick else (_MOST, _BREAKS)
        made = list(trials(folder, shim, name, limit=limit, n_breaks=n_breaks))
        bad = [trial for trial in made if trial["faults"]]
        for trial in bad:
            say(f"disk: {trial}")
        yield from tally(f"failing calls and breaking disks during `{name}`", trials=len(made), failures=len(bad))


def trials(
    folder: Path, shim: Path, name: str, *, limit: int, n_breaks: int, seed: int = 0
) -> Iterator[dict[str, Any]]:
    """Fail calls of one piece of work; yield each trial with what the product did not stand."""
    arguments = [str(folder), name, *map(str, (seed, _STRIDE, limit, n_breaks))]
    command = [sys.executable, "-m", "benchmarks.failing_disk.trials", *arguments]
    done = subprocess.run(command, env=disks.environment(shim), check=True, stdout=subprocess.PIPE)
    yield from (json.loads(line) for line in done.stdout.splitlines())
