"""Trees are checked when they are made, and know what lies under each node."""

from __future__ import annotations

import re

import pytest

from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

ABCD = ("a", "b", "c", "d")


def test_the_last_node_is_the_root() -> None:
    tree = Tree(ABCD, ((0, 1), (2, 3), (4, 5)))
    assert (tree.root, tree.n_nodes) == (6, 7)


def test_a_single_leaf_is_its_own_root() -> None:
    assert Tree(("a",)).root == 0


def test_members_are_the_leaves_under_a_node_in_the_order_of_the_tree() -> None:
    tree = Tree(ABCD, ((2, 3), (1, 4), (0, 5)))
    assert tree.members[4:] == ((2, 3), (1, 2, 3), (0, 1, 2, 3))


def test_spans_name_the_first_and_past_last_leaf_of_inner_nodes() -> None:
    assert Tree(ABCD, ((0, 1), (2, 3), (4, 5))).spans == ((0, 2), (2, 4), (0, 4))


def test_a_node_may_have_any_number_of_children() -> None:
    assert Tree(ABCD, ((1,), (0, 4, 2, 3))).spans == ((1, 2), (0, 4))


@pytest.mark.parametrize(
    ("leaves", "children", "message"),
    [
        ((), (), "expected a tree with at least one leaf, got none."),
        (ABCD, (), "expected one root above all leaves, got 4 separate parts."),
        (("a", "b"), ((0, 1), ()), "got node 3 with children []."),
        (("a", "b"), ((0, 0),), "got node 2 with children [0, 0]."),
        (("a", "b"), ((0, 2),), "got node 2 with children [0, 2]."),
        (("a", "b", "c"), ((0, 1), (0, 2)), "got node 4 with children [0, 2]."),
    ],
)
def test_what_is_no_tree_is_refused(
    leaves: tuple[str, ...], children: tuple[tuple[int, ...], ...], message: str
) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        Tree(leaves, children)


def test_labels_and_scores_must_fit_the_inner_nodes() -> None:
    with pytest.raises(InputError, match=r"expected 1 labels, one for each inner node, got 2\."):
        Tree(("a", "b"), ((0, 1),), labels=("S", "T"))
