"""Which events share a microphone and a place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.embed import pool_sources


def test_recordings_with_enough_events_are_sources_of_their_own() -> None:
    assert pool_sources(["a"] * 20 + ["b"] * 20, ["f"] * 40).tolist() == [0] * 20 + [1] * 20


def test_small_recordings_are_pooled_by_folder() -> None:
    recordings = [f"{k}" for k in range(50)]
    assert pool_sources(recordings, ["f"] * 25 + ["g"] * 25).tolist() == [0] * 25 + [1] * 25


def test_small_folders_are_pooled_altogether() -> None:
    folders = ["f"] * 5 + ["g"] * 5 + ["h"] * 20
    assert pool_sources([f"{k}" for k in range(30)], folders).tolist() == [0] * 10 + [1] * 20


def test_a_big_recording_leaves_its_folder() -> None:
    recordings = ["big"] * 20 + [f"{k}" for k in range(20)]
    assert pool_sources(recordings, ["f"] * 40).tolist() == [0] * 20 + [1] * 20


def test_a_recording_and_a_folder_of_the_same_name_are_different_sources() -> None:
    recordings = ["f"] * 20 + [f"{k}" for k in range(20)]
    assert len(set(pool_sources(recordings, ["f"] * 40).tolist())) == 2


def test_no_events_have_no_sources() -> None:
    assert pool_sources([], []).shape == (0,)


@examples(50)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=150))
def test_sources_are_numbered_from_zero_in_order_of_appearance(events: list[tuple[int, int]]) -> None:
    sources = pool_sources([recording for recording, _ in events], [folder for _, folder in events])
    firsts = [int(np.flatnonzero(sources == number)[0]) for number in range(sources.max() + 1)]
    assert firsts == sorted(firsts)
