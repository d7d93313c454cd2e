"""Peak memory of learning from an hour and from a day of sound."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.synthetic import write_long_recording
from benchmarks.table import Row

_RATE_HZ = 48_000
_CHILD = """
import json, resource, sys
from pathlib import Path
import torch
from coincide.workflow.learn.learn import learn
torch.set_num_threads(1)
learned = learn(Path(sys.argv[1]), catalog=Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"events": learned.n_events, "cpu_s": used.ru_utime + used.ru_stime, "peak_kib": used.ru_maxrss}))
"""


def memory_rows(work: Path) -> list[Row]:
    """Learn from one file of an hour and one of a day, each in a process of its own."""
    rows: list[Row] = []
    peaks: dict[int, float] = {}
    for hours in (1, 24):
        place = work / f"hours_{hours}"
        place.mkdir()
        write_long_recording(
            place / "night.wav", duration_s=3600.0 * hours, sample_rate_hz=_RATE_HZ, calls_per_minute=20, seed=0
        )
        child = [sys.executable, "-c", _CHILD, str(place), str(work / "catalog")]
        facts = json.loads(subprocess.run(child, capture_output=True, check=True, text=True).stdout)
        shutil.rmtree(place)
        shutil.rmtree(work / "catalog")
        peaks[hours] = facts["peak_kib"] / 1024
        name = f"learn, one file of {hours} h at 48 kHz"
        goal = "≤ 1500, and ≤ 1.2 × that of 1 h" if hours == 24 else ""
        rows.append(Row(name, "events", facts["events"], 0.0, 1))
        rows.append(Row(name, "CPU s", facts["cpu_s"], 0.0, 1))
        rows.append(Row(name, "peak memory, MiB", peaks[hours], 0.0, 1, goal=goal))
    rows.append(Row("learn, 24 h against 1 h", "ratio of peak memory", peaks[24] / peaks[1], 0.0, 1, goal="≤ 1.2"))
    return rows
