"""Which events share the frame of their pictures."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events import choose_scales
from coincide.records import Event

MOST_TIMES = 24
"""Eight times as many recordings take about eight times as long; in proportion to the square, it would be 64 times."""


def _events(
    recording_id: int, duration_s: float, n: int, band_hz: tuple[float, float] = (1000.0, 2000.0)
) -> list[Event]:
    return [Event(0, recording_id, 0, float(k), k + duration_s, *band_hz, 10.0) for k in range(n)]


def _bats(recording_id: int, duration_s: float = 0.005, n: int = 30) -> list[Event]:
    return _events(recording_id, duration_s, n, (40_000.0, 60_000.0))


def test_recordings_with_calls_of_about_the_same_length_share_a_scale() -> None:
    scales = choose_scales(_events(1, 0.1, 30) + _events(2, 0.25, 30) + _events(3, 0.6, 30))
    assert (len(scales), scales.audible) == (1, {1: 0, 2: 0, 3: 0})


def test_calls_more_than_three_times_as_long_have_a_scale_of_their_own() -> None:
    scales = choose_scales(_events(1, 1.0, 30) + _events(2, 0.1, 30))
    assert (len(scales), scales.audible) == (2, {2: 0, 1: 1})


def test_calls_three_times_as_long_share_the_scale() -> None:
    scales = choose_scales(_events(1, 0.125, 30) + _events(2, 0.375, 30))
    assert len(scales) == 1


def test_recordings_with_the_same_calls_in_other_shares_share_the_scale() -> None:
    mostly_short = _events(1, 0.05, 30) + _events(1, 0.5, 20)
    mostly_long = _events(2, 0.05, 20) + _events(2, 0.5, 30)
    assert len(choose_scales(mostly_short + mostly_long)) == 1


@pytest.mark.parametrize("sizes", [(19, 30), (30, 19)])
def test_a_scale_needs_twenty_events(sizes: tuple[int, int]) -> None:
    scales = choose_scales(_events(1, 0.1, sizes[0]) + _events(2, 1.0, sizes[1]))
    assert len(scales) == 1


def test_a_few_events_do_not_make_a_scale_between_two_others() -> None:
    scales = choose_scales(_events(1, 0.1, 30) + _events(2, 0.5, 10) + _events(3, 2.5, 30))
    assert len(scales) == 2


def test_the_frame_of_a_scale_fits_its_events() -> None:
    scales = choose_scales(_events(1, 0.1, 30) + _events(2, 1.0, 30))
    assert [geometry.span_s for geometry in scales.geometries] == pytest.approx([0.13, 1.3])


def test_choosing_takes_time_in_proportion_to_the_recordings() -> None:
    few, many = (min(_seconds(n_recordings) for _ in range(3)) for n_recordings in (500, 4000))
    assert many < MOST_TIMES * few


def _seconds(n_recordings: int) -> float:
    events = [event for number in range(n_recordings) for event in _events(number, 0.1, 1)]
    began_s = time.process_time()
    choose_scales(events)
    return time.process_time() - began_s


def test_one_event_has_a_scale() -> None:
    scales = choose_scales(_events(7, 0.1, 1))
    assert (len(scales), scales.audible) == (1, {7: 0})


@pytest.mark.parametrize(("duration_s", "scale"), [(0.0, 0), (0.1, 0), (0.3, 0), (0.4, 1), (60.0, 1)])
def test_a_later_recording_gets_the_scale_that_its_calls_fill_best(duration_s: float, scale: int) -> None:
    scales = choose_scales(_events(1, 0.1, 30) + _events(2, 1.0, 30))
    later = _events(3, duration_s, 5)
    assert scales.extended(later).of(later).tolist() == [scale] * 5


@examples(50)
@given(st.lists(st.tuples(st.sampled_from([0.05, 0.1, 0.5, 2.0, 10.0]), st.integers(1, 40)), min_size=1, max_size=8))
def test_longer_calls_never_have_the_scale_of_shorter_ones(recordings: list[tuple[float, int]]) -> None:
    events = [event for i, (duration_s, n) in enumerate(recordings) for event in _events(i, duration_s, n)]
    scales = choose_scales(events)
    by_length = [scales.audible[i] for i in sorted(scales.audible, key=lambda i: recordings[i][0])]
    assert by_length == sorted(by_length)
    assert set(by_length) == set(range(len(scales)))


def test_bats_above_frogs_of_one_recording_have_a_scale_of_their_own() -> None:
    frogs, bats = _events(1, 0.3, 30), _bats(1)
    scales = choose_scales(frogs + bats)
    assert scales.of(frogs + bats).tolist() == [0] * 30 + [1] * 30


def test_the_pictures_of_bats_show_none_of_the_frequencies_of_frogs_beside_them() -> None:
    scales = choose_scales(_events(1, 0.3, 30) + _bats(1))
    assert [geometry.low_hz for geometry in scales.geometries] == [1000.0, 40_000.0]


def test_calls_of_ultrasound_far_above_others_of_their_length_have_a_scale_of_their_own() -> None:
    assert len(choose_scales(_events(1, 0.1, 30) + _bats(1, 0.1))) == 2


@pytest.mark.parametrize(("ratio", "n_scales"), [(3.9, 1), (4.1, 2)])
def test_ultrasound_lies_far_above_calls_of_a_fourth_of_its_frequency(ratio: float, n_scales: int) -> None:
    low, high = (8_000.0, 10_000.0), (ratio * 8_000.0, ratio * 10_000.0)
    assert len(choose_scales(_events(1, 0.1, 30, low) + _events(1, 0.1, 30, high))) == n_scales


def test_short_ultrasound_near_long_audible_calls_has_a_scale_of_its_own() -> None:
    low, high = _events(1, 0.3, 30, (12_000.0, 15_000.0)), _events(1, 0.005, 30, (17_000.0, 20_000.0))
    assert choose_scales(low + high).of(low + high).tolist() == [1] * 30 + [0] * 30


def test_a_few_calls_of_ultrasound_have_no_scale_of_their_own() -> None:
    assert len(choose_scales(_events(1, 0.3, 30) + _bats(1, n=19))) == 1


def test_bats_and_frogs_of_a_later_recording_get_the_scales_of_earlier_ones() -> None:
    scales = choose_scales(_events(1, 0.3, 30) + _bats(1))
    later = _events(2, 0.3, 5) + _bats(2, n=5)
    assert scales.extended(later).of(later).tolist() == [0] * 5 + [1] * 5


def test_a_later_recording_gets_no_scale_whose_pictures_would_not_show_its_calls() -> None:
    clicks = _events(2, 0.005, 5)
    scales = choose_scales(_events(1, 0.3, 30) + _bats(1)).extended(clicks)
    assert scales.of(clicks).tolist() == [0] * 5


def test_known_recordings_keep_their_scale_when_events_are_added() -> None:
    scales = choose_scales(_events(1, 0.1, 30) + _events(2, 1.0, 30))
    later = _events(1, 1.0, 5)
    assert scales.extended(later).of(later).tolist() == [0] * 5


@pytest.mark.parametrize(("number", "duration_s", "scale"), [(1, 1.0, 0), (2, 0.1, 1), (3, 1.0, 1), (None, 0.1, 0)])
def test_a_part_of_a_recording_is_pictured_as_its_events_are(number: int | None, duration_s: float, scale: int) -> None:
    scales = choose_scales(_events(1, 0.1, 30) + _events(2, 1.0, 30))
    assert scales.of_span(number, duration_s) == scale


@pytest.mark.parametrize(("duration_s", "scale"), [(0.005, 1), (0.3, 0)])
def test_a_part_of_a_recording_with_two_scales_has_that_which_fits_its_length(duration_s: float, scale: int) -> None:
    scales = choose_scales(_events(1, 0.3, 30) + _bats(1))
    assert scales.of_span(1, duration_s) == scale
