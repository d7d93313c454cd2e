"""One call or two: where it is doubtful, and what answers say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.events import Doubt, EventSettings, boundary_doubts, fit_valley_db
from coincide.events.doubts import deepest_dip

HOP_S, DEFAULT = 0.01, 8.0
ANSWERS = st.lists(st.tuples(st.floats(1.0, 60.0), st.booleans()), max_size=30)


def _fit(answers: list[tuple[float, bool]]) -> float:
    return fit_valley_db([dip_db for dip_db, _ in answers], [is_two for _, is_two in answers], default=DEFAULT)


def _curve(*dips_db: float) -> np.ndarray:
    """Quiet, then for each dip two peaks of 30 dB with that dip between them, a second apart."""
    curve = np.random.default_rng(0).normal(0.0, 1.0, 100 + 200 * len(dips_db)).astype(np.float32)
    for number, dip_db in enumerate(dips_db):
        start = 100 + 200 * number
        curve[start : start + 60] = 30.0
        curve[start + 20 : start + 40] = 30.0 - dip_db
    return curve


def _doubts(curve: np.ndarray, spans: list[tuple[int, int]]) -> list[Doubt]:
    spans_s = [((start - 0.5) * HOP_S, (stop - 0.5) * HOP_S) for start, stop in spans]
    return boundary_doubts(curve, spans_s, hop_s=HOP_S, length_s=0.1, settings=EventSettings())


@given(curve=st.lists(st.floats(-50.0, 50.0, width=32), min_size=1, max_size=30))
def test_the_deepest_dip_is_that_of_all_triples(curve: list[float]) -> None:
    points = np.array(curve, dtype=np.float32)
    naive = max(min(points[: at + 1].max(), points[at:].max()) - points[at] for at in range(len(points)))
    assert deepest_dip(points)[1] == pytest.approx(float(naive))


def test_a_dip_within_an_event_is_doubtful() -> None:
    (found,) = _doubts(_curve(6.0), [(100, 160)])
    assert not found.is_split
    assert found.dip_db == pytest.approx(6.0, abs=0.5)
    assert 1.2 <= found.at_s <= 1.4


def test_a_dip_between_events_is_doubtful() -> None:
    (found,) = _doubts(_curve(9.0), [(100, 125), (135, 160)])
    assert found.is_split
    assert (found.onset_s, found.offset_s) == pytest.approx((0.995, 1.595))
    assert found.dip_db == pytest.approx(9.0, abs=0.5)


def test_events_with_quiet_between_them_are_beyond_doubt() -> None:
    assert _doubts(_curve(0.0, 0.0), [(100, 160), (300, 360)]) == []


def test_dips_far_from_the_limit_are_beyond_doubt() -> None:
    assert _doubts(_curve(1.0), [(100, 160)]) == []


def test_dips_near_the_limit_come_first() -> None:
    found = _doubts(_curve(4.0, 7.5, 14.0), [(100, 160), (300, 360), (500, 560)])
    assert [round(doubt.dip_db) for doubt in found] in ([8, 14, 4], [8, 4, 14], [7, 14, 4], [7, 4, 14])


def test_no_events_leave_no_doubt() -> None:
    assert _doubts(_curve(6.0), []) == []


def test_without_answers_the_default_stays() -> None:
    assert _fit([]) == DEFAULT


@given(answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers: list[tuple[float, bool]], order: object) -> None:
    shuffled = answers.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _fit(shuffled) == _fit(answers)


@given(answers=ANSWERS, dip_db=st.floats(1.0, 60.0))
def test_hearing_two_calls_never_gives_a_higher_limit(answers: list[tuple[float, bool]], dip_db: float) -> None:
    assert _fit([*answers, (dip_db, True)]) <= _fit([*answers, (dip_db, False)]) + 1e-9


@given(answers=ANSWERS)
def test_the_limit_is_a_setting_that_is_allowed(answers: list[tuple[float, bool]]) -> None:
    EventSettings(valley_db=_fit(answers))


@given(dip_db=st.floats(2.0, 30.0))
def test_answers_that_contradict_each_other_barely_move_the_limit(dip_db: float) -> None:
    assert _fit([(dip_db, True), (dip_db, False)]) == pytest.approx(DEFAULT, rel=0.15)


@pytest.mark.parametrize("limit_db", [5.0, 12.0, 16.0])
def test_answers_that_agree_find_the_limit(limit_db: float) -> None:
    dips_db = np.geomspace(3.0, 30.0, 40)
    assert _fit([(dip_db, bool(dip_db > limit_db)) for dip_db in dips_db]) == pytest.approx(limit_db, rel=0.1)


def test_one_answer_moves_the_limit_a_little() -> None:
    assert 0.8 * DEFAULT < _fit([(6.0, True)]) < DEFAULT
