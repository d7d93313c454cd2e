"""Whether a person is told that calls are the pulses of trills."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.records import Event
from coincide.workflow.listen.trills import trills_hint
from coincide.workflow.listen.units import trains_hint

PULSE_S = 0.03


def _events(onsets_s: NDArray[np.float64], length_s: NDArray[np.float64] | float = PULSE_S) -> list[Event]:
    lengths_s = np.broadcast_to(length_s, onsets_s.shape)
    places = zip(onsets_s.tolist(), (onsets_s + lengths_s).tolist(), strict=True)
    return [Event(n, 1, 0, onset_s, offset_s, 100.0, 200.0, 10.0) for n, (onset_s, offset_s) in enumerate(places)]


def _trills(n: int, *, per_s: float = 15.0, unevenness: float = 0.04, n_pulses: int = 12) -> NDArray[np.float64]:
    """Onsets of trills that begin every five seconds."""
    rng = np.random.default_rng(0)
    steps = (1.0 + unevenness * rng.standard_normal((n, n_pulses))) / per_s
    return (5.0 * np.arange(n)[:, None] + np.cumsum(steps, axis=1)).ravel()


def _others(n: int) -> NDArray[np.float64]:
    """Onsets of calls at all distances, behind the trills."""
    return 1000.0 + np.cumsum(np.exp(np.random.default_rng(1).normal(-1.0, 1.2, n)))


def test_a_person_is_told_of_trills_among_other_calls() -> None:
    events = _events(np.concatenate([_trills(8), _others(150)]))
    assert trains_hint(events) == ""
    assert trills_hint(events).startswith("96 of 246 calls are the pulses of 8 trills, about 15 pulses a second.")


def test_the_gap_in_the_hint_joins_the_pulses_of_a_trill() -> None:
    hint = trills_hint(_events(_trills(8)))
    join_s = float(hint.split("--events-join-s ")[1].split("`")[0])
    assert 1 / 15 - PULSE_S < join_s < 0.08


def test_calls_that_follow_each_other_unevenly_are_no_trills() -> None:
    assert trills_hint(_events(_trills(8, unevenness=0.3))) == ""


def test_calls_of_all_lengths_are_no_trills() -> None:
    lengths_s = np.random.default_rng(2).uniform(0.005, 0.05, 8 * 12)
    assert trills_hint(_events(_trills(8), lengths_s)) == ""


def test_pulses_that_are_heard_one_by_one_are_no_trills() -> None:
    assert trills_hint(_events(_trills(8, per_s=6.0))) == ""


def test_a_few_trills_among_many_calls_need_no_hint() -> None:
    assert trills_hint(_events(np.concatenate([_trills(8), _others(400)]))) == ""


def test_two_trills_or_no_calls_need_no_hint() -> None:
    assert trills_hint(_events(_trills(2))) == ""
    assert trills_hint([]) == ""
