"""Stored trees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalog_examples import event, recording
from coincide_trees import Tree

from coincide.catalog import CatalogStore, ModelRecord, StoredTree
from coincide.errors import CatalogError

TREE = StoredTree(1, 0, Tree(("a", "b", "c"), ((0, 1), (3, 2)), ("A", "S1"), (0.5, -1.0)), ("motif", "song"), (1, 2, 3))


@pytest.fixture
def learned(store: CatalogStore) -> CatalogStore:
    """A store with one recording of three events, and a model of them."""
    run_id = store.runs.begin("test", seed=0, settings={}, versions={})
    store.recordings.put(recording())
    store.detections.put(1, "d", [event(0.5), event(1.5), event(2.5)], info={})
    store.models.put(ModelRecord("m1", "d"), embeddings_rows=[1, 2, 3], categories={}, memberships={}, run_id=run_id)
    return store


def test_tree_comes_back_as_it_was(learned: CatalogStore) -> None:
    learned.trees.put("m1", [TREE], run_id=1)
    assert learned.trees.all("m1") == [replace(TREE, run_id=1)]


def test_trees_are_replaced_together(learned: CatalogStore) -> None:
    learned.trees.put("m1", [TREE, replace(TREE, channel=1)])
    learned.trees.put("m1", [replace(TREE, channel=1)])
    assert [each.channel for each in learned.trees.all("m1")] == [1]


def test_trees_of_one_recording_are_given_alone(learned: CatalogStore) -> None:
    second = learned.recordings.put(recording("bb", "/sea/b.wav"))
    learned.trees.put("m1", [TREE, replace(TREE, recording_id=second)])
    assert [each.recording_id for each in learned.trees.all("m1", recording_id=second)] == [second]


def test_model_that_was_not_parsed_has_no_trees(learned: CatalogStore) -> None:
    assert learned.trees.all("m1") == []


def test_trees_go_with_their_model(learned: CatalogStore) -> None:
    learned.trees.put("m1", [TREE])
    learned.models.put(ModelRecord("m2", "d"), embeddings_rows=[1, 2, 3], categories={}, memberships={})
    assert learned.models.prune(1) == ["m1"]
    assert learned.trees.all("m1") == []


def test_tree_without_all_its_events_is_refused_and_the_old_ones_stay(learned: CatalogStore) -> None:
    learned.trees.put("m1", [TREE])
    with pytest.raises(CatalogError, match=r"3 leaves and 2 inner nodes .* got 2 and 2"):
        learned.trees.put("m1", [replace(TREE, event_ids=(1, 2))])
    assert len(learned.trees.all("m1")) == 1
