"""Every call on the disk fails once, as SQLite tests itself: all commands, on a catalog of a dozen events or two.

A trial is one call of one command, which fails once with an error of its kind (no space, input/output error, no
permission, interrupted, half of what was asked for): each kind of call on each file, and every 20th. The product stands
it if the command ends in its right result or in an error with a remedy; the catalog is whole afterwards, with
everything that was confirmed; and the same command, run again, ends as it always does.
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

_STRIDE, _MOST, _QUICK_MOST = 20, 200, 6


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Fail the calls of each piece of work."""
    shim = disks.build(folder)
    if shim is None:
        say("disk: nothing was tried, since there is no C compiler, or this is not Linux")
        return
    work.prepare(folder)
    for name in work.WORKS:
        made = list(trials(folder, shim, name, limit=_QUICK_MOST if options.quick else _MOST))
        bad = [trial for trial in made if trial["faults"]]
        for trial in bad:
            say(f"disk: {trial}")
        yield from tally(f"calls that fail during `{name}`", trials=len(made), failures=len(bad))


def trials(folder: Path, shim: Path, name: str, *, limit: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Fail calls of one piece of work; yield each trial with what the product did not stand."""
    arguments = [str(folder), name, str(seed), str(_STRIDE), str(limit)]
    command = [sys.executable, "-m", "benchmarks.failing_disk.trials", *arguments]
    done = subprocess.run(command, env=disks.environment(shim), check=True, stdout=subprocess.PIPE)
    yield from (json.loads(line) for line in done.stdout.splitlines())
