"""CPU seconds from starting Python to the first result: what the clock on the wall shows where nothing else runs.

Warm: compiled loops lie in the cache. Cold: the cache folder is new and empty, as on a new machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.table import Row
from benchmarks.timing import ROUNDS

_ROOT = Path(__file__).parents[1]
_SOURCE = _ROOT / "src"


def first_result_rows(work: str, program: str, *, rounds: int = ROUNDS) -> list[Row]:
    """Run a program of Python text in new processes."""
    with tempfile.TemporaryDirectory() as folder:
        cold = _seconds(program, Path(folder) / "first")
        warm = [_seconds(program, Path(folder) / "first") for _ in range(rounds)]
    return [
        Row(
            work,
            "CPU s in a new process, warm cache",
            float(np.median(warm)),
            float(np.std(warm)),
            rounds,
            goal="≤ 1.5, aim 0.4",
        ),
        Row(work, "CPU s in a new process, cold cache", cold, 0.0, 1, goal="≤ 8, aim 3"),
    ]


def _seconds(program: str, cache: Path) -> float:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(_SOURCE)}
    before = os.times()
    subprocess.run([sys.executable, "-c", program], env=environment, cwd=_ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
