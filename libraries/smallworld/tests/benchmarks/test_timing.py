"""Calls that are compared take turns, in the order in which they are given."""

from __future__ import annotations

from functools import partial

from benchmarks.timing import interleaved


def test_calls_take_turns() -> None:
    made = list[str]()
    interleaved({name: partial(made.append, name) for name in "ab"}, rounds=2, is_warm=True)
    assert "".join(made) == "abab"


def test_a_round_that_does_not_count_comes_first() -> None:
    made = list[str]()
    seconds = interleaved({name: partial(made.append, name) for name in "ab"}, rounds=2)
    assert ("".join(made), seconds["a"].n) == ("ababab", 2)
