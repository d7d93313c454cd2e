"""A catalog that was learned by the command line from a tiny generated folder."""

from __future__ import annotations

import signal
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from command_line import Workplace, in_a_process

from benchmarks.synthetic import LabeledClip, lay_scene, synthesize_call
from coincide.annotations import RecordingSpan, write_annotations
from coincide.records import Annotation

RATE_HZ = 16_000
QUICK = ("--embed-steps", 30, "--embed-baseline-steps", 10, "--categorize-steps", 30)


def write_recording(path: Path, *, seed: int) -> list[Annotation]:
    """Write 10 s of calls of three kinds; returns the truth."""
    rng = np.random.default_rng(seed)
    clips = [
        LabeledClip(synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng), RATE_HZ, f"kind {kind}")
        for kind in (0, 1, 2) * 7
    ]
    scene = lay_scene(
        clips, duration_s=10.0, sample_rate_hz=RATE_HZ, snr_db=25.0, gap_s=(0.1, 0.3), recording=path.name, rng=rng
    )
    soundfile.write(path, scene.samples, RATE_HZ)
    return scene.annotations


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    root = tmp_path_factory.mktemp("workplace")
    recordings, truth = root / "field", root / "truth.csv"
    recordings.mkdir()
    paths = [recordings / name for name in ("a.wav", "b.wav")]
    annotations = [each for seed, path in enumerate(paths) for each in write_recording(path, seed=seed)]
    spans = [RecordingSpan(path.name, str(path), 10.0, RATE_HZ) for path in paths]
    write_annotations(truth, annotations, spans, format="csv", layout="one")
    (recordings / "broken.wav").write_bytes(b"RIFF....")
    return Workplace(recordings, truth, root / "field.coincide", in_a_process("learn", recordings, *QUICK))


@pytest.fixture
def heard_signals() -> Generator[None]:
    """Processes that a test begins hear Ctrl-C, also where the tests run behind a script, and the end of their
    terminal, also under `nohup`."""
    names = [name for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in (getattr(signal, name) for name in names)}
    for number, handler in before.items():
        if handler is signal.SIG_IGN:  # which a process hands on to those that it begins
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
