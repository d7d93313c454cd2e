"""Struct-IoU beside all alignments that there are."""

from __future__ import annotations

from itertools import pairwise

import naive_trees
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_examples import trees

from coincide_trees import InputError, Tree, right_branching, struct_iou


def stretches(n, bounds):
    """The first `n` of the stretches between pairs of bounds."""
    return list(pairwise(sorted(bounds)))[: 2 * n : 2]


@st.composite
def timed_trees(draw, *, max_leaves=3):
    """A tree of few nodes, and where its leaves lie."""
    tree = draw(trees(max_leaves=max_leaves, has_labels=False).filter(lambda tree: tree.n_nodes <= 6))
    n = tree.n_leaves
    bounds = draw(st.lists(st.integers(0, 20), min_size=2 * n, max_size=2 * n, unique=True))
    return tree, stretches(n, bounds)


def score(one, other):
    return struct_iou(one[0], other[0], true_leaves=one[1], found_leaves=other[1])


@settings(deadline=None, max_examples=60)
@given(one=timed_trees(), other=timed_trees())
def test_it_is_that_of_the_best_of_all_alignments(one, other):
    assert score(one, other) == pytest.approx(naive_trees.struct_iou(*one, *other))


@settings(deadline=None, max_examples=60)
@given(one=timed_trees(max_leaves=8), other=timed_trees(max_leaves=8))
def test_it_is_symmetric_and_between_nothing_and_one(one, other):
    assert score(one, other) == pytest.approx(score(other, one))
    assert 0 <= score(one, other) <= 1 + 1e-9


@settings(deadline=None, max_examples=60)
@given(one=timed_trees(max_leaves=8))
def test_a_tree_agrees_with_itself(one):
    assert score(one, one) == pytest.approx(1.0)


def test_trees_that_lie_apart_share_nothing():
    tree = right_branching("abc")
    assert score((tree, [(0, 1), (1, 2), (2, 3)]), (tree, [(4, 5), (5, 6), (6, 7)])) == 0


def test_another_bracket_over_the_same_leaves_costs_what_it_lacks():
    leaves = [(0, 1), (1, 2), (2, 3)]
    left, right = Tree(tuple("abc"), ((0, 1), (3, 2))), Tree(tuple("abc"), ((1, 2), (0, 3)))
    # The whole and the leaves agree; with brackets aligned that share a third, two of the leaves could not be.
    assert score((left, leaves), (right, leaves)) == pytest.approx(4 / 5)


@pytest.mark.parametrize("leaves", [[(0, 1)], [(0, 1), (1, 1)], [(1, 2), (0, 1)], [(0, 2), (1, 3)]])
def test_stretches_that_are_not_ascending_and_disjoint_are_refused(leaves):
    tree = right_branching("ab")
    with pytest.raises(InputError, match=r"expected `found_leaves` to be 2 stretches \(start, stop\), ascending"):
        struct_iou(tree, tree, true_leaves=[(0, 1), (1, 2)], found_leaves=leaves)
