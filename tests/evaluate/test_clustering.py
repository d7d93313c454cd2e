"""Clustering scores against their slow twins and scikit-learn."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from coincide.errors import InputError
from coincide.evaluate import ari, clustering_score, hungarian_accuracy, nmi, purity

MEASURES = (nmi, ari, purity, hungarian_accuracy)
groupings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@examples(100)
@given(groupings)
def test_nmi_equals_its_definition(drawn):
    labels, categories = zip(*drawn, strict=True)
    assert nmi(labels, categories) == pytest.approx(naive.nmi(labels, categories), abs=1e-9)


@examples(100)
@given(groupings)
def test_purity_equals_its_definition(drawn):
    labels, categories = zip(*drawn, strict=True)
    assert purity(labels, categories) == pytest.approx(naive.purity(labels, categories))


@examples(50)
@given(groupings)
def test_hungarian_accuracy_equals_the_best_permutation(drawn):
    labels, categories = zip(*drawn, strict=True)
    expected = naive.hungarian_accuracy(labels, categories)
    assert hungarian_accuracy(labels, categories) == pytest.approx(expected)


# scikit-learn takes many groups among few events for a mistake; here it is a test case.
@pytest.mark.filterwarnings("ignore:The number of unique classes:UserWarning")
@examples(100)
@given(groupings)
def test_nmi_and_ari_equal_those_of_scikit_learn(drawn):
    labels, categories = zip(*drawn, strict=True)
    expected = normalized_mutual_info_score(labels, categories), adjusted_rand_score(labels, categories)
    assert (nmi(labels, categories), ari(labels, categories)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("measure", MEASURES)
@examples(50)
@given(drawn=groupings, numbers=st.permutations(range(5)))
def test_numbering_of_categories_changes_nothing(measure, drawn, numbers):
    labels, categories = zip(*drawn, strict=True)
    renumbered = [numbers[category] * 7 for category in categories]
    assert measure(labels, renumbered) == pytest.approx(measure(labels, categories), abs=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
@examples(50)
@given(labels=st.lists(st.integers(0, 4), min_size=1, max_size=30))
def test_perfect_categories_score_one(measure, labels):
    assert measure(labels, [label + 3 for label in labels]) == pytest.approx(1)


@pytest.mark.parametrize("measure", [nmi, purity, hungarian_accuracy])
@examples(50)
@given(drawn=groupings)
def test_measures_stay_between_zero_and_one(measure, drawn):
    assert 0 <= measure(*zip(*drawn, strict=True)) <= 1


def test_nmi_of_one_category_for_all_is_zero():
    assert nmi([0, 1, 0, 1], [5, 5, 5, 5]) == 0


def test_clustering_score_counts_unsure_as_a_category():
    assert clustering_score([0, 0, 1, 1], [1, 1, -1, -1]).purity == 1


def test_clustering_score_drops_unsure_events_on_request():
    score = clustering_score([0, 0, 1, 1], [1, 2, 2, -1], unsure="drop")
    assert (score.n, score.coverage, score.n_categories, score.purity) == (3, 0.75, 2, pytest.approx(2 / 3))


@pytest.mark.parametrize("unsure", ["category", "drop"])
def test_clustering_score_does_not_count_unsure_among_the_categories(unsure):
    assert clustering_score([0, 1, 1], [4, -1, 9], unsure=unsure).n_categories == 2


def test_clustering_score_with_all_unsure_dropped_is_zero():
    score = clustering_score([0, 1], [-1, -1], unsure="drop")
    assert (score.nmi, score.purity, score.coverage, score.n) == (0, 0, 0, 0)


def test_clustering_score_refuses_an_unknown_way_with_unsure():
    with pytest.raises(InputError, match="`unsure` must be `category` or `drop`, got `keep`"):
        clustering_score([0], [0], unsure="keep")  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", MEASURES)
def test_measures_refuse_no_events(measure):
    with pytest.raises(InputError, match=r"same length, at least 1, got shapes \(0,\) and \(0,\)"):
        measure([], [])


@pytest.mark.parametrize("measure", MEASURES)
def test_measures_refuse_labels_that_are_no_integers(measure):
    with pytest.raises(InputError, match="must be integers, got float64 and int64"):
        measure([0.5], np.array([1], dtype=np.int64))
