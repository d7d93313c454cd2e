"""The highest frames around each, in the graph, are those that looking at every frame finds."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from coincide.recognize.live.windows import highest_of_last, highest_since_lower, highest_within, last_before

CURVES = st.lists(st.integers(-3, 3).map(float) | st.just(-np.inf), min_size=1, max_size=70)


@given(CURVES)
def test_the_highest_of_the_last_frames_doubles_their_number(curve: list[float]) -> None:
    rows = highest_of_last(torch.tensor(curve)).tolist()
    for level, row in enumerate(rows):
        assert row == [max(curve[max(0, at - 2**level + 1) : at + 1]) for at in range(len(curve))]
    assert rows[-1] == np.maximum.accumulate(curve).tolist()


@given(CURVES, st.integers(0, 80), st.integers(0, 80))
def test_the_highest_within_a_window_is_found(curve: list[float], before: int, after: int) -> None:
    found = highest_within(torch.tensor(curve), before=torch.tensor(float(before)), after=torch.tensor(float(after)))
    assert found.tolist() == [max(curve[max(0, at - before) : at + after + 1]) for at in range(len(curve))]


@pytest.mark.parametrize("n", [1, 2, 255, 256, 257, 8_000])
def test_windows_of_any_length_are_covered(n: int) -> None:
    curve = np.random.default_rng(n).permutation(8_000).astype(np.float32)
    found = highest_within(torch.from_numpy(curve), before=torch.tensor(n - 1.0), after=torch.tensor(0.0))
    assert found[-1] == curve[-n:].max()


@given(CURVES)
def test_looking_back_ends_at_a_lower_frame(curve: list[float]) -> None:
    expected: list[float] = []
    for at, level in enumerate(curve):
        lower = [place for place in range(at) if curve[place] < level]
        expected.append(max(curve[lower[-1] + 1 if lower else 0 : at], default=-np.inf))
    assert highest_since_lower(torch.tensor(curve)).tolist() == expected


@given(st.lists(st.booleans(), min_size=1, max_size=70))
def test_the_last_mark_before_a_frame_is_found(marks: list[bool]) -> None:
    expected = [max((float(place) for place in range(at) if marks[place]), default=-np.inf) for at in range(len(marks))]
    assert last_before(torch.tensor(marks)).tolist() == expected
