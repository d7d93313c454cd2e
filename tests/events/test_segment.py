"""Cutting activity curves that were drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events.segment import (
    MAX_NOISE_DB,
    MIN_NOISE_DB,
    QUIET_PERCENTILES,
    QUIET_QUANTILES,
    Segments,
    quiet_level,
    segment,
    standardize,
)
from coincide.events.settings import EventSettings
from coincide.events.smoothing import smooth_with_bell

HOP_S = 0.01
MAX_EDGE_ERROR_FRAMES = 6


def _noise(n_frames: int = 600, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(3.0, 0.5, n_frames).astype(np.float32)


def _with(curve: np.ndarray, *bumps: tuple[int, int, float]) -> np.ndarray:
    """Raise the curve to a level over each stretch."""
    curve = curve.copy()
    for start, stop, level_db in bumps:
        curve[start:stop] = level_db
    return curve


def _cut(curve: np.ndarray, **given_settings: float) -> Segments:
    return segment(curve, hop_s=HOP_S, settings=EventSettings.model_validate({"length_s": 0.3, **given_settings}))


def _spans(segments: Segments) -> list[tuple[int, int]]:
    return list(zip(segments.starts.tolist(), segments.stops.tolist(), strict=True))


@examples(50)
@given(n_frames=st.integers(1, 200), width=st.floats(0.1, 40.0), seed=st.integers(0, 99))
def test_smoothing_equals_that_of_scipy(n_frames: int, width: float, seed: int) -> None:
    curve = _noise(n_frames, seed)
    np.testing.assert_allclose(smooth_with_bell(curve, width), scipy.ndimage.gaussian_filter1d(curve, width), atol=1e-4)


@examples(20)
@given(n_frames=st.integers(1, 60), width=st.floats(0.1, 20.0), widths=st.sampled_from((3.0, 4.0)))
def test_bands_are_smoothed_as_by_scipy(n_frames: int, width: float, widths: float) -> None:
    bands = np.stack([_noise(n_frames, seed) for seed in range(5)], axis=1)
    expected = scipy.ndimage.gaussian_filter1d(bands, width, axis=0, truncate=widths)
    np.testing.assert_allclose(smooth_with_bell(bands, width, widths=widths), expected, atol=1e-4)


@examples(100)
@given(n_frames=st.integers(1, 200), n_levels=st.sampled_from((2, 10**6)), seed=st.integers(0, 99))
def test_percentiles_are_those_of_numpy_to_the_last_bit(n_frames: int, n_levels: int, seed: int) -> None:
    curve = np.random.default_rng(seed).integers(0, n_levels, n_frames).astype(np.float32) / np.float32(7)
    low, high = np.percentile(curve, QUIET_PERCENTILES)
    deviation = min(max((high - low) / (QUIET_QUANTILES[1] - QUIET_QUANTILES[0]), MIN_NOISE_DB), MAX_NOISE_DB)
    expected = (curve - (high - QUIET_QUANTILES[1] * deviation)) / deviation
    np.testing.assert_array_equal(standardize(curve), expected.astype(np.float32))
    assert quiet_level(curve) == float(np.percentile(curve, QUIET_PERCENTILES[1]))


def test_one_bump_is_one_event_with_its_ends() -> None:
    ((start, stop),) = _spans(_cut(_with(_noise(), (300, 330, 25.0))))
    assert abs(start - 300) <= MAX_EDGE_ERROR_FRAMES
    assert abs(stop - 330) <= MAX_EDGE_ERROR_FRAMES


@pytest.mark.parametrize(("depth_db", "n_events"), [(4.0, 1), (14.0, 2)])
def test_a_valley_deeper_than_the_setting_parts_two_events(depth_db: float, n_events: int) -> None:
    curve = _with(_noise(), (300, 330, 30.0), (330, 345, 30.0 - depth_db), (345, 375, 31.0))
    assert len(_cut(curve, valley_db=8.0).starts) == n_events


def test_two_events_are_parted_at_the_lowest_point_of_the_valley() -> None:
    curve = _with(_noise(), (300, 330, 30.0), (330, 350, 14.0), (338, 342, 10.0), (350, 380, 30.0))
    (_, first_stop), (second_start, _) = _spans(_cut(curve, range_db=40.0))
    assert 338 <= first_stop <= second_start <= 342


def test_what_lies_too_far_below_the_peak_is_trimmed() -> None:
    tailed = _with(_noise(), (300, 330, 40.0), (330, 360, 15.0))
    narrow, wide = _cut(tailed, range_db=20.0), _cut(tailed, range_db=30.0)
    assert int(narrow.stops[0]) < 340 < int(wide.stops[0])


def test_a_long_faint_sound_behind_a_loud_one_is_an_event_of_its_own() -> None:
    curve = _with(_noise(), (200, 230, 60.0), (230, 400, 15.0))
    assert len(_cut(curve).starts) == 2


def test_an_edge_weaker_than_the_onset_belongs_to_the_event() -> None:
    faint_start = _with(_noise(), (270, 300, 6.0), (300, 330, 20.0))
    assert int(_cut(faint_start, edge_z=1.8).starts[0]) < 285 < int(_cut(faint_start, edge_z=15.0).starts[0])


def test_a_bump_that_never_reaches_the_onset_is_no_event() -> None:
    assert _spans(_cut(_with(_noise(), (300, 330, 12.0)), onset_z=50.0)) == []


@pytest.mark.parametrize("seed", range(5))
def test_noise_holds_no_event(seed: int) -> None:
    assert _spans(_cut(_noise(seed=seed))) == []


@pytest.mark.parametrize("level_db", [0.0, 7.0])
@pytest.mark.parametrize("n_frames", [1, 2, 500])
def test_a_constant_curve_holds_no_event(level_db: float, n_frames: int) -> None:
    assert _spans(_cut(np.full(n_frames, level_db, dtype=np.float32))) == []


def test_events_shorter_than_the_minimum_are_dropped() -> None:
    curve = _with(_noise(), (100, 115, 25.0), (300, 350, 25.0))
    ((start, _),) = _spans(_cut(curve, min_duration_s=0.3))
    assert start > 250


def test_events_longer_than_the_maximum_are_dropped() -> None:
    curve = _with(_noise(), (100, 115, 25.0), (300, 350, 25.0))
    ((start, _),) = _spans(_cut(curve, max_duration_s=0.3))
    assert start < 150


def test_without_a_setting_events_of_less_than_a_fifth_of_the_length_are_dropped() -> None:
    curve = _with(np.full(600, 3.0, dtype=np.float32), (300, 303, 9.0))
    strict = {"onset_z": 5.0, "edge_z": 4.9}
    assert (len(_cut(curve, min_duration_s=0.0, **strict).starts), len(_cut(curve, **strict).starts)) == (1, 0)


@pytest.mark.parametrize("length", [8, 30, 120])
def test_the_event_length_is_learned_from_the_curve(length: int) -> None:
    curve = _with(_noise(4000), *[(at, at + length, 40.0) for at in range(100, 3800, 300)])
    learned = segment(curve, hop_s=HOP_S, settings=EventSettings()).length_frames
    assert learned == pytest.approx(length, rel=0.3)


def test_long_songs_that_stand_alone_are_found() -> None:
    curve = _with(_noise(3000), (500, 900, 25.0), (1500, 1900, 25.0), (2300, 2700, 25.0))
    found = segment(curve, hop_s=HOP_S, settings=EventSettings(), evidence=curve)
    np.testing.assert_allclose(found.spans, [(500, 900), (1500, 1900), (2300, 2700)], atol=MAX_EDGE_ERROR_FRAMES)


def test_a_known_length_is_used_unless_the_settings_name_one() -> None:
    curve = _noise()
    known = segment(curve, hop_s=HOP_S, settings=EventSettings(), length_s=0.5)
    named = segment(curve, hop_s=HOP_S, settings=EventSettings(length_s=0.2), length_s=0.5)
    assert (known.length_frames, named.length_frames) == (50, 20)


@examples(40)
@given(
    seed=st.integers(0, 999),
    bumps=st.lists(st.tuples(st.integers(0, 550), st.integers(1, 80), st.floats(5.0, 50.0)), max_size=8),
)
def test_events_are_ascending_and_disjoint(seed: int, bumps: list[tuple[int, int, float]]) -> None:
    curve = _with(_noise(seed=seed), *[(at, at + length, level_db) for at, length, level_db in bumps])
    spans = _spans(segment(curve, hop_s=HOP_S, settings=EventSettings()))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < stop for start, stop in spans)


def test_a_louder_curve_holds_the_same_events() -> None:
    curve = _with(_noise(), (100, 140, 25.0), (300, 350, 30.0))
    assert _spans(_cut(curve + np.float32(8.0))) == _spans(_cut(curve))
