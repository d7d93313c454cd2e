"""Recognition against real time, one core: from files to a table of named calls, everything included."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from benchmarks.synthetic import write_long_recording
from benchmarks.table import Row
from coincide.annotations import RecordingSpan, write_annotations
from coincide.learned.settings import load_settings
from coincide.records import Annotation
from coincide.workflow.annotations import import_annotations
from coincide.workflow.learn.learn import learn
from coincide.workflow.recognize.recognize import recognize

_RATE_HZ, _CALLS_PER_MINUTE = 32_000, 30
_N_TAUGHT, _TAUGHT_S, _HOUR_S = 4, 120.0, 3600.0
_REPEATS = 3
_FEW_STEPS = {"embed": {"steps": 200, "baseline_steps": 0}}


def throughput_rows(work: Path) -> list[Row]:
    """Recognize an hour of sound at 32 kHz with 30 calls a minute; median of three, after one that does not count."""
    catalog = _taught_catalog(work / "taught")
    hour = work / "hour" / "hour.wav"
    hour.parent.mkdir(parents=True, exist_ok=True)
    _write(hour, seed=99, duration_s=_HOUR_S)
    seconds = [_cpu_seconds(catalog, hour) for _ in range(_REPEATS + 1)][1:]
    hour.unlink()
    speeds = [60.0 / one for one in seconds]
    return [
        Row(
            f"recognize, {_RATE_HZ // 1000} kHz, {_CALLS_PER_MINUTE} calls a minute, files to table",
            "hours of sound per CPU-minute",
            float(np.median(speeds)),
            float(np.std(speeds)),
            _REPEATS,
            goal="≥ 10, aim 60",
        )
    ]


def _cpu_seconds(catalog: Path, hour: Path) -> float:
    began = time.process_time()
    recognize(catalog, [hour], out=hour.with_suffix(".csv"))
    return time.process_time() - began


def _taught_catalog(folder: Path) -> Path:
    """Learn from some minutes, with all calls labeled; how well they are told apart does not matter here."""
    truth: list[Annotation] = []
    spans: list[RecordingSpan] = []
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_N_TAUGHT):
        path = folder / f"{number}.wav"
        truth += _write(path, seed=number, duration_s=_TAUGHT_S)
        spans.append(RecordingSpan(path.name, str(path), _TAUGHT_S, _RATE_HZ))
    write_annotations(folder.parent / "truth.csv", truth, spans, format="csv")
    catalog = learn(folder, settings=load_settings(overrides=_FEW_STEPS)).catalog
    import_annotations(catalog, folder.parent / "truth.csv")
    return catalog


def _write(path: Path, *, seed: int, duration_s: float) -> list[Annotation]:
    return write_long_recording(
        path, duration_s=duration_s, sample_rate_hz=_RATE_HZ, calls_per_minute=_CALLS_PER_MINUTE, seed=seed
    )
