"""Edits between trees."""

from __future__ import annotations

import pytest
from coincide_trees import Tree
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.parse.tree_distance import (
    Forest,
    as_forest,
    at_least,
    edits,
    leaves_of,
    shape_of,
    size_of,
    tree_distance,
)

shapes = st.recursive(st.integers(0, 3), lambda inner: st.lists(inner, min_size=2, max_size=3).map(tuple), max_leaves=6)
forests = st.lists(shapes, min_size=1, max_size=3).map(tuple)


@examples(100)
@given(forests)
def test_a_forest_is_at_no_distance_from_itself(one: Forest) -> None:
    assert tree_distance(one, one) == 0


@examples(100)
@given(forests, forests)
def test_distance_is_symmetric_and_at_most_one(one: Forest, other: Forest) -> None:
    assert tree_distance(one, other) == pytest.approx(tree_distance(other, one))
    assert 0 <= tree_distance(one, other) <= 1


@examples(50)
@given(forests, forests, forests)
def test_edits_obey_the_triangle(one: Forest, other: Forest, third: Forest) -> None:
    assert edits(one, third) <= edits(one, other) + edits(other, third) + 1e-9


@examples(100)
@given(forests, forests)
def test_lower_bound_is_never_above_the_distance(one: Forest, other: Forest) -> None:
    assert at_least(one, other) <= tree_distance(one, other) + 1e-9


@pytest.mark.parametrize(
    ("other", "cost"),
    [
        (((1, 2), 4), 1.0),  # replaced
        (((1, 2),), 1.0),  # left out
        ((1, 2, 3), 0.5),  # the bracket dissolved
        ((1, (2, 3)), 1.0),  # one bracket dissolved, one put around others
        (((1, 2), 3, 5, 5), 2.0),  # put in
        ((((1, 2), 3),), 0.5),  # a bracket around all
    ],
)
def test_each_edit_costs_what_it_should(other: Forest, cost: float) -> None:
    assert edits(((1, 2), 3), other) == cost


def test_unsure_events_equal_nothing() -> None:
    assert edits((-1,), (-1,)) == 1.0


def test_nothing_is_at_full_distance_from_something() -> None:
    assert tree_distance((), ((1, 2),)) == 1.0


def test_bracket_around_one_thing_is_that_thing() -> None:
    tree = Tree(("a", "b", "c"), ((0, 1), (3,), (4, 2)))
    assert shape_of(tree, [7, 8, 9], tree.root) == ((7, 8), 9)


def test_leaves_and_size_of_a_forest() -> None:
    forest = as_forest(((1, 2), 3))
    assert (leaves_of(forest), size_of(forest)) == ([1, 2, 3], 3.5)
    assert as_forest(5) == (5,)
