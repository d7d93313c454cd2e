"""Learning and recognizing need no more memory for a long recording than for a short one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from benchmarks.synthetic import write_long_recording
from coincide import errors

resource = pytest.importorskip("resource", reason="Windows does not tell the peak memory of a process this way")

pytestmark = pytest.mark.slow

MOST_GROWTH = 1.2
_SHORT_S, _TIMES = 240.0, 5

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


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a folder with four minutes of sound, and one with five times as much: the same again and again."""
    short, long = (tmp_path_factory.mktemp(name) for name in ("short", "long"))
    write_long_recording(short / "a.wav", duration_s=_SHORT_S, sample_rate_hz=48_000, calls_per_minute=20)
    samples, rate_hz = soundfile.read(short / "a.wav", dtype="int16")
    with soundfile.SoundFile(long / "a.wav", "w", rate_hz, 1, "PCM_16") as file:
        for _ in range(_TIMES):
            file.write(samples)
    return short, long


def _peaks(folders: tuple[Path, Path], code: str, catalogs: tuple[Path, Path]) -> list[int]:
    return [
        _peak(folder, duration_s=duration_s, code=code, catalog=catalog)
        for folder, catalog, duration_s in zip(folders, catalogs, (_SHORT_S, _TIMES * _SHORT_S), strict=True)
    ]


def _peak(folder: Path, *, duration_s: float, code: str, catalog: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(catalog)],
        env=os.environ | {"PYTHONPATH": str(Path(errors.__file__).parents[1]), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    total_s, peak = json.loads(done.stdout)
    assert total_s == pytest.approx(duration_s)
    return peak


def test_five_times_the_sound_needs_little_more_memory(folders: tuple[Path, Path], tmp_path: Path) -> None:
    short, long = _peaks(folders, MEASURE, (tmp_path / "short.coincide", tmp_path / "long.coincide"))
    assert long < MOST_GROWTH * short


def test_five_times_the_sound_needs_little_more_memory_to_recognize(folders: tuple[Path, Path], learned: Path) -> None:
    short, long = _peaks(folders, RECOGNIZE, (learned, learned))
    assert long < MOST_GROWTH * short
