"""`coincide serve` as a process under attack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.hostile_clients.wire import Place
from benchmarks.session import write_sounds
from coincide.learned.settings import load_settings
from coincide.workflow.learn.learn import learn

_QUICK = {"embed": {"steps": 20, "baseline_steps": 5}, "categorize": {"steps": 20}, "events": {"detector": "plain"}}
_BOMB_HZ, _BOMB_S, _BOMB_CHANNELS = 655_350, 12, 8
"""The highest rate that FLAC has; 12 s of 8 channels are 250 MB of numbers and a few kilobytes of file."""


@dataclass(frozen=True)
class Target:
    """A server.

    Attributes
    ----------
    place : where it listens.
    token : its key.
    """

    place: Place
    token: str
    process: subprocess.Popen[str]
    log: Path

    def peak_mb(self) -> float:
        """The most memory that it had at once; NaN where the system does not tell."""
        try:
            lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        except OSError:
            return float("nan")
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

    def log_kb(self) -> float:
        return self.log.stat().st_size / 1024


def make_catalog(folder: Path) -> Path:
    """Learn two ordinary recordings and one that is tiny on the disk and huge when it is decoded."""
    write_sounds(folder)
    bomb = np.zeros((_BOMB_HZ * _BOMB_S, _BOMB_CHANNELS), dtype=np.int16)
    # A call, or it would be left out as silent.
    n = _BOMB_HZ * 2
    bomb[n : 2 * n, 0] = (9000 * np.sin(np.arange(n) / 40) * np.hanning(n)).astype(np.int16)
    soundfile.write(folder / "sounds" / "bomb.flac", bomb, _BOMB_HZ)
    return learn(
        folder / "sounds", catalog=folder / "attacked.coincide", settings=load_settings(overrides=_QUICK)
    ).catalog


@contextmanager
def started(catalog: Path, folder: Path, *arguments: str) -> Generator[Target]:
    """Start the server, and end it when the block ends."""
    log = folder / "server.log"
    command = [sys.executable, "-m", "coincide", "serve", str(catalog), "--port", "0", "--no-browser", "--json"]
    with log.open("w") as file:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Target(Place("127.0.0.1", int(told["port"])), str(told["token"]), process, log)
    finally:
        process.terminate()
        process.communicate()
