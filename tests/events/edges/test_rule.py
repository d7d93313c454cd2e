"""Edges at a level: where the curve crosses it, between frames, and never in another event."""

from __future__ import annotations

import naive_edges
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from coincide.events import CANDIDATES, DrawnRules, EdgeRule, EventSettings, detect, edge_rules
from coincide.events.edges import draw_edges
from coincide.events.edges.rule import BROAD, FINE_FRAMES, NARROW
from coincide.events.segment import quiet_level
from coincide.events.smoothing import smooth_with_bell
from coincide.features import FeatureSettings

HOP_S = 0.005
HALF = EdgeRule(0.0, 0.5)
RULES = [rule for rule in (*CANDIDATES, NARROW.onset, BROAD.onset, BROAD.offset) if rule is not None]


def hills(*spans: tuple[int, int], n_frames: int = 200, height_db: float = 30.0) -> NDArray[np.float32]:
    """A curve at 0 dB with ramps of ten frames up to a flat top, which begins and ends at `spans`."""
    places = np.arange(n_frames, dtype=np.float64)
    curve = np.zeros(n_frames)
    for start, stop in spans:
        rise = np.clip((places - start + 10) / 10, 0.0, 1.0)
        fall = np.clip((stop + 10 - places) / 10, 0.0, 1.0)
        curve = np.maximum(curve, height_db * np.minimum(rise, fall))
    return curve.astype(np.float32)


def drawn(curve: NDArray[np.float32], spans: list[tuple[int, int]], rules: DrawnRules) -> NDArray[np.float64]:
    return draw_edges(curve, np.array(spans, dtype=np.int64).reshape(-1, 2), rules, length_frames=40.0, hop_s=HOP_S)


@pytest.mark.parametrize("found", [(85, 125), (92, 118), (95, 115), (99, 111)])
def test_edges_lie_at_half_of_the_height_wherever_they_were_found(found: tuple[int, int]) -> None:
    edges = drawn(hills((100, 110)), [found], DrawnRules(HALF, HALF))
    np.testing.assert_allclose(edges, [[95.0, 115.0]], atol=1e-3)


def test_an_edge_lies_between_frames() -> None:
    rule = EdgeRule(10.0, 0.0)
    edges = drawn(hills((100, 110)), [(95, 115)], DrawnRules(rule, rule))
    np.testing.assert_allclose(edges, [[90 + 10 / 3, 120 - 10 / 3]], atol=1e-3)


def test_a_shift_moves_an_edge_in_seconds() -> None:
    rule = EdgeRule(0.0, 0.5, shift_s=-0.01)
    edges = drawn(hills((100, 110)), [(95, 115)], DrawnRules(rule, None))
    np.testing.assert_allclose(edges, [[93.0, 114.5]], atol=1e-3)


def test_an_edge_without_a_rule_stays() -> None:
    assert drawn(hills((100, 110)), [(95, 115)], DrawnRules()).tolist() == [[94.5, 114.5]]


def test_no_events_have_no_edges() -> None:
    assert drawn(hills((100, 110)), [], DrawnRules(HALF, HALF)).shape == (0, 2)


def test_a_level_above_an_event_leaves_it_an_edge() -> None:
    rule = EdgeRule(100.0, 0.0)
    ((onset, offset),) = drawn(hills((100, 110)), [(90, 120)], DrawnRules(rule, rule)).tolist()
    assert 90.0 < onset < 100.0 < 110.0 < offset < 120.0


def test_an_edge_that_would_leave_nothing_stays_as_found() -> None:
    late = EdgeRule(0.0, 0.5, shift_s=1.0)
    assert drawn(hills((100, 110)), [(95, 115)], DrawnRules(late, None)).tolist() == [[94.5, 114.5]]


@st.composite
def curves_with_events(draw: st.DrawFn) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    bounds = np.sort(rng.choice(np.arange(1, 119), size=2 * draw(st.integers(1, 6)), replace=False))
    curve = rng.normal(0.0, 2.0, 120)
    spans = [(int(a), int(b)) for a, b in bounds.reshape(-1, 2)]
    for start, stop in spans:
        curve[start:stop] += rng.uniform(5.0, 40.0)
    return curve.astype(np.float32), spans


@given(case=curves_with_events(), rule=st.sampled_from([*CANDIDATES, EdgeRule(0.0, 0.3, reach=0.0)]))
def test_onsets_are_those_of_the_slow_twin(
    case: tuple[NDArray[np.float32], list[tuple[int, int]]], rule: EdgeRule
) -> None:
    curve, spans = case
    fine, quiet_db = smooth_with_bell(curve, FINE_FRAMES).tolist(), quiet_level(curve)
    edges = drawn(curve, spans, DrawnRules(rule, None))
    befores = [0, *(stop for _, stop in spans)]
    for (start, stop), before, (onset, offset) in zip(spans, befores, edges.tolist(), strict=False):
        expected = naive_edges.crossing(fine, start, stop, before=before, rule=rule, quiet_db=quiet_db, length=40.0)
        if before > 0:
            expected = max(expected, (start + before) / 2 - 0.5)
        is_kept = offset - expected >= 1.0
        assert onset == pytest.approx(expected if is_kept else start - 0.5, abs=2e-3)


@given(case=curves_with_events(), rule=st.sampled_from(RULES))
def test_offsets_are_the_onsets_of_the_reversed_curve(
    case: tuple[NDArray[np.float32], list[tuple[int, int]]], rule: EdgeRule
) -> None:
    curve, spans = case
    n = len(curve)
    edges = drawn(curve, spans, DrawnRules(rule, rule))
    backward = [(n - stop, n - start) for start, stop in reversed(spans)]
    mirrored = n - 1 - drawn(curve[::-1].copy(), backward, DrawnRules(rule, rule))[::-1, ::-1]
    np.testing.assert_allclose(edges, mirrored, atol=2e-2)


@given(case=curves_with_events(), rule=st.sampled_from(RULES), shift_s=st.floats(-0.1, 0.1))
def test_events_never_overlap_and_never_vanish(
    case: tuple[NDArray[np.float32], list[tuple[int, int]]], rule: EdgeRule, shift_s: float
) -> None:
    moved = EdgeRule(rule.above_db, rule.share, shift_s)
    edges = drawn(*case, DrawnRules(moved, moved))
    assert (edges[:, 1] > edges[:, 0]).all()
    assert (edges[1:, 0] >= edges[:-1, 1] - 1e-9).all()


@pytest.mark.parametrize(("is_narrow", "usual"), [(True, NARROW), (False, BROAD)])
def test_edges_that_nobody_drew_lie_at_a_level(is_narrow: bool, usual: DrawnRules) -> None:
    late, settings = EdgeRule(0.0, 0.3, shift_s=0.01), EventSettings()
    assert edge_rules(None, settings, is_narrow=is_narrow, is_fixed=False) == usual
    drawn = edge_rules(DrawnRules(late, None), settings, is_narrow=is_narrow, is_fixed=False)
    assert drawn == DrawnRules(late, usual.offset)


@pytest.mark.parametrize(("edges", "is_fixed"), [("found", False), ("drawn", True)])
def test_edges_stay_as_found_on_request_and_with_a_fixed_hearing(edges: str, is_fixed: bool) -> None:
    settings = EventSettings.model_validate({"edges": edges})
    assert edge_rules(None, settings, is_narrow=False, is_fixed=is_fixed) == DrawnRules()


@given(case=curves_with_events())
def test_edges_of_broad_calls_move_outward_by_a_tenth_of_a_call_at_most(
    case: tuple[NDArray[np.float32], list[tuple[int, int]]],
) -> None:
    curve, spans = case
    found = np.array(spans, dtype=np.float64) - 0.5
    moved = drawn(curve, spans, BROAD) - found
    assert (moved[:, 0] <= 1e-9).all()
    assert (moved[:, 1] >= -1e-9).all()
    assert np.abs(moved).max(initial=0.0) <= 4.5


def test_an_event_below_the_quiet_level_has_edges() -> None:
    curve = hills((20, 30), n_frames=100)
    curve[98:100] = curve.min() - np.array([8.0, 6.0], np.float32)
    inward = EdgeRule(0.0, 0.5, reach=0.0)
    ((onset, offset),) = drawn(curve, [(98, len(curve))], DrawnRules(inward, None)).tolist()
    assert 97.5 <= onset < offset


def test_the_detector_draws_edges_by_rules() -> None:
    rate_hz = 32_000
    rng = np.random.default_rng(0)
    sound = 0.001 * rng.standard_normal(10 * rate_hz)
    times = np.arange(round(0.1 * rate_hz)) / rate_hz
    starts_s = np.arange(0.5, 9.5, 0.5)
    for start_s in starts_s:
        first = round(start_s * rate_hz)
        fade = np.minimum(1.0, 10.0 ** (-1.5 * np.maximum(0.0, times - 0.04) / 0.06))
        sound[first : first + len(times)] += 0.2 * fade * np.sin(2 * np.pi * 5000 * times)

    def ends(drawn: DrawnRules | None, settings: EventSettings) -> NDArray[np.float64]:
        events = detect(
            [sound.astype(np.float32)],
            sample_rate_hz=rate_hz,
            features=FeatureSettings(hearing="fixed"),
            settings=settings,
            drawn=drawn,
        )
        return np.array([event.offset_s for event in events]) - starts_s

    early, late = (DrawnRules(None, EdgeRule(0.0, share)) for share in (0.7, 0.3))
    level, found = EventSettings(edges="level"), EventSettings()
    assert np.median(ends(early, level)) < np.median(ends(late, level)) - 0.01
    np.testing.assert_array_equal(ends(early, level), ends(early, found))
    np.testing.assert_array_equal(ends(None, level), ends(late, level))
    assert np.median(ends(None, level)) < np.median(ends(None, found)) - 0.01
