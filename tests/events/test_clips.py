"""Are these recordings clips, one sound in each?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from coincide.events import SearchedFile, are_clips

ONE = [(0.1, 0.4)]
WORD = [(0.1, 0.3), (0.4, 0.6)]
"""Two pieces with a short pause between them."""
TWO = [(0.1, 0.3), (0.5, 0.7)]
TRILL = [(0.1 * n, 0.1 * n + 0.05) for n in range(8)]


def _files(*kinds: Sequence[tuple[float, float]], duration_s: float = 1.0) -> list[SearchedFile]:
    return [SearchedFile(duration_s + 0.01 * n, kinds[n % len(kinds)]) for n in range(20)]


@pytest.mark.parametrize("spans", [ONE, WORD])
def test_short_files_with_one_sound_each_are_clips(spans: list[tuple[float, float]]) -> None:
    assert are_clips(_files(spans))


@pytest.mark.parametrize("spans", [TWO, TRILL])
def test_short_files_with_several_calls_are_not(spans: list[tuple[float, float]]) -> None:
    assert not are_clips(_files(spans))


def test_long_recordings_with_one_call_each_are_not_clips() -> None:
    assert not are_clips(_files(ONE, duration_s=30.0))


def test_a_few_files_that_seem_to_hold_two_sounds_change_nothing() -> None:
    assert are_clips(_files(ONE, ONE, ONE, ONE, TWO))


def test_half_of_the_files_with_two_sounds_do() -> None:
    assert not are_clips(_files(ONE, TWO))


def test_files_of_different_lengths_that_are_filled_by_their_sound_are_clips() -> None:
    assert are_clips(_files([]))


def test_files_of_one_length_without_any_call_are_not() -> None:
    assert not are_clips([SearchedFile(3.0, [])] * 20)


def test_a_few_files_are_never_called_clips() -> None:
    assert not are_clips(_files(ONE)[:9])
