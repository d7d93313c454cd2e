"""Summaries and figures of a large survey, each in a process of its own: CPU seconds and memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options, say
from benchmarks.scale.rows import write_rows
from benchmarks.table import Row
from coincide.catalog import CatalogStore
from coincide.records import Deployment

_N_RECORDINGS, _N_EVENTS, _N_SITES = 20_000, 1_000_000, 50
_QUICK_EVENTS = 100_000
_GOAL, _FIGURE_GOAL = "≤ 2", "≤ 3"
_BY = ("name", "site,name", "hour,name", "site,day", "twilight,name")
_FIGURES = ("diel", "season", "matrix", "map", "accumulation")
_CHILD = """
import json, resource, sys, time
from pathlib import Path
from coincide.workflow.survey.summary import summary
began, began_wall = time.process_time(), time.perf_counter()
told = summary(Path(sys.argv[1]), by=sys.argv[2].split(","))
assert told.rows
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu_s": time.process_time() - began, "s": time.perf_counter() - began_wall,
                  "peak_mib": used.ru_maxrss / 1024}))
"""


def large_rows(options: Options, work: Path) -> Iterator[Row]:
    """Summarize a catalog, without Python's start, which takes a second whatever it holds; draw it, with that."""
    n_events = _QUICK_EVENTS if options.quick else _N_EVENTS
    size = f"{_N_RECORDINGS:,} recordings, {_N_SITES} sites, {n_events:,} events"
    title = f"summary, {size}"
    wanted = [by for by in _BY if options.wants(f"{title}, by {by}")]
    figures = [kind for kind in _FIGURES if options.wants(f"figure, {size}: {kind}")]
    if not wanted and not figures:
        return
    say(f"writing {n_events:,} events")
    catalog = write_rows(work / "large.coincide", n_recordings=_N_RECORDINGS, n_events=n_events)
    _deploy(catalog)
    for by in wanted:
        child = [sys.executable, "-c", _CHILD, str(catalog), by]
        facts = json.loads(subprocess.run(child, capture_output=True, check=True, text=True).stdout)
        yield Row(f"{title}, by {by}", "CPU s", facts["cpu_s"], 0.0, 1, goal=_GOAL)
        yield Row(f"{title}, by {by}", "s", facts["s"], 0.0, 1, goal=_GOAL)
        yield Row(f"{title}, by {by}", "peak memory, MiB", facts["peak_mib"], 0.0, 1)
    for kind in figures:
        command = [sys.executable, "-m", "coincide", "plot", kind, "--catalog", str(catalog)]
        began = time.perf_counter()
        subprocess.run([*command, "--out", str(work / f"{kind}.svg")], capture_output=True, check=True)
        yield Row(f"figure, {size}: {kind}", "s", time.perf_counter() - began, 0.0, 1, goal=_FIGURE_GOAL)
    shutil.rmtree(catalog)


def _deploy(catalog: Path) -> None:
    """Let a recorder stand at a site for each 400 recordings, one after the other."""
    with CatalogStore.open(catalog, write=True) as store:
        starts = [each.started_at for each in store.recordings.all()]
        edges = [starts[row] for row in range(0, _N_RECORDINGS, _N_RECORDINGS // _N_SITES)]
        ends = [*edges[1:], None]
        store.deployments.replace_all(
            [
                Deployment(
                    f"site{number:02d}",
                    folder=f"{row:03d}",
                    latitude=50 + number / 10,
                    longitude=number / 5,
                    timezone="Europe/Berlin",
                    began_at=began,
                    ended_at=ended,
                )
                for number, (began, ended) in enumerate(zip(edges, ends, strict=True))
                for row in range(number * 400 // 1000, ((number + 1) * 400 - 1) // 1000 + 1)
            ]
        )
