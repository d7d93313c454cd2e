"""Binary trees over songs, cut into motifs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from coincide_trees import Tree, balanced, from_brackets, random_tree, right_branching
from hypothesis import given
from hypothesis import strategies as st

from coincide.parse.constituents import recurring_share, songs_in, structures_of
from coincide.parse.structure import EventSequence, find_structure


def _sequence(categories: list[int]) -> EventSequence:
    onsets = np.arange(len(categories), dtype=np.float64)
    return EventSequence(categories, onsets, onsets + 0.5)


def _songs(*lengths: int) -> list[tuple[int, tuple[int, int]]]:
    """Songs of one sequence, one after the other."""
    ends = np.cumsum([0, *lengths]).tolist()
    return [(0, (first, stop)) for first, stop in pairwise(ends)]


def _spans(categories: list[int], lengths: list[int], trees: list[Tree]) -> list[tuple[int, int]]:
    structure = structures_of([_sequence(categories)], _songs(*lengths), trees)[0]
    return [motif.span for motif in structure.motifs]


def test_a_row_that_recurs_under_two_nodes_is_a_motif() -> None:
    trees = [from_brackets("((0 1) (2 3))", has_labels=False), from_brackets("((0 1) 4)", has_labels=False)]
    assert _spans([0, 1, 2, 3, 0, 1, 4], [4, 3], trees) == [(0, 2), (2, 3), (3, 4), (4, 6), (6, 7)]


def test_rows_that_always_come_together_are_one_motif() -> None:
    tree = from_brackets("((0 1) (2 3))", has_labels=False)
    assert _spans([0, 1, 2, 3] * 2, [4, 4], [tree, tree]) == [(0, 4), (4, 8)]


def test_a_part_that_occurs_more_often_than_the_whole_is_the_motif() -> None:
    trees = [from_brackets("((0 1) 2)", has_labels=False)] * 2 + [from_brackets("(0 1)", has_labels=False)]
    assert _spans([0, 1, 2] * 2 + [0, 1], [3, 3, 2], trees)[0] == (0, 2)


def test_names_of_nodes_say_which_are_motifs() -> None:
    tree = Tree(("0", "1", "2"), ((0, 1), (3, 2)), ("motif", ""))
    assert _spans([0, 1, 2], [3], [tree]) == [(0, 2), (2, 3)]


def test_the_most_frequent_motif_is_the_first() -> None:
    tree = from_brackets("(0 1)", has_labels=False)
    found = structures_of([_sequence([5, 6, 0, 1, 0, 1, 0, 1, 5, 6])], _songs(2, 2, 2, 2, 2), [tree] * 5)[0]
    assert [motif.kind for motif in found.motifs] == [1, 0, 0, 0, 1]


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=7), min_size=1, max_size=5), st.integers(0, 99))
def test_motifs_lie_side_by_side_and_fill_every_song(songs: list[list[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    trees = [random_tree([str(each) for each in song], rng=rng) for song in songs]
    spans = _spans([each for song in songs for each in song], [len(song) for song in songs], trees)
    ends = set(np.cumsum([len(song) for song in songs]).tolist())
    assert [first for first, _ in spans] == [0, *(stop for _, stop in spans[:-1])]
    assert ends <= {stop for _, stop in spans}


def test_songs_are_listed_over_all_sequences() -> None:
    structures = find_structure([_sequence([0, 1]), _sequence([2])])
    assert songs_in(structures) == [(0, (0, 2)), (1, (0, 1))]


@pytest.mark.parametrize(
    ("makers", "share"), [((right_branching, right_branching), 1.0), ((right_branching, balanced), 0.5)]
)
def test_nodes_recur_where_trees_are_alike(makers, share: float) -> None:
    rows = [(0, 1, 2, 3), (0, 1, 2, 3)]
    trees = [make(list("abcd")) for make in makers]
    assert recurring_share(trees, rows) == pytest.approx(4 / 6 if share < 1 else 1.0)


def test_nothing_recurs_where_there_is_no_node() -> None:
    assert recurring_share([Tree(("a",))], [(0,)]) == 0.0
