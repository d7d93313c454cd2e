"""Learning and recognizing need no more memory for a long recording than for a short one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.synthetic import write_long_recording
from coincide import errors

resource = pytest.importorskip("resource", reason="Windows does not tell the peak memory of a process this way")

pytestmark = pytest.mark.slow

MOST_GROWTH = 1.2

MEASURE = """
import json, resource, sys
from pathlib import Path
import torch
from coincide.workflow.learn.learn import learn
from coincide.learned.settings import load_settings
torch.set_num_threads(1)
quick = {"embed": {"steps": 5, "baseline_steps": 2}, "categorize": {"steps": 5}}
learned = learn(Path(sys.argv[1]), catalog=Path(sys.argv[2]), settings=load_settings(overrides=quick))
print(json.dumps([learned.total_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""

RECOGNIZE = """
import json, resource, sys
from pathlib import Path
from coincide.workflow.recognize.recognize import RecognizeOptions, recognize
found = recognize(Path(sys.argv[2]), [Path(sys.argv[1])], wanted=RecognizeOptions(categories=True))
print(json.dumps([found.total_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def _peak(folder: Path, *, duration_s: float, code: str = MEASURE, catalog: Path | None = None) -> int:
    folder.mkdir()
    write_long_recording(folder / "a.wav", duration_s=duration_s, sample_rate_hz=48_000, calls_per_minute=20)
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(catalog or folder.with_suffix(".coincide"))],
        env=os.environ | {"PYTHONPATH": str(Path(errors.__file__).parents[1]), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    total_s, peak = json.loads(done.stdout)
    assert total_s == pytest.approx(duration_s)
    return peak


def test_five_times_the_sound_needs_little_more_memory(tmp_path: Path) -> None:
    short = _peak(tmp_path / "short", duration_s=4 * 60.0)
    assert _peak(tmp_path / "long", duration_s=20 * 60.0) < MOST_GROWTH * short


def test_five_times_the_sound_needs_little_more_memory_to_recognize(tmp_path: Path, learned: Path) -> None:
    short = _peak(tmp_path / "short", duration_s=4 * 60.0, code=RECOGNIZE, catalog=learned)
    long = _peak(tmp_path / "long", duration_s=20 * 60.0, code=RECOGNIZE, catalog=learned)
    assert long < MOST_GROWTH * short
