"""Which sequences have sounds in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.parse.vocabulary import vocabulary_groups


@examples(100)
@given(st.lists(st.lists(st.integers(-1, 6), max_size=8), max_size=8))
def test_each_sequence_is_in_one_group(sequences: list[list[int]]) -> None:
    groups = vocabulary_groups(sequences)
    assert sorted(number for group in groups for number in group) == list(range(len(sequences)))


@examples(100)
@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=8), max_size=8), st.permutations(range(7)))
def test_which_category_is_which_does_not_matter(sequences: list[list[int]], other: list[int]) -> None:
    firsts = [[*dict.fromkeys(sequence)] for sequence in sequences]  # no two equally frequent, or the first is taken
    rows = [[sound for n, sound in enumerate(first, 1) for _ in range(9 - n)] for first in firsts]
    assert vocabulary_groups([[other[sound] for sound in row] for row in rows]) == vocabulary_groups(rows)


def test_a_wrong_category_links_nobody() -> None:
    assert vocabulary_groups([[0, 1, 2, 0, 1, 2, 7], [7, 8, 9, 7, 8, 9]]) == [[0], [1]]


def test_sequences_are_linked_by_way_of_others() -> None:
    assert vocabulary_groups([[0, 0, 1], [2, 2, 3], [0, 2, 4], [7, 7]]) == [[0, 1, 2], [3]]


def test_few_events_whose_sounds_are_heard_elsewhere_stay_with_them() -> None:
    assert vocabulary_groups([[0, 0, 0, 0, 1, 1, 2], [2, 2, 1], [5, 6]]) == [[0, 1], [2]]


def test_sequences_without_events_make_no_trouble() -> None:
    assert vocabulary_groups([[], [0, 1], []]) == [[0, 2], [1]]
