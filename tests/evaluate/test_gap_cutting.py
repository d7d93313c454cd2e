"""Cutting at silence, the plain way to songs and motifs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.evaluate.gap_cutting import best_gap, cut_at_gaps

EVENTS = [(0.0, 1.0), (1.1, 2.0), (3.0, 4.0), (4.1, 5.0)]
events = st.lists(st.floats(0, 50), unique=True, max_size=12).map(
    lambda times: list(zip(sorted(times)[::2], sorted(times)[1::2], strict=False))
)


@given(events)
def test_without_patience_every_event_is_alone(alone: list[tuple[float, float]]) -> None:
    assert cut_at_gaps(alone, -1.0) == alone


@given(events.filter(bool))
def test_with_endless_patience_all_events_are_one(alone: list[tuple[float, float]]) -> None:
    assert cut_at_gaps(alone, float("inf")) == [(alone[0][0], alone[-1][1])]


def test_the_best_gap_finds_segments_that_silence_sets_apart() -> None:
    true = [(0.0, 2.0), (3.0, 5.0)]
    assert cut_at_gaps(EVENTS, best_gap([EVENTS], [true])) == true


def test_a_call_during_a_longer_one_does_not_end_its_segment() -> None:
    events = [(0.0, 5.0), (1.0, 2.0), (5.5, 6.0), (8.0, 9.0)]
    assert cut_at_gaps(events, 1.0) == [(0.0, 6.0), (8.0, 9.0)]
    assert 0.5 <= best_gap([events], [[(0.0, 6.0), (8.0, 9.0)]]) < 2.0


def test_one_gap_serves_all_recordings() -> None:
    slow = [(10 * onset, 10 * offset) for onset, offset in EVENTS]
    gap_s = best_gap([EVENTS, slow], [[(0.0, 2.0), (3.0, 5.0)], slow])
    assert 0.1 <= gap_s < 1.0


def test_events_without_gaps_need_none() -> None:
    assert best_gap([[(0.0, 1.0)], []], [[(0.0, 1.0)], []]) == pytest.approx(float("inf"))
