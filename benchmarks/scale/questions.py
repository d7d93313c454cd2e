"""Questions to a catalog of many rows, each in a process of its own: CPU seconds and memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options, say
from benchmarks.scale.rows import write_rows
from benchmarks.table import Row

_SIZES = ((20_000, 100_000), (10_000, 1_000_000))
"""Recordings and events; with `--quick` the first alone."""
_GOALS = {1_000_000: "≤ 2"}
_CHILD = """
import json, resource, sys, time
from pathlib import Path
from coincide.workflow.info.info import info
began = time.process_time()
told = info(Path(sys.argv[1]))
assert told.n_events == int(sys.argv[2])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu_s": time.process_time() - began, "peak_mib": used.ru_maxrss / 1024}))
"""


def question_rows(options: Options, work: Path) -> Iterator[Row]:
    """Ask `info` of each catalog; without Python's start, which takes a second whatever the catalog holds."""
    for n_recordings, n_events in _SIZES[:1] if options.quick else _SIZES:
        name = f"info, {n_recordings:,} recordings, {n_events:,} events"
        if not options.wants(name):
            continue
        say(f"writing {n_events:,} events")
        catalog = write_rows(work / f"{n_events}.coincide", n_recordings=n_recordings, n_events=n_events)
        child = [sys.executable, "-c", _CHILD, str(catalog), str(n_events)]
        facts = json.loads(subprocess.run(child, capture_output=True, check=True, text=True).stdout)
        shutil.rmtree(catalog)
        yield Row(name, "CPU s", facts["cpu_s"], 0.0, 1, goal=_GOALS.get(n_events, ""))
        yield Row(name, "peak memory, MiB", facts["peak_mib"], 0.0, 1)
