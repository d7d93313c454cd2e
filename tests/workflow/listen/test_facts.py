"""What is remarked about a recording before its sound is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.recordings.settings import RecordingSettings
from coincide.workflow.listen.facts import read_facts

RATE_HZ = 8000


@pytest.mark.parametrize(("header_s", "kinds"), [(0.5, ["length"]), (0.95, []), (1.0, [])])
def test_sound_beyond_the_length_of_the_header_is_remarked(tmp_path: Path, header_s: float, kinds: list[str]) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, RATE_HZ), RATE_HZ, subtype="PCM_16")
    raw = path.read_bytes()
    path.write_bytes(raw[:40] + int(2 * RATE_HZ * header_s).to_bytes(4, "little") + raw[44:])
    recording, remark = read_facts(path, "a.wav", settings=RecordingSettings())
    assert recording.duration_s == header_s
    assert ([] if remark is None else [remark.kind]) == kinds
    assert remark is None or "0.50 s more" in remark.reason


def test_sound_that_a_header_calls_slowed_down_is_remarked(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, 38_400), 38_400, subtype="PCM_16")
    text = b"GUANO|Version: 1.0\nTE: 10\n"
    path.write_bytes(path.read_bytes() + b"guan" + len(text).to_bytes(4, "little") + text)
    _, remark = read_facts(path, "a.wav", settings=RecordingSettings())
    assert remark is not None and remark.kind == "expanded"
    assert "10 times too long" in remark.reason and "asetrate=384000" in remark.reason
