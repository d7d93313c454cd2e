"""Drops of rain are told from an animal's clicks by their times and their levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import n_apart_at_all_places
from properties import examples

from coincide.events.rain import (
    are_apart_in_noise,
    are_drops,
    are_drops_beside,
    drop_bursts,
    drop_residue,
    moment_frames,
    momentary,
    n_apart,
    n_apart_by_chance,
    without_residue,
)
from coincide.features import FeatureSettings, frame_grid

N_FRAMES = 3_000


def _spans(starts: np.ndarray, length: int) -> np.ndarray:
    return np.stack([starts, starts + length], axis=1)


def _drops(rng: np.random.Generator, n: int = 60) -> np.ndarray:
    return _spans(np.sort(rng.choice(N_FRAMES // 10, n, replace=False)) * 10, 3)


def _calls(rng: np.random.Generator, n: int = 20) -> np.ndarray:
    return _spans(np.sort(rng.choice(N_FRAMES - 5, n, replace=False)), 3)


@pytest.mark.parametrize("seed", range(5))
def test_sounds_of_all_levels_that_keep_no_time_with_calls_are_drops(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert are_drops(_drops(rng), 9.0 + rng.exponential(3.0, 60), _calls(rng))


@pytest.mark.parametrize("seed", range(5))
def test_sounds_about_equally_loud_are_no_drops(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert not are_drops(_drops(rng), rng.uniform(10.0, 20.0, 60), _calls(rng))


@pytest.mark.parametrize("seed", range(5))
def test_sounds_with_something_narrow_at_their_own_times_are_no_drops(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clicks = _drops(rng)
    others = _spans(10 * np.setdiff1d(np.arange(N_FRAMES // 10), clicks[:, 0] // 10)[:4], 3)
    calls = np.unique(np.concatenate([clicks[rng.choice(60, 30, replace=False)], others]), axis=0)
    assert not are_drops(clicks, 9.0 + rng.exponential(3.0, 60), calls)


def test_two_calls_do_not_tell_what_drops_are() -> None:
    rng = np.random.default_rng(0)
    assert not are_drops(_drops(rng), 9.0 + rng.exponential(3.0, 60), _spans(np.array([4, 504]), 3))


def test_few_drops_need_no_levels() -> None:
    rng = np.random.default_rng(0)
    assert are_drops(_drops(rng, 7), np.linspace(10.0, 20.0, 7), _calls(rng))


@given(st.sets(st.integers(0, 30), min_size=1, max_size=8), st.sets(st.integers(0, 90), min_size=1, max_size=8))
@examples(50)
def test_calls_are_apart_by_chance_as_often_as_at_all_places(drops: set[int], calls: set[int]) -> None:
    broad = _spans(3 * np.array(sorted(drops)), 2)
    narrow = _spans(np.array(sorted(calls)), 2)
    assert n_apart_by_chance(narrow, broad) == pytest.approx(n_apart_at_all_places(narrow, broad))
    assert n_apart(narrow, broad) == sum(not np.any((broad[:, 1] > a) & (broad[:, 0] < b)) for a, b in narrow)


def _rises(rng: np.random.Generator, n: int = 100) -> np.ndarray:
    rises = np.zeros(N_FRAMES, dtype=np.float32)
    rises[np.sort(rng.choice(N_FRAMES // 3, n, replace=False)) * 3] = 4.0 + rng.exponential(3.0, n)
    return rises


LASTING = _spans(np.arange(100, N_FRAMES, 300), 60)


@pytest.mark.parametrize("seed", range(5))
def test_moments_of_all_levels_at_all_times_are_drops(seed: int) -> None:
    rises = _rises(np.random.default_rng(seed))
    assert are_drops_beside(drop_bursts(rises), rises, LASTING)


@pytest.mark.parametrize("seed", range(5))
def test_moments_about_equally_loud_are_no_drops(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rises = _rises(rng)
    rises[rises > 0.0] = rng.uniform(8.0, 14.0, 100)
    assert not are_drops_beside(drop_bursts(rises), rises, LASTING)


@pytest.mark.parametrize("seed", range(5))
def test_moments_that_are_more_frequent_in_calls_are_no_drops(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rises = _rises(rng)
    rises[(LASTING[:, :1] + 3 * np.arange(20)).ravel()] = 8.0
    assert not are_drops_beside(drop_bursts(rises), rises, LASTING)


def test_a_rise_that_lasts_is_not_momentary() -> None:
    grid = frame_grid(16_000, FeatureSettings())
    shared = np.zeros(400, dtype=np.float32)
    shared[100 : 101 + moment_frames(grid)] = 20.0
    shared[200 : 200 + moment_frames(grid)] = 20.0
    rises = momentary(shared, grid)
    assert drop_bursts(rises).tolist() == [[200, 200 + moment_frames(grid)]]


def test_what_drops_leave_reaches_over_many_bands_and_is_no_tone() -> None:
    rng = np.random.default_rng(0)
    rises = np.where(rng.random(600) < 0.1, 8.0, 0.0).astype(np.float32)
    excess = rng.normal(0.0, 1.0, (600, 40)).astype(np.float32)
    excess[rises > 0.0, 20:32] += 9.0
    excess[rises > 0.0, 5] += 20.0

    left = drop_residue(excess, rises)

    assert left[22:30].min() > 7.0
    assert left[:16].max() == pytest.approx(0.0, abs=0.1)


def test_few_drops_do_not_tell_what_they_sound_like() -> None:
    rises = np.where(np.arange(600) < 19, 8.0, 0.0).astype(np.float32)
    assert not drop_residue(np.full((600, 40), 9.0, dtype=np.float32), rises).any()


def test_no_frame_of_a_drop_is_quieter_than_those_of_noise() -> None:
    rng = np.random.default_rng(0)
    rises = np.where(rng.random(3_000) < 0.1, 8.0, 0.0).astype(np.float32)
    noise = rng.gamma(2.0, 1.5, (3_000, 40)).astype(np.float32)
    heard = noise + np.where(np.arange(40) < 30, 9.0, 0.0).astype(np.float32) * (rises > 0.0)[:, None]

    loudest = np.sort(without_residue(heard, rises, n_loud=2), axis=1)[:, -2:].mean(axis=1)

    is_drop = rises > 0.0
    assert loudest[is_drop].min() > np.percentile(loudest[~is_drop], 3.0)


def test_a_call_in_frames_of_drops_is_left() -> None:
    rng = np.random.default_rng(0)
    rises = np.where(rng.random(3_000) < 0.1, 8.0, 0.0).astype(np.float32)
    heard = rng.gamma(2.0, 1.5, (3_000, 40)).astype(np.float32)
    heard[rises > 0.0] += np.float32(9.0)
    called = np.flatnonzero(rises > 0.0)[:20]
    heard[called, 7] += np.float32(25.0)

    left = without_residue(heard, rises, n_loud=2)

    assert left[called, 7].min() > 20.0


def test_all_frames_between_drops_tell_how_loud_noise_is() -> None:
    is_drop = np.arange(4_100) >= 4_000
    heard = np.full((4_100, 40), 2.0, dtype=np.float32)
    heard[2_400:4_000:2] = 0.0
    heard[is_drop] = 9.0

    rest = without_residue(heard, np.where(is_drop, 8.0, 0.0).astype(np.float32), n_loud=2)

    assert rest[is_drop].min() == 2.0


CLICKS = _spans(np.arange(100, N_FRAMES, 500), 3)
ALIKE_DB, OF_ALL_LEVELS_DB = np.linspace(9.0, 15.0, len(CLICKS)), np.array([9.0, 9.5, 10.0, 11.0, 14.0, 24.0])


def _rises_at(at: np.ndarray) -> np.ndarray:
    rises = np.zeros(N_FRAMES, dtype=np.float32)
    rises[at] = 5.0
    return rises


def test_clicks_about_equally_loud_are_apart_in_noise() -> None:
    assert are_apart_in_noise(CLICKS, ALIKE_DB, _rises_at(CLICKS[:, 0]))


def test_sounds_of_all_levels_are_not_apart_in_noise() -> None:
    assert not are_apart_in_noise(CLICKS, OF_ALL_LEVELS_DB, _rises_at(CLICKS[:, 0]))


def test_loud_drops_with_fainter_ones_between_them_are_not_apart_in_noise() -> None:
    assert not are_apart_in_noise(CLICKS, ALIKE_DB, _rises_at(np.concatenate([CLICKS[:, 0], CLICKS[:, 0] + 200])))


def test_sounds_that_fill_a_tenth_of_the_time_are_not_apart_in_noise() -> None:
    dense = _spans(np.arange(100, N_FRAMES, 30), 3)
    assert not are_apart_in_noise(dense, np.linspace(9.0, 15.0, len(dense)), _rises_at(dense[:, 0]))
