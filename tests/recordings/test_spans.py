"""Excerpts of files with many channels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from memory import peak_memory

from coincide.recordings import ChannelChoice, read_span
from coincide.recordings.decoding import decoder
from coincide.seeds import generator


@pytest.mark.parametrize("channels", ["mix", "each", 3])
def test_an_excerpt_read_in_blocks_is_the_same(
    tmp_path: Path, channels: ChannelChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = generator(1, "spans").uniform(-0.5, 0.5, size=(5000, 5))
    soundfile.write(tmp_path / "five.wav", sound, 8000)
    whole, _ = read_span(tmp_path / "five.wav", start_s=0.1, stop_s=0.5, channels=channels)
    monkeypatch.setattr(decoder, "_MAX_VALUES", 640)
    parts, _ = read_span(tmp_path / "five.wav", start_s=0.1, stop_s=0.5, channels=channels)
    np.testing.assert_array_equal(parts, whole)


def test_a_file_with_many_channels_takes_the_memory_of_one(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "many.wav", np.zeros((400_000, 64), dtype=np.int16), 48_000)
    with peak_memory() as peak:
        read_span(tmp_path / "many.wav", start_s=0.0, stop_s=9.0)
    assert peak.mb < 30
