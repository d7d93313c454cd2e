"""Trees that know nothing of their leaves."""

from __future__ import annotations

import collections

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_trees.errors import InputError
from coincide_trees.plain import balanced, left_branching, random_tree, right_branching
from coincide_trees.text.brackets import to_brackets


def drawn_tree(leaves):
    return random_tree(leaves, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (right_branching, "(a (b (c (d e))))"),
        (left_branching, "((((a b) c) d) e)"),
        (balanced, "(((a b) c) (d e))"),
    ],
)
def test_plain_trees_have_their_shape(make, text):
    assert to_brackets(make("abcde")) == text


@pytest.mark.parametrize("make", [right_branching, left_branching, balanced, drawn_tree])
@given(n_leaves=st.integers(1, 40))
def test_plain_trees_are_binary_over_the_leaves_in_order(make, n_leaves):
    tree = make([str(leaf) for leaf in range(n_leaves)])
    assert tree.n_nodes == 2 * n_leaves - 1
    assert tree.members[tree.root] == tuple(range(n_leaves))


@pytest.mark.parametrize("make", [right_branching, left_branching, balanced, drawn_tree])
def test_no_leaves_have_no_tree(make):
    with pytest.raises(InputError, match="at least one leaf"):
        make([])


def test_all_places_of_the_first_split_are_as_likely():
    first = collections.Counter()
    rng = np.random.default_rng(1)
    for _ in range(2_000):
        tree = random_tree("abcde", rng=rng)
        first[len(tree.members[tree.children[-1][0]])] += 1
    assert all(abs(first[size] - 500) < 80 for size in (1, 2, 3, 4))
