"""What more workers bring, and what they cost: from the scan to the embedding of long and of very short recordings.

Wall times mean something only while nothing else runs; on a busy machine the CPU seconds of all processes say what the
work costs, and how much of that is handing it out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.options import Options, say
from benchmarks.synthetic import synthesize_call, write_long_recording
from benchmarks.table import Row
from coincide.seeds import generator

_RATE_HZ, _SHORT_RATE_HZ = 32_000, 16_000
_WAYS = {"2 processes": "2", "2 Dask workers": "dask2"}
_RUNS = {"": ", started on the way", "again_": ", started before"}
_ALONE = "this process alone"


def worker_rows(options: Options, work: Path) -> Iterator[Row]:
    """Do the same with each number and kind of workers, one after the other."""
    minutes, n_short = (6, 300) if options.quick else (60, 20_000)
    long = f"{minutes} min of 32 kHz in {minutes // 3} files"
    if options.wants(long):
        say(f"writing {long}")
        yield from _rows(long, write_long(work / "long", minutes), work)
    short = f"{n_short:,} recordings of a second"
    if options.wants(short):
        say(f"writing {short}")
        yield from _rows(short, _write_short(work / "short", n_short), work)


def _rows(what: str, sounds: Path, work: Path) -> Iterator[Row]:
    alone = measured(sounds, work / "alone", "0")
    for prefix, words in {"": ", first", "again_": ", again"}.items():
        yield Row(f"{what}, by {_ALONE}{words}", "wall s", alone[f"{prefix}wall_s"], 0.0, 1)
        yield Row(f"{what}, by {_ALONE}{words}", "CPU s", alone[f"{prefix}cpu_s"], 0.0, 1)
    for words, kind in _WAYS.items():
        facts = measured(sounds, work / kind, kind)
        assert facts["events"] == alone["events"]
        for prefix, when in _RUNS.items():
            for metric, name in {"wall_s": "wall s", "cpu_s": "CPU s"}.items():
                key = f"{prefix}{metric}"
                yield Row(f"{what}, by {words}{when}", name, facts[key], 0.0, 1, _ALONE, alone[key])


def measured(sounds: Path, catalogs: Path, kind: str) -> dict[str, float]:
    """Do the stages by a kind of workers; see `stages`."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    say(f"workers: {kind}; load of the machine before: {load:.1f} on {os.cpu_count()} cores")
    catalogs.mkdir()
    child = [sys.executable, "-m", "benchmarks.scale.stages", str(sounds), str(catalogs), kind]
    return json.loads(subprocess.run(child, capture_output=True, check=True, text=True).stdout)


def write_long(folder: Path, minutes: int, *, rate_hz: int = _RATE_HZ) -> Path:
    """Write some minutes of sound in files of three; returns the folder."""
    folder.mkdir()
    for number in range(minutes // 3):
        place = folder / f"{number:03d}.wav"
        write_long_recording(place, duration_s=180.0, sample_rate_hz=rate_hz, calls_per_minute=30, seed=number)
    return folder


def _write_short(folder: Path, n_files: int) -> Path:
    folder.mkdir()
    for number in range(n_files):
        rng = generator(number, "short")
        samples = 0.001 * rng.standard_normal(_SHORT_RATE_HZ)
        call = synthesize_call(number % 8, sample_rate_hz=_SHORT_RATE_HZ, rng=rng)[: _SHORT_RATE_HZ // 2]
        samples[4000 : 4000 + len(call)] += 0.3 * np.asarray(call)
        soundfile.write(folder / f"{number:05d}.wav", samples, _SHORT_RATE_HZ, subtype="PCM_16")
    return folder
