"""Stretches of sound find the events they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import iou

from coincide.catalog import Span
from coincide.learned.spans import MIN_IOU, EventFinder, span_of
from coincide.records import Event

times = st.tuples(st.integers(0, 50), st.integers(1, 20))
"""Onset and length."""


def event(onset_s: float, offset_s: float, *, recording_id: int = 1, channel: int = 0) -> Event:
    return Event(0, recording_id, channel, onset_s, offset_s, 1000.0, 2000.0, 10.0)


@given(spans=st.lists(times, min_size=1, max_size=12), wanted=times)
def test_the_event_that_overlaps_most_is_meant(spans: list[tuple[int, int]], wanted: tuple[int, int]) -> None:
    finder = EventFinder([event(onset, onset + length) for onset, length in spans])
    row, share = finder.row_and_overlap(Span(1, 0, wanted[0], sum(wanted)))
    overlaps = [iou(each, wanted) for each in spans]
    assert share == pytest.approx(max(overlaps))
    assert row is None if max(overlaps) < MIN_IOU else overlaps[row or 0] == max(overlaps)


def test_every_event_means_itself() -> None:
    events = [event(0, 1), event(0.5, 1.5), event(0, 1, channel=1), event(0, 1, recording_id=2)]
    assert EventFinder(events).rows(map(span_of, events)) == [0, 1, 2, 3]


def test_what_overlaps_less_than_half_is_another_event() -> None:
    assert EventFinder([event(0, 1)]).row(Span(1, 0, 0.6, 1.6)) is None


def test_another_channel_is_another_event() -> None:
    assert EventFinder([event(0, 1)]).row(Span(1, 1, 0, 1)) is None


def test_without_events_nothing_is_meant() -> None:
    assert EventFinder([]).row(Span(1, 0, 0, 1)) is None


def test_a_stretch_without_length_means_nothing() -> None:
    assert EventFinder([event(0, 1)]).row(Span(1, 0, 0.5, 0.5)) is None


def test_recordings_with_events_are_known() -> None:
    finder = EventFinder([event(0, 1, recording_id=3)])
    assert (finder.knows(3), finder.knows(1)) == (True, False)
