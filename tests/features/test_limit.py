"""Up to which frequency a recording holds sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from scipy import signal

from coincide.features import limit_hz

RATE_HZ = 32_000


def _noise(level: float = 0.1) -> NDArray[np.float32]:
    return (level * np.random.default_rng(0).standard_normal(4 * RATE_HZ)).astype(np.float32)


def _written(path: Path, sound: NDArray[np.float32], subtype: str | None = None) -> NDArray[np.float32]:
    soundfile.write(path, sound, RATE_HZ, subtype=subtype)
    return np.asarray(soundfile.read(path, dtype="float32")[0], dtype=np.float32)


def test_an_mp3_file_holds_sound_up_to_where_its_encoder_keeps_it(tmp_path: Path) -> None:
    limit = limit_hz(_written(tmp_path / "a.mp3", _noise()), RATE_HZ)
    assert limit is not None
    assert 13_000 <= limit <= 15_000


def test_files_of_one_encoder_have_one_limit(tmp_path: Path) -> None:
    limits = {limit_hz(_written(tmp_path / "a.mp3", _noise(level)), RATE_HZ) for level in (0.02, 0.05, 0.1)}
    assert len(limits) == 1


@pytest.mark.parametrize("level", [0.0, 1e-5, 1e-3, 0.1])
def test_sixteen_bits_are_nowhere_as_empty(tmp_path: Path, level: float) -> None:
    low = np.asarray(signal.sosfilt(signal.butter(8, 0.4, output="sos"), _noise(level)), dtype=np.float32)
    assert limit_hz(_written(tmp_path / "a.wav", low, "PCM_16"), RATE_HZ) is None


def test_noise_that_falls_with_frequency_has_no_limit() -> None:
    assert limit_hz(np.cumsum(_noise(1e-5)).astype(np.float32), RATE_HZ) is None


def test_digital_silence_beside_sound_makes_no_limit() -> None:
    sound = _noise()
    sound[: 2 * len(sound) // 3] = 0
    assert limit_hz(sound, RATE_HZ) is None


@pytest.mark.parametrize("n_samples", [0, 1, 1023])
def test_a_moment_has_no_limit(n_samples: int) -> None:
    assert limit_hz(_noise()[:n_samples], RATE_HZ) is None
