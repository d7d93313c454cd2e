"""Events are parted at short dips, but not into pulses."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coincide.events import EventSettings
from coincide.events.edges.found import (
    BELOW_SLOPE,
    LEAST_DIP_SMOOTHING,
    LEAST_PART_SHARE,
    NOISE_DB,
    are_calls,
    parted_at_dips,
    rise_frames,
)
from coincide.events.segment import segment
from coincide.events.smoothing import smooth_with_bell

LENGTH = 20.0
_STOPS = [frame + 12 + at for frame in (160, 310, 460, 610) for at in range(2)]


def _parted(
    level: np.ndarray,
    spans: list[tuple[int, int]] | None = None,
    *,
    valley_db: float = 8.0,
    in_echoes: bool = True,
) -> list[list[int]]:
    given_spans = np.array([(10, len(level) - 10)] if spans is None else spans, dtype=np.int64).reshape(-1, 2)
    how = {"quiet_db": 0.0, "length_frames": LENGTH, "valley_db": valley_db}
    return parted_at_dips(level.astype(np.float32), given_spans, **how, in_echoes=in_echoes).tolist()


def _call(*, dips: tuple[int, ...] = (), height: float = 15.0, dip_db: float = 1.0, n_frames: int = 62) -> np.ndarray:
    level = np.zeros(n_frames)
    level[10 : n_frames - 10] = height
    for dip in dips:
        level[dip - 1 : dip + 2] = dip_db
    return level


def test_two_calls_with_a_short_gap_are_two_events() -> None:
    assert _parted(_call(dips=(31,))) == [[10, 31], [31, 52]]


def test_a_dip_of_less_than_half_the_height_is_part_of_the_call() -> None:
    assert _parted(_call(dips=(31,), dip_db=10.0)) == [[10, 52]]


def test_a_person_who_wants_deeper_valleys_gets_deeper_dips() -> None:
    assert _parted(_call(dips=(31,), dip_db=5.0), valley_db=8.0) == [[10, 31], [31, 52]]
    assert _parted(_call(dips=(31,), dip_db=5.0), valley_db=16.0) == [[10, 52]]


def test_pulses_shorter_than_half_a_call_stay_together() -> None:
    assert _parted(_call(dips=(16, 22, 28, 34, 40, 46))) == [[10, 52]]


def test_a_gap_between_loud_calls_is_a_dip_though_echoes_fill_it() -> None:
    loud = _call(dips=(31,), height=40.0, dip_db=25.0)
    assert _parted(loud) == [[10, 31], [31, 52]]
    assert _parted(loud, valley_db=16.0) == [[10, 52]]


def test_calls_apart_only_in_their_echoes_run_into_each_other() -> None:
    assert _parted(_call(dips=(31,), height=40.0, dip_db=25.0), in_echoes=False) == [[10, 52]]


def test_a_loud_call_whose_level_swells_slowly_stays_one() -> None:
    level = _call(height=40.0)
    level[25:38] -= 12.0 * (1.0 - np.abs(np.linspace(-1.0, 1.0, 13)))
    assert _parted(level) == [[10, 52]]


def test_the_noise_of_a_faint_call_does_not_part_it() -> None:
    assert _parted(_call(dips=(31,), height=1.5, dip_db=0.0)) == [[10, 52]]


def test_events_that_touch_stay_apart() -> None:
    assert _parted(_call(), [(10, 31), (31, 52)]) == [[10, 31], [31, 52]]


def test_without_events_there_are_no_parts() -> None:
    assert _parted(np.zeros(30), []) == []


def test_parts_of_events_as_long_as_two_are_calls() -> None:
    spans = np.array([(0, 20), (30, 52), (60, 100)])
    assert are_calls(spans, np.array([(0, 20), (30, 52), (60, 80), (80, 100)]))


def test_parts_of_events_as_long_as_others_are_pieces_of_a_call() -> None:
    spans = np.array([(0, 20), (30, 52), (60, 84)])
    assert not are_calls(spans, np.array([(0, 20), (30, 52), (60, 72), (72, 84)]))


def test_where_all_events_are_parted_nothing_speaks_against_it() -> None:
    assert are_calls(np.array([(0, 20)]), np.array([(0, 10), (10, 20)]))


def test_a_word_with_a_stop_within_stays_one_event_among_words_without() -> None:
    curve = np.abs(np.random.default_rng(0).normal(0.0, 1.0, 900)).astype(np.float32)
    for start in range(60, 860, 50):
        curve[start : start + 24] += 15.0
    curve[_STOPS] -= 12.0
    found = segment(curve, hop_s=0.01, settings=EventSettings(length_s=0.24), evidence=curve)
    assert len(found.starts) == 16


@given(seed=st.integers(0, 999), most_db=st.sampled_from([20.0, 50.0]))
def test_dips_are_those_of_a_slow_twin(seed: int, most_db: float) -> None:
    rng = np.random.default_rng(seed)
    level = np.repeat(rng.uniform(0.0, most_db, 40), 5) + rng.normal(0.0, 0.3, 200)
    spans = [(5, 80), (80, 120), (130, 195)]
    assert _parted(level, spans) == _slowly_parted(level.astype(np.float32), spans)


def _slowly_parted(level: np.ndarray, spans: list[tuple[int, int]]) -> list[list[int]]:
    over = smooth_with_bell(level, LEAST_DIP_SMOOTHING)
    heights = np.where(over > 0, over, BELOW_SLOPE * over) + NOISE_DB
    is_inside = np.zeros(len(level), dtype=bool)
    for start, stop in spans:
        is_inside[start:stop] = True
    firsts = {start for start, _ in spans}
    inside = [frame for frame in np.flatnonzero(is_inside).tolist() if frame not in firsts]
    deep = {frame for frame in inside if _is_dip(np.log(heights), is_inside, frame, np.log(2.0))}
    gaps = {frame for frame in inside if _is_dip(over, is_inside, frame, 8.0)}
    dips = sorted(deep | {gap for gap in gaps if over[gap : gap + rise_frames(LENGTH) + 1].max() >= over[gap] + 8.0})
    bounds = sorted({*np.ravel(spans).tolist(), *dips})
    kept = [
        dip
        for dip in dips
        if dip - bounds[bounds.index(dip) - 1] >= LEAST_PART_SHARE * LENGTH
        and bounds[bounds.index(dip) + 1] - dip >= LEAST_PART_SHARE * LENGTH
    ]
    starts, stops = sorted({*firsts, *kept}), sorted({*(stop for _, stop in spans), *kept})
    return [[int(start), int(stop)] for start, stop in zip(starts, stops, strict=True)]


def _is_dip(curve: np.ndarray, is_inside: np.ndarray, frame: int, depth: float) -> bool:
    """Say whether a curve rises so far from a frame on both sides, before anything lower comes."""
    return all(_rises(curve, is_inside, frame, depth, step) for step in (-1, 1))


def _rises(curve: np.ndarray, is_inside: np.ndarray, frame: int, depth: float, step: int) -> bool:
    at = frame + step
    while is_inside[at] and curve[at] >= curve[frame]:
        if curve[at] >= curve[frame] + depth:
            return True
        at += step
    return False
