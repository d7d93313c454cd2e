"""Which recordings share the frame of their pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events import choose_scales, nearest_scale
from coincide.records import Event


def _events(recording_id: int, duration_s: float, n: int) -> list[Event]:
    return [Event(0, recording_id, 0, float(k), k + duration_s, 1000.0, 2000.0, 10.0) for k in range(n)]


def test_recordings_with_calls_of_about_the_same_length_share_a_scale() -> None:
    geometries, scale_of = choose_scales(_events(1, 0.1, 30) + _events(2, 0.25, 30) + _events(3, 0.6, 30))
    assert (len(geometries), scale_of) == (1, {1: 0, 2: 0, 3: 0})


def test_calls_more_than_three_times_as_long_have_a_scale_of_their_own() -> None:
    geometries, scale_of = choose_scales(_events(1, 1.0, 30) + _events(2, 0.1, 30))
    assert (len(geometries), scale_of) == (2, {2: 0, 1: 1})


def test_calls_three_times_as_long_share_the_scale() -> None:
    geometries, _ = choose_scales(_events(1, 0.125, 30) + _events(2, 0.375, 30))
    assert len(geometries) == 1


@pytest.mark.parametrize("sizes", [(19, 30), (30, 19)])
def test_a_scale_needs_twenty_events(sizes: tuple[int, int]) -> None:
    geometries, _ = choose_scales(_events(1, 0.1, sizes[0]) + _events(2, 1.0, sizes[1]))
    assert len(geometries) == 1


def test_a_few_events_do_not_make_a_scale_between_two_others() -> None:
    geometries, _ = choose_scales(_events(1, 0.1, 30) + _events(2, 0.5, 10) + _events(3, 2.5, 30))
    assert len(geometries) == 2


def test_the_frame_of_a_scale_fits_its_events() -> None:
    geometries, _ = choose_scales(_events(1, 0.1, 30) + _events(2, 1.0, 30))
    assert [geometry.span_s for geometry in geometries] == pytest.approx([0.13, 1.3])


def test_one_event_has_a_scale() -> None:
    geometries, scale_of = choose_scales(_events(7, 0.1, 1))
    assert (len(geometries), scale_of) == (1, {7: 0})


@pytest.mark.parametrize(("duration_s", "scale"), [(0.0, 0), (0.1, 0), (0.3, 0), (0.4, 1), (60.0, 1)])
def test_a_later_recording_gets_the_scale_that_its_calls_fill_best(duration_s: float, scale: int) -> None:
    geometries, _ = choose_scales(_events(1, 0.1, 30) + _events(2, 1.0, 30))
    assert nearest_scale(geometries, duration_s) == scale


@examples(50)
@given(st.lists(st.tuples(st.sampled_from([0.05, 0.1, 0.5, 2.0, 10.0]), st.integers(1, 40)), min_size=1, max_size=8))
def test_longer_calls_never_have_the_scale_of_shorter_ones(recordings: list[tuple[float, int]]) -> None:
    events = [event for i, (duration_s, n) in enumerate(recordings) for event in _events(i, duration_s, n)]
    geometries, scale_of = choose_scales(events)
    by_length = [scale_of[i] for i in sorted(scale_of, key=lambda i: recordings[i][0])]
    assert by_length == sorted(by_length)
    assert set(by_length) == set(range(len(geometries)))
