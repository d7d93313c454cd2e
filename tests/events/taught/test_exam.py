"""The exam of a taught detector."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from frame_examples import HEARING, levels_with_calls
from hypothesis import given
from hypothesis import strategies as st

from coincide.events.settings import EventSettings
from coincide.events.taught.exam import MIN_IOU, Marks, is_met, mix
from coincide.events.taught.lessons import DetectorLesson, draw_lesson
from coincide.events.taught.selftaught import judge

GOOD = Marks(plain_f1=0.8, taught_f1=0.9, recovered=1.0, growth=1.1, n_mixed=400, n_strong=100)


def _lessons(*seeds: int, peak_db: float = 25.0) -> list[DetectorLesson]:
    return [
        draw_lesson(levels_with_calls(seed, peak_db=peak_db)[0], hearing=HEARING, settings=EventSettings())
        for seed in seeds
    ]


@st.composite
def spans(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    edges = sorted(draw(st.sets(st.integers(0, 60), max_size=16)))
    edges = edges[: len(edges) // 2 * 2]
    return np.array(edges[::2], dtype=np.int64), np.array(edges[1::2], dtype=np.int64)


@given(true=spans(), found=spans())
def test_a_span_is_met_by_one_that_overlaps_it_by_more_than_a_half(true: tuple, found: tuple) -> None:
    naive = [
        any(min(b, d) - max(a, c) > MIN_IOU * (max(b, d) - min(a, c)) for c, d in zip(*map(list, found), strict=True))
        for a, b in zip(*map(list, true), strict=True)
    ]
    assert is_met(*true, *found).tolist() == naive


@given(true=spans(), found=spans())
def test_as_many_true_spans_are_met_as_found_ones(true: tuple, found: tuple) -> None:
    assert is_met(*true, *found).sum() == is_met(*found, *true).sum()


def test_calls_lie_where_the_mixture_says() -> None:
    mixture = mix(_lessons(0, 1), rng=np.random.default_rng(0))
    assert mixture is not None
    inside = np.zeros(len(mixture.levels), dtype=bool)
    for start, stop in zip(mixture.starts, mixture.stops, strict=True):
        inside[start:stop] = True
    assert mixture.levels[inside].mean() > mixture.levels[~inside].mean() + 3.0


def test_calls_of_a_mixture_do_not_overlap() -> None:
    mixture = mix(_lessons(0, 1), rng=np.random.default_rng(0))
    assert mixture is not None
    assert (mixture.starts[1:] >= mixture.stops[:-1]).all()


@pytest.mark.parametrize("seeds", [(), (0, 1)])
def test_sound_without_clear_calls_makes_no_mixture(seeds: tuple[int, ...]) -> None:
    assert mix(_lessons(*seeds, peak_db=-20.0), rng=np.random.default_rng(0)) is None


def test_a_detector_that_wins_is_kept() -> None:
    assert judge(GOOD)[0]


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        ({"taught_f1": 0.86}, "with a third fewer errors, would have counted"),
        ({"taught_f1": 0.7}, "with a third fewer errors, would have counted"),
        ({"plain_f1": 0.99, "taught_f1": 0.999}, "only a gain of 0.01 or more"),
        ({"plain_f1": 1.0, "taught_f1": 1.0}, "only a gain of 0.01 or more"),
        ({"recovered": 0.9}, "misses 10% of the 100 strongest events"),
        ({"growth": 2.0}, "finds 2.0 times as many events"),
    ],
)
def test_a_detector_that_does_not_win_is_dropped(marks: dict[str, float], why: str) -> None:
    is_kept, words = judge(replace(GOOD, **marks))
    assert not is_kept
    assert why in words


def test_a_detector_that_could_not_be_asked_is_dropped() -> None:
    assert not judge(None)[0]


@pytest.mark.parametrize("marks", [None, replace(GOOD, recovered=0.0)])
def test_a_detector_that_was_asked_for_is_kept(marks: Marks | None) -> None:
    is_kept, words = judge(marks, is_wanted=True)
    assert is_kept
    assert "as you asked" in words
