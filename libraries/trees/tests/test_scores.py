"""Scores of found trees against true ones."""

from __future__ import annotations

import naive_trees
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_examples import trees

from coincide_trees.errors import InputError
from coincide_trees.scores import bracket_score, parsing_score
from coincide_trees.text.brackets import from_brackets
from coincide_trees.tree import Tree

LABELS = st.sampled_from(["", "A", "B"])


@st.composite
def pairs(draw):
    one = draw(trees(names=LABELS, has_labels=True))
    other = draw(trees(names=LABELS, has_labels=True).filter(lambda tree: tree.n_leaves == one.n_leaves))
    return one, other


@settings(deadline=None, max_examples=150)
@given(pairs())
def test_unlabeled_brackets_are_counted_as_defined(drawn):
    found = bracket_score(*drawn)
    assert (found.n_matched, found.n_found, found.n_true) == naive_trees.bracket_counts(*drawn)


@settings(deadline=None, max_examples=100)
@given(pairs())
def test_labeled_brackets_are_counted_as_defined(drawn):
    found = parsing_score([drawn[0]], [drawn[1]]).labeled
    assert found is not None
    expected = naive_trees.bracket_counts(*drawn, with_labels=True)
    assert (found.n_matched, found.n_found, found.n_true) == expected


@settings(deadline=None, max_examples=50)
@given(trees(has_labels=True))
def test_a_tree_agrees_with_itself(tree):
    score = parsing_score([tree], [tree])
    assert (score.unlabeled.f1, score.sentence_f1, score.exact_match, score.label_accuracy) == (1, 1, 1, 1)


@settings(deadline=None, max_examples=50)
@given(pairs())
def test_f1_is_the_harmonic_mean(drawn):
    found = bracket_score(*drawn)
    if found.precision + found.recall > 0:
        assert found.f1 == pytest.approx(2 * found.precision * found.recall / (found.precision + found.recall))


def test_the_whole_and_repeated_spans_do_not_count():
    score = bracket_score(from_brackets("(S (X (NP a b)) c)"), from_brackets("(S (NP a b) c)"))
    assert (score.n_matched, score.n_found, score.n_true) == (1, 1, 1)


def test_brackets_of_a_corpus_are_added_and_sentences_averaged():
    true = [from_brackets(text) for text in ("(S (X a b) c)", "(S (X (X a b) c) (X d e))")]
    found = [from_brackets(text) for text in ("(S (X a b) c)", "(S a (X b (X c (X d e))))")]
    score = parsing_score(true, found)
    assert (score.unlabeled.f1, score.sentence_f1) == (pytest.approx(2 * 2 / 8), pytest.approx((1 + 1 / 3) / 2))


def test_flat_sentences_do_not_enter_the_mean_over_sentences():
    flat, deep = from_brackets("(S a b c)"), from_brackets("(S (X a b) c)")
    score = parsing_score([flat, deep], [flat, from_brackets("(S a (X b c))")])
    assert (score.sentence_f1, score.exact_match) == (0.0, 0.5)


def test_label_accuracy_looks_at_found_spans_and_their_uppermost_label():
    score = parsing_score([from_brackets("(S (A a b) (B c d))")], [from_brackets("(S (A (C a b)) (C c d))")])
    assert score.label_accuracy == 0.5


def test_without_labels_there_is_no_labeled_score():
    tree = from_brackets("((a b) c)", has_labels=False)
    score = parsing_score([tree], [tree])
    assert (score.labeled, score.label_accuracy) == (None, None)


def test_trees_over_other_numbers_of_leaves_are_refused():
    with pytest.raises(InputError, match="expected trees over the same leaves, got 2 and 1"):
        bracket_score(from_brackets("(S a b)"), Tree(("a",)))


@pytest.mark.parametrize(("n_true", "n_found"), [(0, 0), (1, 2)])
def test_every_true_tree_needs_a_found_one(n_true, n_found):
    with pytest.raises(InputError, match=f"got {n_found} for {n_true}"):
        parsing_score([Tree(("a",))] * n_true, [Tree(("a",))] * n_found)
