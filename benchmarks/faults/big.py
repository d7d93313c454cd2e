"""Much: 20,000 files of a second, and 6 hours at 48 kHz in one. Time by stage, memory, and the cost of a second run.

A trial is one run of `learn`, with little training, in a process of its own; it fails if it raises, takes more memory
than `MOST_MIB`, or does not say `unchanged` the second time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.synthetic import synthesize_call, write_long_recording
from benchmarks.table import Row
from coincide.seeds import generator

MOST_MIB = 1500.0
_RATE_HZ = 16_000
_N_FILES, _N_HOURS = 20_000, 6
_QUICK_FILES, _QUICK_HOURS = 1_000, 1
_STAGES = ("scan", "teach", "events", "patches", "parse")
_CHILD = """
import json, resource, sys, time
from contextlib import contextmanager
from pathlib import Path
import torch
from coincide.workflow.learn.learn import learn
from coincide.workflow.progress import Silent
from coincide.learned.settings import load_settings

cpu_s = {}

class Watch(Silent):
    @contextmanager
    def stage(self, name, *, total, unit):
        began = time.process_time()
        yield self
        cpu_s[name] = cpu_s.get(name, 0.0) + time.process_time() - began

torch.set_num_threads(1)
settings = load_settings(overrides={"embed": {"steps": 20, "baseline_steps": 5}, "categorize": {"steps": 20}})
began = time.perf_counter()
learned = learn(Path(sys.argv[1]), catalog=Path(sys.argv[2]), settings=settings, progress=Watch())
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "what": learned.what, "stages": cpu_s, "wall_s": time.perf_counter() - began,
    "cpu_s": used.ru_utime + used.ru_stime, "peak_mib": used.ru_maxrss / 1024, "events": learned.n_events,
}))
"""


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Learn from many files and from a long one, twice each."""
    n_files = _QUICK_FILES if options.quick else _N_FILES
    hours = _QUICK_HOURS if options.quick else _N_HOURS
    _write_many(folder / "many", n_files)
    (folder / "long").mkdir()
    write_long_recording(
        folder / "long" / "night.wav", duration_s=3600.0 * hours, sample_rate_hz=48_000, calls_per_minute=20, seed=0
    )
    yield from _learned(folder / "many", f"{n_files:,} files of 1 s")
    yield from _learned(folder / "long", f"one file of {hours} h at 48 kHz")


def _write_many(place: Path, n_files: int) -> None:
    place.mkdir()
    rng = generator(0, "many")
    calls = [synthesize_call(kind % 8, sample_rate_hz=_RATE_HZ, rng=rng) for kind in range(64)]
    for number in range(n_files):
        sound = rng.normal(0, 0.002, _RATE_HZ).astype(np.float32)
        call = calls[number % len(calls)][: _RATE_HZ // 2]
        start = int(rng.integers(_RATE_HZ // 4, _RATE_HZ // 2))
        sound[start : start + len(call)] += 0.1 * call / np.abs(call).max()
        soundfile.write(place / f"{number:05}.wav", sound, _RATE_HZ, subtype="PCM_16")


def _learned(place: Path, work: str) -> Iterator[Row]:
    first, second = (_learn(place) for _ in range(2))
    failures = [run.get("error", "") or f"{run['peak_mib']:.0f} MiB" for run in (first, second) if _fails(run)]
    if not failures and second["what"] != "unchanged":
        failures.append(f"the second run says {second['what']}")
    for failure in failures:
        say(f"{work}: {failure}")
    yield from tally(f"learn, {work}", trials=2, failures=len(failures))
    for run, name in ((first, "first run"), (second, "second run")):
        if "error" in run:
            continue
        yield Row(f"{work}, {name}", "wall s", run["wall_s"], 0.0, 1, digits=1)
        yield Row(f"{work}, {name}", "CPU s", run["cpu_s"], 0.0, 1, digits=1)
        yield Row(f"{work}, {name}", "peak memory, MiB", run["peak_mib"], 0.0, 1, goal=f"≤ {MOST_MIB:g}", digits=0)
        for stage in _STAGES:
            yield Row(f"{work}, {name}", f"{stage}, CPU s", run["stages"].get(stage, 0.0), 0.0, 1, digits=2)


def _learn(place: Path) -> dict[str, Any]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(place), f"{place}.coincide"],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    say(f"{place.name}: {time.perf_counter() - began:.0f} s")
    if done.returncode != 0:
        return {"error": done.stderr[-2000:]}
    return json.loads(done.stdout)


def _fails(run: dict[str, Any]) -> bool:
    return "error" in run or run["peak_mib"] > MOST_MIB
