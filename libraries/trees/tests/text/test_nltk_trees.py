"""Trees of the Natural Language Toolkit, to and fro."""

from __future__ import annotations

import sys

import nltk.tree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_examples import trees

from coincide_trees.errors import InputError, MissingPackageError
from coincide_trees.text.brackets import from_brackets
from coincide_trees.text.nltk_trees import from_nltk, to_nltk
from coincide_trees.tree import Tree

TEXT = "(S (NP (DT the) (NN wren)) (VP (VBZ sings)))"


@settings(deadline=None, max_examples=100)
@given(trees(names=st.text(min_size=1, max_size=3)))
def test_a_tree_comes_back_from_nltk(tree):
    assert from_nltk(to_nltk(tree)) == tree


def test_nltk_reads_the_same_tree_from_brackets():
    assert to_nltk(from_brackets(TEXT)) == nltk.tree.Tree.fromstring(TEXT)


def test_an_empty_node_of_nltk_is_refused():
    with pytest.raises(InputError, match="got an empty one, `NP`"):
        from_nltk(nltk.tree.Tree("S", ["a", nltk.tree.Tree("NP", [])]))


def test_what_is_no_tree_of_nltk_is_refused():
    with pytest.raises(InputError, match=r"expected an `nltk\.Tree`, got str"):
        from_nltk(TEXT)


def test_a_single_leaf_is_no_tree_of_nltk():
    with pytest.raises(InputError, match="got the single leaf `a`"):
        to_nltk(Tree(("a",)))


def test_without_nltk_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "nltk.tree", None)
    with pytest.raises(MissingPackageError, match=r"pip install \"coincide-trees\[text\]\""):
        to_nltk(Tree(("a", "b"), ((0, 1),)))
