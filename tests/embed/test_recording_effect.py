"""How much of the difference between calls is that of their recordings."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.embed import recording_share, shared_calls


def _rows(n: int) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((n, 20)).astype(np.float32)


def test_recordings_without_a_say_explain_nothing() -> None:
    sources = np.random.default_rng(2).integers(10, size=500)
    assert recording_share(_rows(500), sources) == pytest.approx(0.0, abs=0.01)


def test_recordings_that_decide_everything_explain_all() -> None:
    sources = np.arange(60) % 6
    assert recording_share(_rows(6)[sources], sources) == pytest.approx(1.0)


def test_recordings_that_add_as_much_as_calls_differ_explain_half() -> None:
    sources = np.arange(4000) % 200
    rows = _rows(200)[sources] + np.random.default_rng(3).standard_normal((4000, 20))
    assert recording_share(rows.astype(np.float32), sources) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("sources", [np.zeros(9, dtype=np.int64), np.arange(9)])
def test_one_recording_or_one_call_in_each_explain_nothing(sources: np.ndarray) -> None:
    assert recording_share(_rows(9), sources) == 0.0


def test_equal_rows_are_explained_by_nothing() -> None:
    assert recording_share(np.ones((8, 3), dtype=np.float32), np.arange(8) % 2) == 0.0


def _heard(kinds: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Return calls of kinds, all calls of a source moved alike."""
    rng = np.random.default_rng(4)
    middles, places = rng.standard_normal((99, 30)), 0.6 * rng.standard_normal((99, 30))
    rows = middles[kinds] + places[sources] + 0.2 * rng.standard_normal((len(kinds), 30))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


_SOURCES = np.repeat(np.arange(10), 40)
_FOUR_EACH = np.tile(np.arange(4), 100)


def test_sources_that_hold_the_same_kinds_share_calls_wherever_each_is() -> None:
    assert shared_calls(_heard(_FOUR_EACH, _SOURCES), _SOURCES) > 0.8


@pytest.mark.parametrize("n_places", [2, 5, 10])
def test_sources_that_hold_other_kinds_share_none_even_if_some_hold_the_same(n_places: int) -> None:
    kinds = _FOUR_EACH + 4 * (_SOURCES % n_places)
    assert shared_calls(_heard(kinds, _SOURCES), _SOURCES) < 0.6


def test_one_odd_source_of_ten_changes_little() -> None:
    kinds = np.where(_SOURCES == 3, 50 + _FOUR_EACH, _FOUR_EACH)
    assert shared_calls(_heard(kinds, _SOURCES), _SOURCES) > 0.6


def test_small_sources_have_no_say() -> None:
    assert shared_calls(_heard(_FOUR_EACH[:60] + 4 * (np.arange(60) % 4), np.arange(60) % 4), np.arange(60) % 4) == 1.0


def test_of_many_sources_and_events_a_part_is_looked_at() -> None:
    sources = np.arange(6000) % 60
    assert shared_calls(_heard((np.arange(6000) // 60) % 4, sources), sources) > 0.8
