"""Finding events in streams."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from benchmarks.synthetic import Scene
from coincide.evaluate import detection_score, match_by_iou
from coincide.events import Detection, EventSettings, detect
from coincide.features import FeatureSettings, band_edges_hz, frame_grid

pytestmark = pytest.mark.slow

MIN_F1 = 0.9
MAX_ONSET_ERROR_S = 0.12
MAX_DRIFT_S = 0.2
MAX_GROWTH = 1.5
RATE_HZ = 8000


def _find(sound: np.ndarray, rate_hz: int = RATE_HZ, **given_settings: Any) -> list[Detection]:
    return _find_in([sound], rate_hz, **given_settings)


def _find_in(blocks: Any, rate_hz: int = RATE_HZ, **given_settings: Any) -> list[Detection]:
    chosen = EventSettings.model_validate(given_settings)
    return detect(blocks, sample_rate_hz=rate_hz, features=FeatureSettings(), settings=chosen)


def _noise(duration_s: float, rate_hz: int = RATE_HZ, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (0.005 * rng.standard_normal(round(duration_s * rate_hz))).astype(np.float32)


def _beep(sound: np.ndarray, at_s: float, *, length_s: float = 0.2, frequency_hz: float = 1500.0, level: float = 0.1):
    """Add a tone with soft ends."""
    n = round(length_s * RATE_HZ)
    tone = level * np.sin(2 * np.pi * frequency_hz / RATE_HZ * np.arange(n)) * np.hanning(n) ** 0.25
    start = round(at_s * RATE_HZ)
    sound[start : start + n] += tone.astype(np.float32)


def _beeps(duration_s: float, at_s: list[float], **how: float) -> np.ndarray:
    sound = _noise(duration_s)
    for second in at_s:
        _beep(sound, second, **how)
    return sound


def _f1(scenes: list[Scene], **given_settings: Any) -> float:
    counts = np.zeros(3, dtype=int)
    for scene in scenes:
        found, truth = _find(scene.samples, scene.sample_rate_hz, **given_settings), scene.annotations
        pairs = match_by_iou(
            [call.onset_s for call in truth],
            [call.offset_s for call in truth],
            [call.onset_s for call in found],
            [call.offset_s for call in found],
            min_iou=0.3,
        )
        counts += [len(truth), len(found), len(pairs)]
    return detection_score(n_truth=int(counts[0]), n_found=int(counts[1]), n_matched=int(counts[2])).f1


@pytest.mark.parametrize(("rate_hz", "duration_s"), [(8000, 30.0), (48_000, 30.0), (192_000, 15.0)])
def test_calls_of_all_kinds_are_found_at_any_rate(lay: Callable[..., Scene], rate_hz: int, duration_s: float) -> None:
    scenes = [lay(rate_hz, duration_s, seed=seed) for seed in (1, 2, 3)]
    assert _f1(scenes) >= MIN_F1


@examples(12)
@given(block_samples=st.integers(50, 200_000))
def test_the_blocks_do_not_matter(block_samples: int) -> None:
    sound = _beeps(72.0, [3.0, 30.0, 59.9, 65.0])
    blocks = [sound[start : start + block_samples] for start in range(0, len(sound), block_samples)]
    for one, other in zip(_find_in(blocks), _find(sound), strict=True):
        # Between frames, edges differ in the last digits of the levels.
        assert (one.onset_s, one.offset_s) == pytest.approx((other.onset_s, other.offset_s), abs=1e-6)
        assert (one.low_hz, one.high_hz) == (other.low_hz, other.high_hz)
        assert one.snr_db == pytest.approx(other.snr_db, abs=0.01)


@pytest.mark.parametrize("n_samples", [0, 1, 3, 80_000])
def test_silence_holds_no_event(n_samples: int) -> None:
    assert _find(np.zeros(n_samples, dtype=np.float32)) == []


def test_no_blocks_hold_no_event() -> None:
    assert _find_in([]) == []


@pytest.mark.parametrize("seed", range(3))
def test_white_noise_holds_no_event(seed: int) -> None:
    assert _find(_noise(30.0, seed=seed)) == []


@pytest.mark.parametrize("at_s", [59.5, 59.75, 59.9, 59.95, 60.0, 60.05, 60.2])
def test_an_event_near_the_seam_is_found_once(at_s: float) -> None:
    sound = _beeps(100.0, [10.0, 40.0, at_s, 80.0])
    assert len(_find(sound)) == 4


@pytest.mark.parametrize("duration_s", [61.0, 65.0, 69.0, 75.0, 125.0, 129.0])
def test_events_are_found_from_the_first_second_to_the_last(duration_s: float) -> None:
    at_s = [float(second) for second in np.arange(0.5, duration_s - 0.5, 3.0)]
    onsets_s = [found.onset_s for found in _find(_beeps(duration_s, at_s))]
    np.testing.assert_allclose(onsets_s, at_s, atol=MAX_ONSET_ERROR_S)


def test_times_do_not_drift_in_long_recordings() -> None:
    at_s = [5.0, 100.0, 200.0, 299.0]
    onsets_s = [found.onset_s for found in _find(_beeps(300.0, at_s))]
    np.testing.assert_allclose(onsets_s, at_s, atol=MAX_DRIFT_S)


@pytest.mark.parametrize("frequency_hz", [300.0, 1000.0, 3000.0])
def test_the_frequency_limits_contain_the_tone(frequency_hz: float) -> None:
    (found,) = _find(_beeps(10.0, [5.0], frequency_hz=frequency_hz))
    assert found.low_hz <= frequency_hz <= found.high_hz


def test_the_frequency_limits_of_a_tone_are_a_few_bands_apart() -> None:
    (found,) = _find(_beeps(10.0, [5.0], frequency_hz=2000.0))
    grid = frame_grid(RATE_HZ, FeatureSettings())
    edges = band_edges_hz(low_hz=grid.low_hz, high_hz=grid.high_hz, n_bands=grid.n_bands)
    assert ((edges > found.low_hz) & (edges < found.high_hz)).sum() <= 3


def test_louder_calls_have_a_higher_snr() -> None:
    levels = (0.02, 0.05, 0.1, 0.2, 0.5)
    snrs_db = [_find(_beeps(10.0, [5.0], level=level))[0].snr_db for level in levels]
    assert snrs_db == sorted(snrs_db)


def test_twice_the_amplitude_is_six_decibels_more() -> None:
    one, other = (_find(_beeps(10.0, [5.0], level=level))[0].snr_db for level in (0.1, 0.2))
    assert other - one == pytest.approx(6.0, abs=0.7)


def test_a_low_noise_that_swells_is_no_part_of_a_call() -> None:
    sound = _beeps(40.0, [1.0 + 1.5 * number for number in range(25)], frequency_hz=3000.0, level=0.02)
    swelling = 1.0 + 0.6 * np.sin(2 * np.pi * 3.0 * np.arange(len(sound)) / RATE_HZ)
    low = scipy.signal.lfilter([1.0], [1.0, -0.99], np.random.default_rng(2).standard_normal(len(sound)))
    found = _find(sound + (0.05 / low.std() * swelling * low).astype(np.float32))
    assert len(found) == 25
    assert all(1500.0 < call.low_hz < 3000.0 < call.high_hz for call in found)


def test_events_below_the_least_snr_are_dropped() -> None:
    sound = _beeps(20.0, [5.0], level=0.01)
    _beep(sound, 12.0, level=0.2)
    assert [round(found.onset_s) for found in _find(sound, min_snr_db=20.0)] == [12]


def test_a_quieter_recording_holds_the_same_events() -> None:
    sound = _beeps(20.0, [5.0, 12.0])
    spans = np.array([(found.onset_s, found.offset_s) for found in _find(sound)])
    quieter = [(found.onset_s, found.offset_s) for found in _find(sound * np.float32(0.1))]
    np.testing.assert_allclose(quieter, spans, atol=1e-4)


def test_events_ascend_and_do_not_overlap(lay: Callable[..., Scene]) -> None:
    found = _find(lay(RATE_HZ, 80.0, seed=4).samples)
    edges = [edge for event in found for edge in (event.onset_s, event.offset_s)]
    assert edges == sorted(edges)


def test_an_event_behind_the_margin_of_a_stretch_keeps_its_length() -> None:
    (found,) = _find(_beeps(100.0, [69.8], length_s=0.5))
    assert found.offset_s >= 70.25


def test_memory_does_not_grow_with_the_recording() -> None:
    _peak_bytes(30.0)  # what is imported and kept once
    assert _peak_bytes(900.0) < MAX_GROWTH * _peak_bytes(150.0)


def _peak_bytes(duration_s: float) -> int:
    def blocks() -> Iterator[np.ndarray]:
        for seed in range(round(duration_s / 10)):
            yield _noise(10.0, seed=seed)

    tracemalloc.start()
    _find_in(blocks())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_recording_with_a_constant_offset_has_no_event_at_its_start() -> None:
    assert _find(_noise(20.0) + np.float32(0.1)) == []


def test_calls_beside_digital_silence_are_all_that_is_found() -> None:
    sound = _beeps(40.0, [5.0, 12.5, 21.0, 30.0])
    sound[: round(4.7 * RATE_HZ)] = 0.0
    sound[round(14.0 * RATE_HZ) : round(20.9 * RATE_HZ)] = 0.0
    sound[round(32.0 * RATE_HZ) :] = 0.0
    assert [round(event.onset_s, 1) for event in _find(sound)] == [5.0, 12.5, 21.0, 30.0]


def test_single_steps_of_the_converter_between_calls_are_no_calls() -> None:
    sound, at_s = np.zeros(40 * RATE_HZ, dtype=np.float32), [5.0, 12.5, 21.0, 30.0]
    for second in at_s:
        _beep(sound, second)
    rng = np.random.default_rng(0)
    sound[rng.integers(0, len(sound), 800)] += rng.choice([-1, 1], 800).astype(np.float32) / 32768
    assert [round(event.onset_s, 1) for event in _find(sound)] == at_s


def test_clicks_between_digital_silence_and_a_call_are_found() -> None:
    sound = np.zeros(40 * RATE_HZ, dtype=np.float32)
    _beep(sound, 20.0)
    at_s = [2.0, 7.0, 13.0, 29.0, 36.0]
    sound[[round(second * RATE_HZ) for second in at_s]] = 0.5
    assert {*at_s} <= {round(event.onset_s, 1) for event in _find(sound)}


def _in_silence(call: np.ndarray, at_s: list[float]) -> np.ndarray:
    sound = np.zeros(40 * RATE_HZ, dtype=np.float32)
    for second in at_s:
        start = round(second * RATE_HZ)
        sound[start : start + len(call)] += call
    return sound


@pytest.mark.parametrize(("kind", "length_s"), [("tone", 0.2), ("tone", 1.0), ("noise", 0.2)])
def test_sounds_that_are_all_alike_are_found_in_digital_silence(kind: str, length_s: float) -> None:
    at_s = [3.0, 8.5, 14.0, 21.0, 26.0, 30.0, 36.0]
    time_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    call = 0.2 * np.sin(2 * np.pi * 1500.0 * time_s).astype(np.float32) if kind == "tone" else 30 * _noise(length_s)
    assert [round(event.onset_s, 1) for event in _find(_in_silence(call, at_s))] == at_s


@pytest.mark.parametrize("silent_share", [0.5, 0.9])
def test_noise_between_digital_silence_holds_no_events(silent_share: float) -> None:
    sound = _noise(120.0)
    for start in range(0, len(sound), 5 * RATE_HZ):
        sound[start : start + round(5 * silent_share * RATE_HZ)] = 0.0
    assert _find(sound) == []


def _filtered(rate_hz: int, duration_s: float, cutoff: float | list[float], **how: Any) -> np.ndarray:
    """Return noise behind a steep filter; `cutoff` in shares of the sample rate."""
    taps = scipy.signal.firwin(1023, cutoff, fs=1.0, window=("kaiser", 9.0), **how)
    return scipy.signal.fftconvolve(_noise(duration_s, rate_hz, seed=0), taps, mode="valid").astype(np.float32)


@pytest.mark.parametrize(("rate_hz", "duration_s"), [(2_000, 240.0), (48_000, 15.0), (192_000, 5.0)])
def test_noise_behind_a_steep_high_pass_holds_no_events(rate_hz: int, duration_s: float) -> None:
    assert _find(_filtered(rate_hz, duration_s, 0.05, pass_zero=False), rate_hz) == []


@pytest.mark.parametrize(("rate_hz", "duration_s"), [(2_000, 240.0), (48_000, 15.0), (192_000, 5.0)])
def test_a_recording_that_lacks_a_band_has_no_event_at_its_ends(rate_hz: int, duration_s: float) -> None:
    sound = _filtered(rate_hz, duration_s, [0.2, 0.23])
    ends = [one for one in _find(sound, rate_hz) if one.onset_s < 0.1 or one.offset_s > len(sound) / rate_hz - 0.2]
    assert ends == []
