"""Pictures of events: right place, right pitch, any rate."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.drawing.png import palette_png
from coincide.drawing.spectrogram import HEIGHT_PX, WIDTH_PX, frequency_window, spectrogram_png

N_SHADES = 36
RATES_HZ = [8000, 22050, 48000, 96000, 250000, 384000]


def pixels(png: bytes) -> np.ndarray:
    """Decode a palette picture that `palette_png` wrote."""
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    rows = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), np.uint8).reshape(height, width + 1)
    return rows[:, 1:]


def beep(rate_hz: int, *, hz: float, onset_s: float, offset_s: float, total_s: float) -> np.ndarray:
    times_s = np.arange(round(total_s * rate_hz)) / rate_hz
    is_on = (times_s >= onset_s) & (times_s < offset_s)
    noise = np.random.default_rng(0).standard_normal(times_s.size)
    return (is_on * np.sin(2 * np.pi * hz * times_s) + 0.01 * noise).astype(np.float32)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_brightest_row_is_the_pitch_of_the_event(rate_hz: int) -> None:
    hz = rate_hz / 5
    clip = beep(rate_hz, hz=hz, onset_s=0.1, offset_s=0.3, total_s=0.4)
    low_hz, high_hz = 0.9 * hz, 1.6 * hz
    png = spectrogram_png(clip, rate_hz, event_onset_s=-1, event_offset_s=-1, low_hz=low_hz, high_hz=high_hz)
    row = HEIGHT_PX - 1 - np.argmax(pixels(png).astype(float).sum(axis=1))
    bottom_hz, top_hz = frequency_window(low_hz, high_hz, rate_hz)
    assert bottom_hz + row / HEIGHT_PX * (top_hz - bottom_hz) == pytest.approx(hz, rel=0.03)


def test_the_bright_columns_are_the_time_of_the_event() -> None:
    clip = beep(48000, hz=5000, onset_s=0.2, offset_s=0.4, total_s=0.8)
    png = spectrogram_png(clip, 48000, event_onset_s=-1, event_offset_s=-1, low_hz=4500, high_hz=5500)
    brightness = pixels(png).astype(float).max(axis=0)
    bright = np.flatnonzero(brightness > 0.8 * brightness.max())
    assert (bright[0] / WIDTH_PX * 0.8, bright[-1] / WIDTH_PX * 0.8) == pytest.approx((0.2, 0.4), abs=0.02)


def test_onset_and_offset_are_marked_at_their_columns() -> None:
    clip = beep(8000, hz=1000, onset_s=0.25, offset_s=0.5, total_s=1.0)
    png = spectrogram_png(clip, 8000, event_onset_s=0.25, event_offset_s=0.5, low_hz=900, high_hz=1100)
    marked = np.flatnonzero((pixels(png) == N_SHADES).any(axis=0))
    assert marked.tolist() == [WIDTH_PX // 4 - 1, WIDTH_PX // 4, WIDTH_PX // 2 - 1, WIDTH_PX // 2]


def test_what_lies_outside_the_clip_is_dark() -> None:
    clip = beep(8000, hz=1000, onset_s=0, offset_s=0.5, total_s=0.5)
    png = spectrogram_png(
        clip,
        8000,
        event_onset_s=-9,
        event_offset_s=-9,
        low_hz=900,
        high_hz=1100,
        view_onset_s=-0.5,
        view_offset_s=1.0,
    )
    assert pixels(png)[:, : WIDTH_PX // 3].max() == 0


@pytest.mark.parametrize("clip", [np.zeros(100, np.float32), np.full(100, np.nan, np.float32), np.zeros(1, np.float32)])
def test_silence_and_not_a_number_give_a_dark_picture(clip: np.ndarray) -> None:
    png = spectrogram_png(clip, 8000, event_onset_s=-9, event_offset_s=-9, low_hz=900, high_hz=1100)
    assert pixels(png).max() == 0


@examples(100)
@given(
    rate_hz=st.sampled_from(RATES_HZ),
    band=st.tuples(st.floats(0, 1), st.floats(0, 1)).filter(lambda pair: pair[0] < pair[1]),
)
def test_the_window_holds_the_band_and_stays_below_nyquist(rate_hz: int, band: tuple[float, float]) -> None:
    low_hz, high_hz = band[0] * rate_hz / 2, band[1] * rate_hz / 2
    bottom_hz, top_hz = frequency_window(low_hz, high_hz, rate_hz)
    assert 0 <= bottom_hz <= low_hz < high_hz <= top_hz <= rate_hz / 2


@examples(30)
@given(width=st.integers(1, 20), height=st.integers(1, 20), seed=st.integers(0, 99))
def test_a_palette_picture_decodes_to_the_same_pixels(width: int, height: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    indices = rng.integers(0, 5, (height, width), dtype=np.uint8)
    assert np.array_equal(pixels(palette_png(indices, np.zeros((5, 3), np.uint8))), indices)


def test_a_palette_picture_has_valid_checksums() -> None:
    png = palette_png(np.zeros((2, 3), np.uint8), np.zeros((1, 3), np.uint8))
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind_and_body = png[place + 4 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind_and_body)
        place += 12 + length
