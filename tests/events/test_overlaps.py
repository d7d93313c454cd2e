"""Two calls at once in one channel."""

from __future__ import annotations

from collections.abc import Sequence

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.events import Detection, EventSettings, are_at_once, detect
from coincide.events.overlaps import Shape, find_shapes, part_overlaps
from coincide.features import FeatureSettings
from coincide.records import Event

RATE_HZ = 16_000
LOW_HZ, HIGH_HZ = 1000.0, 5000.0
LENGTH = 20
N_BANDS = 20
Place = tuple[int, int, int, int]
"""Start, stop, lowest band and band after the highest."""
LOW, HIGH = (2, 5), (12, 15)


def _excess(places: Sequence[Place], n_frames: int = 800) -> np.ndarray:
    excess = np.random.default_rng(0).normal(0.0, 1.0, (n_frames, N_BANDS))
    for start, stop, low, high in places:
        excess[start:stop, low:high] = 20.0
    return excess.astype(np.float32)


def _spans(places: Sequence[Place], gap: int = 0) -> np.ndarray:
    """Spans of events, each as long as what overlaps, or lies at most `gap` frames apart."""
    spans: list[list[int]] = []
    for start, stop, *_ in sorted(places):
        if spans and start < spans[-1][1] + gap:
            spans[-1][1] = max(spans[-1][1], stop)
        else:
            spans.append([start, stop])
    return np.array(spans, dtype=np.int64)


def _parted(places: Sequence[Place], *, gap: int = 0, is_narrow: bool = False) -> list[list[Shape]]:
    spans = _spans(places, gap)
    return part_overlaps(_excess(places), spans, length_frames=LENGTH, least_frames=4, is_narrow=is_narrow)


def _alone(n: int = 3) -> list[Place]:
    """Each of two calls alone, `n` times."""
    starts = np.arange(n) * 80
    return [
        (*(start + at, start + at + LENGTH), *band) for start in starts.tolist() for at, band in ((0, LOW), (40, HIGH))
    ]


AT_ONCE: list[Place] = [(600, 620, *LOW), (610, 630, *HIGH)]
GAP = 8
IN_TURN: list[Place] = [(600, 620, *LOW), (626, 646, *HIGH)]


def test_calls_at_once_that_are_also_heard_alone_are_parted() -> None:
    *_, calls = _parted([*_alone(), *AT_ONCE])
    assert [(call.low, call.high) for call in calls] == [LOW, HIGH]
    np.testing.assert_allclose([(call.start, call.stop) for call in calls], [(600, 620), (610, 630)], atol=1)


def test_an_event_of_one_call_is_not_parted() -> None:
    assert _parted(_alone()) == [[]] * 6


def test_what_is_never_heard_alone_stays_one_call() -> None:
    only_low = [place for place in _alone() if place[2:] == LOW]
    assert not any(_parted([*only_low, *AT_ONCE]))


def test_harmonics_that_begin_and_end_together_stay_one_call() -> None:
    assert not any(_parted([*_alone(), (600, 620, *LOW), (601, 621, *HIGH)]))


@pytest.mark.parametrize("edges", [(600, 612), (608, 620)])
def test_what_begins_or_ends_together_stays_one_call(edges: tuple[int, int]) -> None:
    assert not any(_parted([*_alone(), (600, 620, *LOW), (*edges, *HIGH)]))


def test_narrow_calls_in_turn_are_parted_where_both_are_also_heard_alone() -> None:
    *_, calls = _parted([*_alone(), *IN_TURN], gap=GAP, is_narrow=True)
    assert [(call.low, call.high) for call in calls] == [LOW, HIGH]
    np.testing.assert_allclose([(call.start, call.stop) for call in calls], [(600, 620), (626, 646)], atol=1)


def test_broad_calls_in_turn_stay_one() -> None:
    assert not any(_parted([*_alone(), *IN_TURN], gap=GAP))


def test_narrow_calls_in_turn_in_one_band_stay_one() -> None:
    assert not any(_parted([*_alone(), (600, 620, *LOW), (626, 646, *LOW)], gap=GAP, is_narrow=True))


def test_calls_in_one_band_are_not_parted() -> None:
    assert not any(_parted([*_alone(), (600, 620, 2, 5), (610, 630, 3, 6)]))


def test_nothing_is_parted_where_most_events_of_several_shapes_hold_a_part_that_is_never_alone() -> None:
    words = [(at, at + LENGTH, *LOW) for at in (640, 700)] + [(at, at + LENGTH, 7, 10) for at in (650, 710)]
    assert not any(_parted([*_alone(), *AT_ONCE[:2], *words]))


def test_shapes_that_begin_and_end_together_are_one() -> None:
    places = [(100, 120, 2, 5), (100, 120, 8, 9)]
    ((shape,),) = find_shapes(_excess(places), _spans(places), length_frames=LENGTH, least_frames=4)
    assert (shape.low, shape.high) == (2, 9)


def test_noise_has_no_shapes() -> None:
    spans = np.array([[0, 800]])
    assert find_shapes(_excess([]), spans, length_frames=LENGTH, least_frames=4) == [[]]


def _tone(sound: np.ndarray, at_s: float, frequency_hz: float, length_s: float = 0.2) -> None:
    n = round(length_s * RATE_HZ)
    start = round(at_s * RATE_HZ)
    times_s = np.arange(n) / RATE_HZ
    sound[start : start + n] += (0.1 * np.sin(2 * np.pi * frequency_hz * times_s) * np.hanning(n) ** 0.25).astype("f4")


@pytest.fixture(scope="module")
def duet() -> np.ndarray:
    """Two voices alone, and twice at once, at 15 and at 20 s."""
    sound = (0.005 * np.random.default_rng(1).standard_normal(30 * RATE_HZ)).astype(np.float32)
    for second in range(1, 13):
        _tone(sound, second, LOW_HZ if second % 2 else HIGH_HZ)
    for at_s in (15.0, 20.0):
        _tone(sound, at_s, LOW_HZ)
        _tone(sound, at_s + 0.1, HIGH_HZ)
    return sound


def _found(sound: np.ndarray, *, hearing: str = "fit", **given: str) -> list[Detection]:
    settings, features = EventSettings.model_validate(given), FeatureSettings.model_validate({"hearing": hearing})
    return detect([sound], sample_rate_hz=RATE_HZ, features=features, settings=settings)


def test_two_voices_at_once_get_a_box_each(duet: np.ndarray) -> None:
    low, high, *_ = [call for call in _found(duet) if 14.5 < call.onset_s < 16.0]
    assert low.low_hz < LOW_HZ < low.high_hz < high.low_hz < HIGH_HZ < high.high_hz
    assert (low.onset_s, low.offset_s, high.onset_s, high.offset_s) == pytest.approx((15.0, 15.2, 15.1, 15.3), abs=0.03)


def test_all_voices_of_a_recording_are_counted(duet: np.ndarray) -> None:
    assert len(_found(duet)) == 16


def test_parting_can_be_switched_off(duet: np.ndarray) -> None:
    assert len(_found(duet, overlaps="joined")) == 14


def test_a_fixed_hearing_parts_nothing(duet: np.ndarray) -> None:
    assert len(_found(duet, hearing="fixed")) == 14


def test_events_come_by_onset(duet: np.ndarray) -> None:
    onsets_s = [call.onset_s for call in _found(duet)]
    assert onsets_s == sorted(onsets_s)


def test_two_voices_across_the_end_of_a_stretch_are_both_found() -> None:
    sound = (0.005 * np.random.default_rng(1).standard_normal(80 * RATE_HZ)).astype(np.float32)
    for second in range(45, 57):
        _tone(sound, second, LOW_HZ if second % 2 else HIGH_HZ)
    _tone(sound, 59.9, LOW_HZ)
    _tone(sound, 60.0, HIGH_HZ)
    at_the_end = [call for call in _found(sound) if 59.0 < call.onset_s < 61.0]
    assert [call.low_hz < LOW_HZ for call in at_the_end] == [True, False]


def _event(onset_s: float, offset_s: float, *, channel: int = 0, recording_id: int = 1) -> Event:
    return Event(0, recording_id, channel, onset_s, offset_s, 100.0, 200.0, 10.0)


def test_events_that_overlap_are_at_once() -> None:
    events = [_event(0.0, 1.0), _event(0.5, 0.6), _event(0.7, 0.8), _event(1.0, 2.0)]
    assert are_at_once(events).tolist() == [True, True, True, False]


def test_events_of_other_channels_and_recordings_are_not_at_once() -> None:
    events = [_event(0.0, 1.0), _event(0.5, 0.6, channel=1), _event(0.5, 0.6, recording_id=2)]
    assert not are_at_once(events).any()


def test_events_are_at_once_in_any_order() -> None:
    assert are_at_once([_event(0.5, 0.6), _event(3.0, 4.0), _event(0.0, 1.0)]).tolist() == [True, False, True]


@examples(50)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10), st.integers(0, 1)), max_size=12))
def test_events_at_once_are_those_of_the_slow_twin(places: list[tuple[int, int, int]]) -> None:
    events = [_event(start, start + length, channel=channel) for start, length, channel in places]
    assert are_at_once(events).tolist() == naive.at_once(events)


def test_of_no_events_none_are_at_once() -> None:
    assert are_at_once([]).tolist() == []
