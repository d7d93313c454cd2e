"""Trees of scripts."""

from __future__ import annotations

import pytest
from spends import ADDING, LEAF, TREE, X_ONLY

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.script.taproot import (
    Tree,
    TreeLeaf,
    branch_hash,
    commits,
    control_block,
    output_key,
    root_and_paths,
)


def test_the_root_of_a_tree_is_the_hash_of_its_branches():
    third = TreeLeaf(b"\x51")
    expected = branch_hash(LEAF.hash, branch_hash(ADDING.hash, third.hash))
    assert root_and_paths(TREE)[0] == expected


def test_the_order_within_a_branch_does_not_matter():
    assert branch_hash(b"a" * 32, b"b" * 32) == branch_hash(b"b" * 32, b"a" * 32)


def test_the_output_commits_to_each_leaf_and_to_no_other():
    key, _ = output_key(X_ONLY[0], root_and_paths(TREE)[0])
    for leaf, _ in root_and_paths(TREE)[1]:
        control = control_block(X_ONLY[0], TREE, leaf)
        assert commits(key, control, leaf.hash)
        assert not commits(key, control, TreeLeaf(b"\x52").hash)
        assert not commits(key, bytes([control[0] ^ 1]) + control[1:], leaf.hash)


def test_a_leaf_that_is_not_in_the_tree_has_no_control_block():
    with pytest.raises(InputError, match="the leaf is not in the tree"):
        control_block(X_ONLY[0], TREE, TreeLeaf(b"\x52"))


def test_an_internal_key_must_be_a_point():
    with pytest.raises(InputError, match="must be the x coordinate of a point"):
        output_key(b"\xff" * 32)


def chain(depth: int) -> Tree:
    tree: Tree = TreeLeaf(b"\x51")
    for _ in range(depth):
        tree = (tree, TreeLeaf(b"\x52"))
    return tree


def test_a_tree_may_be_128_deep_and_no_deeper():
    assert len(root_and_paths(chain(128))[1][0][1]) == 32 * 128
    with pytest.raises(InputError, match="at most 128 deep"):
        root_and_paths(chain(129))


def test_a_tree_may_be_far_too_deep_without_harm():
    with pytest.raises(InputError, match="at most 128 deep"):
        root_and_paths(chain(50_000))
