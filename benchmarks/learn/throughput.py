"""Events and features against real time, one core."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from benchmarks.synthetic import write_long_recording
from benchmarks.table import Row
from coincide.events import EventSettings, choose_scales, detect
from coincide.features import FeatureSettings
from coincide.recordings import read_blocks
from coincide.records import Event, Recording
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Silent

_DURATION_S, _REPEATS = 600.0, 3


def throughput_rows(work: Path) -> list[Row]:
    """Read, search and picture ten minutes at several rates; median of three."""
    rows: list[Row] = []
    for rate_hz in (8_000, 32_000, 48_000, 192_000):
        path = work / f"long_{rate_hz}.wav"
        duration_s = _DURATION_S if rate_hz < 100_000 else _DURATION_S / 5
        write_long_recording(path, duration_s=duration_s, sample_rate_hz=rate_hz, calls_per_minute=30, seed=0)
        speeds = [duration_s / _cpu_seconds(path, rate_hz, duration_s) for _ in range(_REPEATS)]
        path.unlink()
        rows.append(
            Row(
                f"events and patches, {rate_hz // 1000} kHz",
                "× real time per core",
                float(np.median(speeds)),
                float(np.std(speeds)),
                _REPEATS,
                goal="≥ 200" if rate_hz == 32_000 else "",
            )
        )
    return rows


def _cpu_seconds(path: Path, rate_hz: int, duration_s: float) -> float:
    began = time.process_time()
    blocks = (block[0] for block in read_blocks(path, block_samples=10 * rate_hz))
    found = detect(blocks, sample_rate_hz=rate_hz, features=FeatureSettings(), settings=EventSettings())
    events = [Event(0, 1, 0, d.onset_s, d.offset_s, d.low_hz, d.high_hz, d.snr_db) for d in found]
    recording = Recording(1, "", str(path), path.name, rate_hz, 1, round(duration_s * rate_hz))
    picture_events(events, {1: recording}, scales=choose_scales(events), channels="mix", stage=Silent())
    return time.process_time() - began
