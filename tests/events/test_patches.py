"""The picture of an event."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events import PATCH_BANDS, PATCH_FRAMES, PatchCamera, PatchGeometry, choose_geometry
from coincide.records import Event

GEOMETRY = PatchGeometry(span_s=0.4, low_hz=500.0, high_hz=6000.0, typical_s=0.25)
MOST_UNLIKE = 0.1
"""Of two pictures of one call at different rates, in shares of 60 dB; without a common rate it is 0.96."""
RATE_HZ = 16_000
RATES_HZ = (8000, 16_000, 48_000, 192_000, 384_000)


def _excerpt(camera: PatchCamera, seed: int = 1) -> np.ndarray:
    start_s, stop_s = camera.excerpt_s(1.0, 1.2)
    n_times = round((stop_s - start_s) * camera.sample_rate_hz)
    return (0.1 * np.random.default_rng(seed).standard_normal(n_times)).astype(np.float32)


def _tone(camera: PatchCamera, frequency_hz: float) -> np.ndarray:
    times_s = np.arange(len(_excerpt(camera))) / camera.sample_rate_hz
    return np.sin(2 * np.pi * frequency_hz * times_s).astype(np.float32)


def _event(duration_s: float, low_hz: float = 1000.0, high_hz: float = 3000.0) -> Event:
    return Event(0, 0, 0, 1.0, 1.0 + duration_s, low_hz, high_hz, 10.0)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_every_rate_gives_the_same_shape(rate_hz: int) -> None:
    camera = PatchCamera(GEOMETRY, rate_hz)
    assert camera.take(_excerpt(camera), duration_s=0.2).shape == (PATCH_BANDS, PATCH_FRAMES)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("duration_s", [0.01, 0.21, 0.4])
def test_a_patch_equals_its_slow_twin(rate_hz: int, duration_s: float) -> None:
    camera = PatchCamera(GEOMETRY, rate_hz)
    excerpt = _tone(camera, 1300.0) + _excerpt(camera)
    expected = naive.patch(camera, excerpt, duration_s=duration_s)
    np.testing.assert_allclose(camera.take(excerpt, duration_s=duration_s), expected, atol=1e-4)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_loudest_point_is_one_and_nothing_is_outside_the_range(rate_hz: int) -> None:
    camera = PatchCamera(GEOMETRY, rate_hz)
    patch = camera.take(_excerpt(camera), duration_s=0.2)
    assert (patch.min(), patch.max()) == (0.0, 1.0)


def test_outside_the_event_there_is_silence() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    sounding = camera.take(_excerpt(camera), duration_s=0.2).max(axis=0) > 0
    centers_s = (np.arange(PATCH_FRAMES) + 0.5) * GEOMETRY.hop_s - GEOMETRY.span_s / 2
    np.testing.assert_array_equal(sounding, np.abs(centers_s) <= 0.1 + 1.5 * GEOMETRY.hop_s)


def test_a_loud_neighbor_does_not_change_the_picture() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    quiet = _excerpt(camera)
    loud = quiet.copy()
    loud[:800] *= 100
    # Two frames are transformed together, so that a loud one leaves its rounding in the other.
    patches = [camera.take(sound, duration_s=0.1) for sound in (loud, quiet)]
    np.testing.assert_allclose(*patches, atol=1e-4)


@examples(30)
@given(gain_db=st.floats(-40.0, 20.0), seed=st.integers(0, 99))
def test_loudness_does_not_change_the_picture(gain_db: float, seed: int) -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    sound = _excerpt(camera, seed)
    louder = sound * np.float32(10 ** (gain_db / 20))
    np.testing.assert_allclose(camera.take(louder, duration_s=0.2), camera.take(sound, duration_s=0.2), atol=1e-3)


@pytest.mark.parametrize("rate_hz", RATES_HZ[1:])
def test_a_tone_is_as_high_in_the_picture_at_any_rate(rate_hz: int) -> None:
    rows = []
    for rate in (RATE_HZ, rate_hz):
        camera = PatchCamera(GEOMETRY, rate)
        rows.append(int(camera.take(_tone(camera, 2000.0), duration_s=0.2).mean(axis=1).argmax()))
    assert abs(rows[0] - rows[1]) <= 1


def test_higher_tones_are_in_later_rows() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    rows = [int(camera.take(_tone(camera, hz), duration_s=0.2).mean(axis=1).argmax()) for hz in (700, 2000, 5000)]
    assert rows == sorted(set(rows))


def test_a_click_in_the_middle_of_the_event_is_in_the_middle_of_the_picture() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    sound = np.zeros_like(_excerpt(camera))
    sound[len(sound) // 2] = 1.0
    loudest = np.flatnonzero(camera.take(sound, duration_s=0.2).max(axis=0) == 1.0)
    assert set(loudest) <= {PATCH_FRAMES // 2 - 1, PATCH_FRAMES // 2}


def test_the_excerpt_lies_around_the_middle_of_the_event() -> None:
    start_s, stop_s = PatchCamera(GEOMETRY, RATE_HZ).excerpt_s(1.0, 1.2)
    assert (start_s + stop_s) / 2 == pytest.approx(1.1)
    assert stop_s - start_s > GEOMETRY.span_s


def test_the_excerpt_of_an_event_at_the_start_begins_before_the_recording() -> None:
    assert PatchCamera(GEOMETRY, RATE_HZ).excerpt_s(0.0, 0.1)[0] < 0


def test_sound_that_is_missing_at_the_end_of_a_recording_counts_as_silence() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    sound = _excerpt(camera)
    cut = sound[: len(sound) * 5 // 8]
    padded = np.concatenate([cut, np.zeros(len(sound) - len(cut), dtype=np.float32)])
    np.testing.assert_array_equal(camera.take(cut, duration_s=0.3), camera.take(padded, duration_s=0.3))


def test_an_event_without_length_has_a_picture() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    assert camera.take(_excerpt(camera), duration_s=0.0).max() == 1.0


def test_bands_above_nyquist_are_dark() -> None:
    camera = PatchCamera(GEOMETRY, 8000)
    assert camera.take(_excerpt(camera), duration_s=0.2)[-3:].max() == 0.0


def test_the_span_is_a_little_more_than_nearly_all_events() -> None:
    geometry = choose_geometry([_event(0.1)] * 99 + [_event(5.0)])
    assert geometry.span_s == pytest.approx(0.13)


def test_the_bands_span_what_nearly_all_events_span() -> None:
    events = [_event(0.1, 1000.0, 3000.0)] * 50 + [_event(0.1, 2000.0, 4000.0)] * 50 + [_event(0.1, 10.0, 7900.0)]
    geometry = choose_geometry(events)
    assert (geometry.low_hz, geometry.high_hz) == (1000.0, 4000.0)


def test_the_typical_length_is_the_median() -> None:
    assert choose_geometry([_event(d) for d in (0.1, 0.2, 0.9)]).typical_s == pytest.approx(0.2)


def test_what_lies_outside_the_band_of_an_event_is_not_pictured() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    n_silent = len(_tone(camera, 1000.0)) // 4
    own, other = 0.3 * _tone(camera, 1000.0), _tone(camera, 4000.0)
    own[:n_silent] = other[:n_silent] = own[-n_silent:] = other[-n_silent:] = 0.0
    noise = 0.01 * _excerpt(camera)
    alone = camera.take((own + noise).astype(np.float32), duration_s=0.2)
    both = camera.take((own + other + noise).astype(np.float32), duration_s=0.2, band_hz=(800.0, 1200.0))
    np.testing.assert_allclose(both.argmax(axis=0), alone.argmax(axis=0))
    assert float(both[PATCH_BANDS // 2 :].max()) < float(both.max()) - 0.3


def test_a_band_outside_the_picture_hides_nothing() -> None:
    camera = PatchCamera(GEOMETRY, RATE_HZ)
    excerpt = _excerpt(camera)
    expected = camera.take(excerpt, duration_s=0.2)
    np.testing.assert_array_equal(camera.take(excerpt, duration_s=0.2, band_hz=(7000.0, 8000.0)), expected)


def _at_rates(rates_hz: dict[int, int], band_hz: tuple[float, float] = (300.0, 7000.0), n: int = 30) -> list[Event]:
    """Return calls of recordings, cut off at .49 of their rates."""
    return [
        Event(0, number, 0, float(k), k + 0.2, band_hz[0], min(band_hz[1], 0.49 * rate_hz), 10.0)
        for number, rate_hz in rates_hz.items()
        for k in range(n)
    ]


def test_recordings_of_one_rate_are_pictured_as_if_no_rate_were_known() -> None:
    rates_hz = {1: 16_000, 2: 16_000}
    events = _at_rates(rates_hz)
    assert choose_geometry(events, rates_hz) == choose_geometry(events)


def test_recordings_of_two_rates_are_pictured_up_to_where_both_reach() -> None:
    rates_hz = {1: 16_000, 2: 8_000}
    geometry = choose_geometry(_at_rates(rates_hz), rates_hz)
    assert (geometry.high_hz, geometry.common_rate_hz) == (3600.0, 8_000)


def test_calls_above_the_lower_rate_stay_in_the_picture() -> None:
    rates_hz = {1: 16_000, 2: 8_000}
    events = _at_rates(rates_hz) + _at_rates({1: 16_000}, (5000.0, 6000.0), n=2)
    assert choose_geometry(events, rates_hz) == choose_geometry(events)


def test_a_few_calls_at_a_lower_rate_do_not_decide_for_all() -> None:
    rates_hz = {1: 16_000, 2: 8_000}
    events = _at_rates({1: 16_000}, n=30) + _at_rates({2: 8_000}, n=2)
    assert choose_geometry(events, rates_hz) == choose_geometry(events)


def test_a_call_looks_the_same_at_both_rates() -> None:
    rates_hz = {1: 16_000, 2: 8_000}
    geometry = choose_geometry(_at_rates(rates_hz), rates_hz)
    pictures = [_buzz(PatchCamera(geometry, rate_hz)) for rate_hz in rates_hz.values()]
    assert float(np.abs(pictures[0] - pictures[1]).max()) < MOST_UNLIKE


def _buzz(camera: PatchCamera) -> np.ndarray:
    """Picture a call of 0.2 s with overtones up to the highest frequency that there is."""
    start_s, stop_s = camera.excerpt_s(0.0, 0.2)
    times_s = np.arange(round((stop_s - start_s) * camera.sample_rate_hz)) / camera.sample_rate_hz + start_s
    overtones = np.arange(300.0, min(7000.0, 0.49 * camera.sample_rate_hz), 300.0)
    is_inside = (times_s > 0) & (times_s < 0.2)
    sound = np.where(is_inside, np.sin(2 * np.pi * overtones[:, None] * times_s).sum(axis=0), 0.0)
    return camera.take(sound.astype(np.float32), duration_s=0.2)
