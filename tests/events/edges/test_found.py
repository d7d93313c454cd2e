"""Ends before echoes, and onsets where the sound rises."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events.edges.found import (
    BODY_DB,
    FIRST_FALL_DB,
    RISE_SHARE,
    body_stops,
    have_long_tails,
    sharpened,
    steep_stops,
    step_advance,
)

RANGE_DB = 20.0


def _drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A curve that wanders, and some disjoint spans."""
    rng = np.random.default_rng(seed)
    curve = np.cumsum(rng.normal(0, 3, 200)).astype(np.float32)
    edges = np.sort(rng.choice(201, 2 * rng.integers(1, 8), replace=False))
    return curve, edges.reshape(-1, 2)


def _body_stop(piece: np.ndarray, *, is_narrow: bool) -> int:
    if not is_narrow:
        return max(frame for frame in range(len(piece)) if piece[frame] >= piece.max() - np.float32(BODY_DB)) + 1
    peak = int(np.argmax(piece))
    fallen = [frame for frame in range(peak, len(piece)) if piece[frame] < piece[peak] - np.float32(FIRST_FALL_DB)]
    return fallen[0] if fallen else len(piece)


@examples(40)
@given(seed=st.integers(0, 9999), is_narrow=st.booleans())
def test_bodies_of_all_events_are_those_of_each(seed: int, is_narrow: bool) -> None:
    curve, spans = _drawn(seed)
    expected = [start + _body_stop(curve[start:stop], is_narrow=is_narrow) for start, stop in spans]
    assert body_stops(curve, spans, is_narrow=is_narrow).tolist() == expected


@examples(40)
@given(seed=st.integers(0, 9999), quiet_db=st.floats(-30.0, 10.0))
def test_onsets_of_all_events_are_those_of_each(seed: int, quiet_db: float) -> None:
    curve, spans = _drawn(seed)
    expected = []
    for start, stop in spans:
        peak = curve[start:stop].max()
        depth = min(np.float32(RANGE_DB), np.float32(RISE_SHARE) * (peak - np.float32(quiet_db)))
        onset = start + int(np.argmax(curve[start:stop] >= peak - depth))
        advance = step_advance(curve[[start]] - quiet_db, np.array([peak - quiet_db]))[0]
        expected.append(min(onset, start + round(advance)))
    found = sharpened(curve, curve, spans, quiet_db=quiet_db, range_db=RANGE_DB, width=1.0)
    assert found.tolist() == expected


def test_tails_are_long_where_most_are_longer_than_half_of_the_body() -> None:
    spans = np.array([[0, 16], [20, 36], [40, 50]])
    assert have_long_tails(spans, np.array([10, 30, 50]))
    assert not have_long_tails(spans, np.array([10, 36, 50]))


@given(height_db=st.floats(5.0, 50.0), share=st.floats(0.03, 0.5))
def test_smoothing_brings_a_step_forward_as_far_as_is_said(height_db: float, share: float) -> None:
    deviation = 50.0
    step = np.where(np.arange(1000) < 500, 0.0, height_db)
    reached = int(np.argmax(scipy.ndimage.gaussian_filter1d(step, deviation) >= share * height_db))
    advance = step_advance(np.array([share * height_db]), np.array([height_db]))[0]
    assert advance * deviation == pytest.approx(500 - reached, abs=2.0)


def test_what_begins_at_half_its_height_is_not_moved() -> None:
    assert step_advance(np.array([5.0]), np.array([10.0]))[0] == pytest.approx(0.0)


def _stop(falls: np.ndarray) -> int:
    """Return where an event ends that is loud for 100 frames and then falls to the quiet level, as it is found."""
    curve = np.concatenate([np.zeros(100), np.full(100, 40.0), falls, np.zeros(100)]).astype(np.float32)
    smooth = np.asarray(scipy.ndimage.gaussian_filter1d(curve, 5.0), dtype=np.float32)
    (above,) = np.nonzero(smooth > 2.0)
    spans = np.array([[above[0], above[-1] + 1]])
    (stop,) = steep_stops(curve, smooth, spans, quiet_db=0.0, range_db=RANGE_DB, width=5.0)
    return int(stop - spans[0, 1])


def test_an_event_that_stops_abruptly_ends_there() -> None:
    assert _stop(np.zeros(0)) == pytest.approx(-8, abs=1)


def test_an_event_that_fades_keeps_its_end() -> None:
    assert _stop(np.linspace(40.0, 0.0, 40)) == 0
