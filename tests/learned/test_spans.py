"""Stretches of sound find the events they mean."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalog_examples import label
from hypothesis import given
from hypothesis import strategies as st
from naive import iou, label_of

from coincide.catalog import Span, StoredLabel
from coincide.learned.spans import MIN_IOU, EventFinder, labels_of, span_of
from coincide.record_arrays import EventArray
from coincide.records import Event

times = st.tuples(st.integers(0, 50), st.integers(1, 20))
"""Onset and length."""


spans = st.builds(Span, st.integers(1, 2), st.integers(0, 1), st.integers(0, 12), st.integers(1, 8)).map(
    lambda span: replace(span, offset_s=span.onset_s + span.offset_s)
)


def labeled(span: Span, name: str) -> StoredLabel:
    whole = label(name, onset_s=span.onset_s, recording_id=span.recording_id)
    return replace(whole, offset_s=span.offset_s, channel=span.channel)


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


@given(there=st.lists(spans, max_size=9), said=st.lists(spans, max_size=6))
def test_an_event_is_called_what_the_label_says_that_covers_most_of_it(there: list[Span], said: list[Span]) -> None:
    events = [event(one.onset_s, one.offset_s, recording_id=one.recording_id, channel=one.channel) for one in there]
    labels = [labeled(one, str(number)) for number, one in enumerate(said)]
    wanted = {row: name for row, each in enumerate(events) if (name := label_of(each, labels)) is not None}
    found = labels_of(EventArray.of(events), labels)
    assert list(found.items()) == list(wanted.items())


def test_an_empty_label_that_covers_most_leaves_an_event_without_name() -> None:
    labels = [labeled(Span(1, 0, 0, 0.7), "a"), labeled(Span(1, 0, 0, 1), "")]
    assert labels_of(EventArray.of([event(0, 1)]), labels) == {}


def test_a_stretch_covers_the_events_of_which_it_holds_half() -> None:
    finder = EventFinder([event(0, 2), event(0, 1), event(1, 4), event(0, 1, channel=1)])
    rows, shared_s = finder.covered(Span(1, 0, 0, 2))
    assert dict(zip(rows.tolist(), shared_s.tolist(), strict=True)) == {0: 2.0, 1: 1.0}
