"""Pieces of one long spectrogram: the same from whatever blocks, and never much memory."""

from __future__ import annotations

import numpy as np
import pytest
from memory import peak_memory

from coincide.drawing import spectrogram, tile
from coincide.drawing.spectrogram import spectrogram_png
from coincide.drawing.tile import TileView, hear_scale, tile_png
from coincide.seeds import generator

RATE_HZ = 48_000
SOUND = generator(3, "tiles").standard_normal(RATE_HZ * 90, dtype=np.float32)
VIEWS = [
    TileView(0.0, 10.0, 0.0, RATE_HZ / 2, 128, 64),
    TileView(3.3, 3.5, 1000.0, 5000.0, 100, 50),
    TileView(80.0, 100.0, 0.0, 400.0, 64, 32),
    TileView(0.0, 90.0, 0.0, RATE_HZ / 2, 64, 32),
]


def read(start: int, stop: int) -> np.ndarray:
    return SOUND[start:stop]


@pytest.mark.parametrize("view", VIEWS)
def test_the_blocks_do_not_change_a_piece(view: TileView, monkeypatch: pytest.MonkeyPatch) -> None:
    scale = hear_scale(read, len(SOUND))
    whole = tile_png(read, RATE_HZ, len(SOUND), view, scale)
    monkeypatch.setattr(tile, "BLOCK_VALUES", 50_000)
    assert tile_png(read, RATE_HZ, len(SOUND), view, scale) == whole


def test_the_blocks_do_not_change_the_picture_of_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw() -> bytes:
        times = {"event_onset_s": 0.5, "event_offset_s": 1.0}
        return spectrogram_png(SOUND[: 2 * RATE_HZ], RATE_HZ, **times, low_hz=900, high_hz=1000, height_px=64)

    whole = draw()
    monkeypatch.setattr(spectrogram, "BLOCK_VALUES", 50_000)
    assert draw() == whole


def test_a_large_piece_of_a_narrow_band_takes_little_memory() -> None:
    scale = hear_scale(read, len(SOUND))
    with peak_memory() as peak:
        tile_png(read, RATE_HZ, len(SOUND), TileView(0.0, 90.0, 1.0, 30.0, 256, 256), scale)
    assert peak.mb < 100


def test_a_large_picture_of_a_long_event_takes_little_memory() -> None:
    clip = SOUND[: 10 * RATE_HZ]
    size = {"width_px": 640, "height_px": 360}
    with peak_memory() as peak:
        spectrogram_png(clip, RATE_HZ, event_onset_s=1.0, event_offset_s=9.0, low_hz=20, high_hz=30, **size)
    assert peak.mb < 100
