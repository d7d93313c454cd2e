"""How much of the difference between calls is that of their recordings."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.embed import recording_share


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
