"""The nested tree of clusters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import tree as tree_module
from coincide.label.tree import grow_tree


def _rows(n: int, seed: int = 1, dim: int = 5) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _rng() -> np.random.Generator:
    return np.random.default_rng(1)


@examples(20)
@given(n=st.integers(1, 40), n_clusters=st.integers(1, 45), seed=st.integers(0, 999))
def test_every_cut_holds_every_row_once(n: int, n_clusters: int, seed: int) -> None:
    tree = grow_tree(_rows(n, seed), rng=_rng())
    members = np.concatenate([tree.members(node) for node in tree.cut(n_clusters)])
    assert sorted(members.tolist()) == list(range(n))


@examples(20)
@given(n=st.integers(2, 40), seed=st.integers(0, 999))
def test_the_parts_of_a_node_hold_its_members(n: int, seed: int) -> None:
    tree = grow_tree(_rows(n, seed), rng=_rng())
    for node in range(n, len(tree.heights)):
        parts = tree.parts(node)
        assert parts is not None
        together = np.concatenate([tree.members(part) for part in parts])
        assert sorted(together.tolist()) == sorted(tree.members(node).tolist())


@examples(20)
@given(n=st.integers(2, 40), seed=st.integers(0, 999))
def test_one_more_cluster_parts_one_cluster(n: int, seed: int) -> None:
    tree = grow_tree(_rows(n, seed), rng=_rng())
    for n_clusters in range(1, n):
        few, more = set(tree.cut(n_clusters)), set(tree.cut(n_clusters + 1))
        assert (len(few - more), len(more - few)) == (1, 2)


def test_blobs_are_the_clusters_of_the_cut(blobs) -> None:
    rows, names = blobs([30, 20, 10])
    tree = grow_tree(rows, rng=_rng())
    assert [len(set(names[tree.members(node)])) for node in tree.cut(3)] == [1, 1, 1]


def test_one_event_is_a_tree() -> None:
    tree = grow_tree(_rows(1), rng=_rng())
    assert (tree.root, tree.members(0).tolist(), tree.parts(0)) == (0, [0], None)


def test_equal_events_are_parted_too() -> None:
    tree = grow_tree(np.repeat(_rows(1), 6, axis=0), rng=_rng())
    assert len(tree.cut(6)) == 6


def test_many_events_share_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "MAX_LEAVES", 50)
    tree = grow_tree(_rows(300), rng=_rng())
    leaves = [tree.members(node) for node in range(len(tree.heights)) if tree.parts(node) is None]
    assert len(leaves) <= 50
    assert sorted(np.concatenate(leaves).tolist()) == list(range(300))


def test_a_leaf_holds_events_that_are_near_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "MAX_LEAVES", 50)
    rows = _rows(300)
    tree = grow_tree(rows, rng=_rng())
    leaves = [tree.members(node) for node in range(len(tree.heights)) if tree.parts(node) is None]
    means = np.array([rows[members].mean(axis=0) for members in leaves])
    own = np.concatenate(
        [np.linalg.norm(rows[members] - mean, axis=1) for members, mean in zip(leaves, means, strict=True)]
    )
    nearest = [min(np.linalg.norm(means - row, axis=1)) for members in leaves for row in rows[members]]
    # Ten rounds come close to where no event is nearer to another leaf.
    assert np.mean(own - nearest < 1e-5) > 0.95
    assert (own**2).sum() < 0.3 * ((rows - rows.mean(axis=0)) ** 2).sum()


def test_equal_events_in_large_numbers_are_one_leaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "MAX_LEAVES", 5)
    assert grow_tree(np.repeat(_rows(1), 9, axis=0), rng=_rng()).heights.tolist() == [0.0]
