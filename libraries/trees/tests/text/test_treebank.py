"""Sentences of a treebank without what is not compared."""

from __future__ import annotations

import pytest

from coincide_trees.errors import InputError
from coincide_trees.text.brackets import from_brackets, to_brackets
from coincide_trees.text.treebank import plain_label, sentence, without_unnamed

TEXT = (
    "( (S (NP-SBJ-1 (DT The) (NN wren)) (, ,) (VP (VBZ is) (VP (VBN known) (NP-1 (-NONE- *)) "
    "(PP-LOC (IN in) (NP (NNP Wales))))) (. .)) )"
)


def test_traces_punctuation_functions_and_single_children_are_taken_off():
    found = sentence(from_brackets(TEXT))
    assert found is not None
    assert to_brackets(found.tree) == "(S (NP The wren) (VP is (VP known (PP in Wales))))"


def test_each_word_keeps_its_tag():
    found = sentence(from_brackets(TEXT))
    assert found is not None
    assert found.tags == ("DT", "NN", "VBZ", "VBN", "IN", "NNP")


def test_of_nodes_over_the_same_words_the_uppermost_label_stays():
    found = sentence(from_brackets("(TITLE (FRAG (NP (JJ blue) (NN tit))))"))
    assert found is not None
    assert found.tree.labels == ("TITLE",)


def test_a_sentence_of_one_word_is_a_leaf():
    found = sentence(from_brackets("(HEADING (NP (NN Abstract)) (. .))"))
    assert found is not None
    assert (found.tree.leaves, found.tree.children) == (("Abstract",), ())


def test_nothing_is_left_of_punctuation_alone():
    assert sentence(from_brackets("(X (. .))")) is None


def test_a_leaf_without_a_tag_is_refused():
    with pytest.raises(InputError, match="got `the` without one"):
        sentence(from_brackets("(NP the (NN wren))"))


@pytest.mark.parametrize(
    ("label", "plain"), [("NP-SBJ-1", "NP"), ("PP=2", "PP"), ("ADVP|PRT", "ADVP"), ("-LRB-", "-LRB-"), ("S", "S")]
)
def test_labels_lose_their_functions(label, plain):
    assert plain_label(label) == plain


def test_nodes_without_a_name_hand_their_children_up():
    tree = from_brackets('(S ("" (NP ("" a b) c) d) e)')
    assert to_brackets(without_unnamed(tree)) == "(S (NP a b c) d e)"


def test_a_root_without_a_name_stays():
    assert to_brackets(without_unnamed(from_brackets('("" ("" a b) c)'))) == '("" a b c)'


def test_words_under_one_tag_have_it_each():
    found = sentence(from_brackets("(NP (NN Xpd TTD) (NNS mice))"))
    assert found is not None
    assert found.tags == ("NN", "NN", "NNS")
