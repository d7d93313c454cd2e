"""Trees as JSON, to and fro."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from tree_examples import trees

from coincide_trees.errors import InputError
from coincide_trees.text.tree_json import from_json, to_json
from coincide_trees.tree import Tree


@settings(deadline=None, max_examples=100)
@given(trees())
def test_a_tree_comes_back_from_json(tree):
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


def test_scores_come_back_from_json():
    tree = Tree(("a", "b", "c"), ((1, 2), (0, 3)), scores=(0.1, -2.5))
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([], "expected a tree as a JSON object with `leaves`, `children`, `labels`, `scores`, got list"),
        ({"leaves": ["a"]}, "expected a tree with .* got leaves"),
        ({"leaves": ["a"], "children": [], "color": []}, "got children, color, leaves"),
        ({"leaves": "ab", "children": []}, "expected a list in `leaves` of a tree, got str"),
        ({"leaves": ["a", 1], "children": [[0, 1]]}, "expected values of another type in `leaves` of a tree, got `1`"),
        (
            {"leaves": ["a", "b"], "children": [[0, True]]},
            "expected values of another type in `children` of a tree, got `True`",
        ),
        ({"leaves": ["a", "b"], "children": [[0, 5]]}, "expected every inner node to join nodes made before it"),
    ],
)
def test_json_that_is_no_tree_is_refused(found, message):
    with pytest.raises(InputError, match=message):
        from_json(found)
