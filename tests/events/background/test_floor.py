"""The running background."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events.background.floor import activity, running_floor


def _levels(n_frames: int, n_bands: int = 4, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(-60.0, 5.0, (n_frames, n_bands)).astype(np.float32)


@pytest.mark.parametrize("anchor", [0, 40, 200, 440, 960])
def test_at_an_anchor_the_floor_is_the_percentile_around_it(anchor: int) -> None:
    levels = _levels(1000)
    expected = naive.low_percentile(levels, anchor, half=400, stride=2)
    np.testing.assert_allclose(running_floor(levels, span_frames=800)[anchor], expected, rtol=1e-5)


def test_between_anchors_the_floor_is_linear() -> None:
    floor = running_floor(_levels(400), span_frames=200)[:381]
    np.testing.assert_allclose(np.diff(floor[40:51], 2, axis=0), 0.0, atol=1e-4)


@examples(40)
@given(n_frames=st.integers(1, 60), span_frames=st.integers(1, 200))
def test_the_floor_lies_between_the_quietest_and_the_loudest_level(n_frames: int, span_frames: int) -> None:
    levels = _levels(n_frames)
    floor = running_floor(levels, span_frames=span_frames)
    assert floor.shape == levels.shape
    assert ((floor >= levels.min(axis=0) - 1e-3) & (floor <= levels.max(axis=0) + 1e-3)).all()


def test_a_louder_recording_has_a_floor_louder_by_as_much() -> None:
    levels = _levels(300)
    louder = running_floor(levels + np.float32(20.0), span_frames=100)
    np.testing.assert_allclose(louder - running_floor(levels, span_frames=100), 20.0, atol=1e-3)


def test_short_calls_do_not_lift_the_floor() -> None:
    levels = np.full((1000, 2), -60.0, dtype=np.float32)
    levels[100:200] = -20.0
    np.testing.assert_allclose(running_floor(levels, span_frames=400), -60.0)


@examples(40)
@given(n_bands=st.integers(1, 45), seed=st.integers(0, 99))
def test_activity_is_the_mean_of_the_loudest_fifth_of_the_bands(n_bands: int, seed: int) -> None:
    excess = _levels(7, n_bands, seed)
    np.testing.assert_allclose(activity(excess), naive.loudest_fifth(excess), rtol=1e-4)
