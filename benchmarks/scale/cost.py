"""What a large archive costs: hours and money, from the costs of its units, measured here.

A million hours of sound are units of an hour; a billion windows are units of 512 to embed and shards of 20,000 to
index. The prediction is a formula (`simulation.predicted_s`), and stands beside a simulation of a part of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.options import Options, say
from benchmarks.scale.simulation import Fleet, predicted_s, simulated_s
from benchmarks.scale.workers import measured, write_long
from benchmarks.table import Row
from coincide.index.settings import IndexSettings
from coincide.learned.index import build_shard

PRICE_PER_CORE_HOUR = 0.04
"""Of a rented machine, in dollars or euros; an assumption, replace it by yours."""
_HOURS, _WINDOWS = 1_000_000, 1_000_000_000
_N_WORKERS = 1_000
_RATE_HZ, _MINUTES = 48_000, (6, 36)
_SHARD, _DIM = 20_000, 64
_N_SIMULATED = 20_000


def cost_rows(options: Options, work: Path) -> Iterator[Row]:
    """Measure units, predict, and check the prediction."""
    name = f"{_HOURS:,} h of {_RATE_HZ // 1000} kHz, {_N_WORKERS:,} workers"
    if not options.wants(name):
        return
    say("measuring units")
    hour_s, coordinator_s = _measured_hour(work)
    yield Row("an hour of sound: detect, picture, embed", "CPU s", hour_s, 0.0, 1)
    yield Row("an hour of sound: hand out, take back, store", "CPU s", coordinator_s, 0.0, 1)
    fleet = Fleet(_N_WORKERS, coordinator_s=coordinator_s)
    core_hours = _HOURS * hour_s / 3600
    yield Row(name, "core hours", core_hours, 0.0, 1)
    yield Row(name, f"money at {PRICE_PER_CORE_HOUR} a core hour", core_hours * PRICE_PER_CORE_HOUR, 0.0, 1)
    yield Row(name, "hours", predicted_s(_HOURS, hour_s, fleet) / 3600, 0.0, 1)
    part = f"{_N_SIMULATED:,} h of it, 5% slow workers, one death in 1,000"
    say("simulating")
    simulated = simulated_s(_N_SIMULATED, hour_s, fleet)
    yield Row(part, "predicted s", predicted_s(_N_SIMULATED, hour_s, fleet), 0.0, 1, "simulated", simulated)
    windows = f"{_WINDOWS:,} windows"
    yield Row(windows, "core hours to embed", _WINDOWS * _embed_s() / 3600, 0.0, 1)
    yield Row(windows, "core hours to index", _WINDOWS * _index_s() / 3600, 0.0, 1)


def _measured_hour(work: Path) -> tuple[float, float]:
    """CPU seconds for an hour of sound: all of it in one process, and what the coordinator of two does for it."""
    short, long = (write_long(work / f"{minutes}", minutes, rate_hz=_RATE_HZ) for minutes in _MINUTES)
    alone = measured(long, work / "alone", "0")["again_cpu_s"]
    # What does not depend on the amount of sound is in both.
    own = [measured(sounds, work / f"{sounds.name}-two", "2")["own_cpu_s"] for sounds in (short, long)]
    return alone * 60 / _MINUTES[1], (own[1] - own[0]) * 60 / (_MINUTES[1] - _MINUTES[0])


def _embed_s() -> float:
    """CPU seconds for a window, by one thread as in a worker."""
    code = (
        "import time; from benchmarks.scale.stages import encoder; from coincide.embed import embed_without_torch\n"
        "import numpy as np; weights, _ = encoder()\n"
        "patches = np.random.default_rng(0).integers(0, 256, (4096, 32, 32), dtype=np.uint8)\n"
        "embed_without_torch(weights, patches); began_s = time.process_time()\n"
        "embed_without_torch(weights, patches); print((time.process_time() - began_s) / len(patches))"
    )
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return float(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout)


def _index_s() -> float:
    """CPU seconds for a window in a shard."""
    rng = np.random.default_rng(0)
    centers = rng.standard_normal((40, _DIM), dtype=np.float32)
    rows = centers[rng.integers(0, 40, _SHARD)] + 0.5 * rng.standard_normal((_SHARD, _DIM), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    build_shard(rows[:1000], IndexSettings(kind="graph"), seed=0)  # compiles
    began_s = time.process_time()
    build_shard(rows, IndexSettings(kind="graph"), seed=0)
    return (time.process_time() - began_s) / _SHARD
