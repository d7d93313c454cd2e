"""Trees as DOT."""

from __future__ import annotations

from hypothesis import given, settings
from tree_examples import trees

from coincide_trees.text.dot import to_dot
from coincide_trees.tree import Tree


@settings(deadline=None, max_examples=50)
@given(trees())
def test_every_node_but_the_root_has_one_arrow_to_it(tree):
    arrows = [
        line.split("-> n")[1].rstrip(";")
        for line in to_dot(tree).splitlines()
        if line.startswith("  n") and " -> n" in line and "label" not in line
    ]
    assert sorted(map(int, arrows)) == list(range(tree.root))


def test_quotes_in_names_are_escaped():
    assert r'label="say \"a\\b\""' in to_dot(Tree(('say "a\\b"', "c"), ((0, 1),)))


def test_a_node_without_a_label_shows_its_score():
    assert 'n2 [label="-0.25"];' in to_dot(Tree(("a", "b"), ((0, 1),), scores=(-0.25,)))


def test_a_node_without_label_and_score_is_a_point():
    assert "n2 [shape=point" in to_dot(Tree(("a", "b"), ((0, 1),)))
