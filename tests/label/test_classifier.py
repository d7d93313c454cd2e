"""New events are what the events around them are."""

from __future__ import annotations

import json

import naive_label
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import InputError
from coincide.label import Classifier, Consolidator, Sureness, distance_away
from coincide.label.classifier import familiarity_at


def _rows(n: int, seed: int = 1, dim: int = 5) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _classifier(rows: np.ndarray, names: np.ndarray) -> Classifier:
    labels = {int(np.flatnonzero(names == name)[0]): str(name) for name in set(names)}
    return Consolidator(rows).consolidate(labels).classifier


@examples(20)
@given(n=st.integers(1, 40) | st.sampled_from([1_600, 2_003]), seed=st.integers(0, 999))
def test_voting_equals_its_slow_twin(n: int, seed: int) -> None:
    reference, queries = _rows(n, seed), _rows(7, seed + 1)
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(3), n).astype(np.float32)
    weights = np.random.default_rng(seed).uniform(size=n).astype(np.float32)
    predicted = Classifier(("a", "b", "c"), reference, probabilities, weights, 2.0, Sureness()).predict(queries)
    votes = naive_label.vote(queries, reference, probabilities)
    believed = naive_label.vote(queries, reference, probabilities * weights[:, None])
    np.testing.assert_allclose(predicted.scores, votes, atol=1e-4)
    np.testing.assert_allclose(predicted.shares, believed[np.arange(7), votes.argmax(axis=1)], atol=1e-4)


def test_new_events_get_the_names_of_their_kind(blobs) -> None:
    rows, names = blobs([80, 60, 40])
    classifier = _classifier(rows[:120], names[:120])
    predicted = classifier.predict(rows[120:])
    assert [classifier.names[number] for number in predicted.best] == names[120:].tolist()


def test_a_kind_that_was_never_heard_is_unknown(blobs) -> None:
    rows, names = blobs([80, 60, 40])
    is_new = names == "kind 2"
    predicted = _classifier(rows[~is_new], names[~is_new]).predict(rows[is_new])
    assert predicted.is_unknown.all()


def test_away_from_home_events_may_be_as_far_as_known_ones_that_were_moved() -> None:
    rows = _rows(40)
    moved = rows + np.float32(0.3)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    assert distance_away(moved, rows, rows, far=0.0) > distance_away(rows, rows, rows, far=0.0) > 0.0


def test_away_from_home_no_distance_is_shorter_than_at_home() -> None:
    rows = _rows(40)
    assert distance_away(rows, rows, rows, far=1.5) == 1.5


def test_one_known_event_says_nothing_about_distances() -> None:
    assert distance_away(_rows(1), _rows(1), _rows(1), far=0.2) == 0.2


def test_few_known_events_are_unknown(blobs) -> None:
    rows, names = blobs([200, 200])
    predicted = _classifier(rows[:200], names[:200]).predict(rows[200:])
    assert predicted.is_unknown.mean() < 0.05


def test_unknown_by_distance_has_no_sureness(blobs) -> None:
    rows, names = blobs([80, 60])
    far = -rows[:1]
    assert _classifier(rows, names).predict(far).sureness.tolist() == [0.0]


def test_names_are_believed_less_the_farther_an_event_is() -> None:
    distances = np.array([0.0, 0.4, 0.8, 1.1, 1.4, 3.0], dtype=np.float32)
    np.testing.assert_allclose(familiarity_at(distances / 2, far=0.5), [1.0, 1.0, 1.0, 0.5, 0.0, 0.0], atol=1e-6)


def test_where_only_the_same_sound_is_familiar_nothing_else_is() -> None:
    assert familiarity_at(np.array([0.0, 1e-3], dtype=np.float32), far=0.0).tolist() == [1.0, 0.0]


def test_a_name_is_as_sure_as_it_is_familiar(blobs) -> None:
    rows, names = blobs([80, 60])
    classifier = _classifier(rows, names)
    moved = rows[:60] + np.float32(0.07)
    predicted = classifier.predict(moved / np.linalg.norm(moved, axis=1, keepdims=True))
    is_between = (predicted.familiarity > 0) & (predicted.familiarity < 1)
    assert is_between.any()
    np.testing.assert_allclose(
        predicted.sureness, predicted.familiarity * classifier.sureness.of(predicted.shares), rtol=1e-6
    )


def test_an_event_is_predicted_alike_alone_and_in_company(blobs) -> None:
    rows, names = blobs([80, 60])
    classifier = _classifier(rows, names)
    np.testing.assert_allclose(classifier.predict(rows[5:6]).scores, classifier.predict(rows).scores[5:6], atol=1e-5)


def test_no_events_have_no_names(blobs) -> None:
    rows, names = blobs([80, 60])
    assert _classifier(rows, names).predict(rows[:0]).scores.shape == (0, 2)


def test_a_classifier_of_before_there_were_weights_believes_what_it_holds(blobs) -> None:
    classifier = _classifier(*blobs([30, 20]))
    tensors = {name: tensor for name, tensor in classifier.tensors().items() if name != "weights"}
    predicted = Classifier.restore(tensors, classifier.facts()).predict(classifier.reference)
    np.testing.assert_allclose(predicted.shares, predicted.scores.max(axis=1), rtol=1e-5)


def test_a_restored_classifier_predicts_the_same(blobs) -> None:
    rows, names = blobs([80, 60])
    classifier = _classifier(rows, names)
    again = Classifier.restore(classifier.tensors(), json.loads(json.dumps(classifier.facts())))
    np.testing.assert_array_equal(again.predict(rows).sureness, classifier.predict(rows).sureness)


def test_tensors_that_do_not_fit_are_refused(blobs) -> None:
    rows, names = blobs([80, 60])
    classifier = _classifier(rows, names)
    tensors = {**classifier.tensors(), "probabilities": np.zeros((3, 2), dtype=np.float32)}
    with pytest.raises(ValueError, match="do not fit"):
        Classifier.restore(tensors, classifier.facts())


def test_embeddings_of_another_length_are_refused(blobs) -> None:
    rows, names = blobs([80, 60])
    with pytest.raises(InputError, match=r"must have shape \(n, 16\) to match the reference, got \(80, 5\)"):
        _classifier(rows, names).predict(_rows(80))
