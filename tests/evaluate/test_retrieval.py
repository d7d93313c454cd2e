"""Retrieval scores against a loop over all queries and scikit-learn's average precision."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import InputError
from coincide.evaluate import retrieval_scores


def _events(seed: int, n: int, *, n_labels: int = 3):
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, 4))
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit, rng.integers(n_labels, size=n), rng.integers(3, size=n)


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 25), is_excluded=st.booleans())
def test_retrieval_scores_equal_those_of_one_query_after_the_other(seed, n, is_excluded):
    events = _events(seed, n)
    score = retrieval_scores(*events, ks=(1, 5), exclude_same_group=is_excluded)
    got = score.map, score.recall_at_k[1], score.recall_at_k[5], score.knn_accuracy, score.n_queries
    assert got == pytest.approx(naive.retrieval(*events, is_excluded=is_excluded))


@examples(30)
@given(seed=st.integers(0, 10**6), numbers=st.permutations(range(3)))
def test_numbering_of_labels_changes_no_retrieval_score(seed, numbers):
    rows, labels, groups = _events(seed, 20)
    renumbered = np.array(numbers)[labels]
    one = retrieval_scores(rows, labels, groups, exclude_same_group=False)
    assert retrieval_scores(rows, renumbered, groups, exclude_same_group=False) == one


def test_labels_far_apart_are_retrieved_perfectly():
    rows = np.eye(2, dtype=np.float32)[[0, 0, 0, 0, 1, 1, 1, 1]]
    score = retrieval_scores(rows, [0] * 4 + [1] * 4, [0] * 8, exclude_same_group=False)
    assert (score.map, score.recall_at_k[1]) == (1, 1)


def test_an_embedding_that_is_constant_gets_no_credit_for_order():
    rows = np.ones((6, 1), dtype=np.float32)
    score = retrieval_scores(rows, [0, 0, 0, 1, 1, 1], [0] * 6, exclude_same_group=False)
    assert (score.map, score.recall_at_k[1]) == (pytest.approx(0.4), 0)


def test_events_of_the_own_group_are_not_found_when_excluded():
    rows = np.eye(2, dtype=np.float32)[[0, 0, 1, 1]]
    score = retrieval_scores(rows, [0, 0, 0, 1], [0, 0, 1, 1], ks=(1,), exclude_same_group=True)
    assert (score.recall_at_k, score.n_queries) == ({1: 1 / 3}, 3)


def test_events_without_a_like_are_left_out_and_counted():
    rows = np.eye(3, dtype=np.float32)
    score = retrieval_scores(rows, [0, 1, 2], [0, 0, 0], exclude_same_group=False)
    assert (score.n_queries, score.n_left_out, score.map) == (0, 3, 0)


def test_no_events_give_no_queries():
    empty = np.zeros((0, 4), dtype=np.float32)
    assert retrieval_scores(empty, [], [], exclude_same_group=True).n_queries == 0


def test_more_events_than_fit_in_one_piece_are_all_scored():
    n_labels = 1050
    rows = np.tile(np.eye(n_labels, dtype=np.float32), (2, 1))
    labels = np.tile(np.arange(n_labels), 2)
    score = retrieval_scores(rows, labels, np.zeros_like(labels), exclude_same_group=False)
    assert (score.map, score.n_queries) == (1, 2 * n_labels)


def test_retrieval_scores_refuse_rows_that_are_not_of_length_one():
    with pytest.raises(InputError, match=r"must have rows of length 1, got a row of length 2\.0"):
        retrieval_scores(np.array([[1.0], [2.0]]), [0, 0], [0, 0], exclude_same_group=False)


def test_retrieval_scores_refuse_rows_that_are_not_finite():
    with pytest.raises(InputError, match="must have rows of length 1, got a row of length nan"):
        retrieval_scores(np.array([[1.0], [np.nan]]), [0, 0], [0, 0], exclude_same_group=False)


def test_retrieval_scores_refuse_a_missing_label():
    with pytest.raises(InputError, match=r"got \(2, 1\), \(1,\) and \(2,\)"):
        retrieval_scores(np.ones((2, 1)), [0], [0, 0], exclude_same_group=False)


def test_retrieval_scores_refuse_labels_that_are_no_integers():
    with pytest.raises(InputError, match="`labels` and `groups` must be integers, got float64"):
        retrieval_scores(np.ones((1, 1)), [0.5], [0], exclude_same_group=False)


def test_retrieval_scores_refuse_a_k_of_zero():
    with pytest.raises(InputError, match=r"at least 1, got \(0, 1\)"):
        retrieval_scores(np.ones((1, 1)), [0], [0], ks=(0, 1), exclude_same_group=False)
