"""Calls of a voice that was never heard are named together."""

from __future__ import annotations

import naive_label
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import Classifier, Sureness
from coincide.label.company import Company, find_company


def _company(rows: np.ndarray, nearness: float | np.ndarray) -> list[Company]:
    return [*find_company(rows, np.full(len(rows), nearness, dtype=np.float32))]


@examples(20)
@given(n=st.integers(20, 60), seed=st.integers(0, 999))
def test_spread_votes_are_those_that_no_longer_change(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((n, 5)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    votes = rng.dirichlet(np.ones(3), n).astype(np.float32)
    nearness = rng.uniform(-1, 0.6, n).astype(np.float32)
    for company in find_company(rows, nearness):
        np.testing.assert_allclose(company.spread(votes), naive_label.spread_votes(rows, nearness, votes), atol=1e-3)


def test_calls_that_are_as_near_to_what_is_known_are_named_one_by_one(blobs) -> None:
    rows, _ = blobs([30, 30])
    assert _company(rows, nearness=1.0) == []


def test_most_calls_must_be_nearer_to_each_other(blobs) -> None:
    rows, _ = blobs([30, 30])
    half = np.where(np.arange(60) < 30, 1.0, -1.0)
    assert _company(rows, half) == []
    assert len(_company(rows, np.where(np.arange(60) < 29, 1.0, -1.0))) == 1


def test_fewer_than_twenty_calls_are_named_one_by_one(blobs) -> None:
    rows, _ = blobs([10, 10])
    assert _company(rows[:19], nearness=-1.0) == []
    assert len(_company(rows, nearness=-1.0)) == 1


def test_a_call_that_is_nearer_to_what_is_known_keeps_its_votes(blobs) -> None:
    rows, _ = blobs([30, 30])
    nearness = np.full(60, -1.0)
    nearness[7] = 1.0
    votes = np.random.default_rng(0).dirichlet(np.ones(2), 60).astype(np.float32)
    (company,) = _company(rows, nearness)
    np.testing.assert_allclose(company.spread(votes)[7], votes[7], rtol=1e-6)


def test_of_many_calls_the_companions_of_each_are_of_about_its_own_time(blobs) -> None:
    rows, _ = blobs([3_000, 3_000])
    first, second = _company(rows, nearness=-1.0)
    assert [*first.rows, *second.rows] == [*range(6_000)]
    assert second.places.max() < len(second.rows)


def test_calls_of_a_new_voice_are_called_what_their_group_is(blobs) -> None:
    known, names = blobs([200, 200], spread=0.3)
    heard, truth = blobs([40, 40], spread=0.1)  # of the same kinds
    probabilities = (names[:, None] == np.array(["kind 0", "kind 1"])).astype(np.float32)
    is_misnamed = np.random.default_rng(0).uniform(size=400) < 0.35
    probabilities[is_misnamed] = probabilities[is_misnamed][:, ::-1]
    classifier = Classifier(("kind 0", "kind 1"), known, probabilities, np.ones(400, dtype=np.float32), 2.0, Sureness())
    called = np.array(classifier.names)
    wrong = [
        np.sum(called[classifier.predict(heard, of_one_place=is_together).best] != truth)
        for is_together in (False, True)
    ]
    assert wrong[1] == 0 < wrong[0]


def _moved(rows: np.ndarray, by: float | np.ndarray) -> np.ndarray:
    moved = rows.copy()
    moved[:, 0] += by
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


def _familiarity(known: np.ndarray, heard: np.ndarray, *, is_together: bool, far: float = 0.2) -> np.ndarray:
    ones = np.ones(len(known), dtype=np.float32)
    classifier = Classifier(("kind",), known, ones[:, None], ones, far, Sureness())
    return classifier.predict(heard, of_one_place=is_together).familiarity


def test_a_far_call_is_as_familiar_as_its_companions(blobs) -> None:
    rows, _ = blobs([140])
    known, heard = rows[:100], _moved(rows[100:], by=np.where(np.arange(40) == 0, 1.0, 0.5))
    assert _familiarity(known, heard, is_together=False)[0] < 0.2
    assert _familiarity(known, heard, is_together=True)[0] > 0.7


def test_a_group_of_far_calls_stays_unfamiliar(blobs) -> None:
    rows, _ = blobs([160])
    known, heard = rows[:100], _moved(rows[100:], by=np.where(np.arange(60) < 20, 1.5, 0.5))
    familiarity = _familiarity(known, heard, is_together=True)
    assert familiarity[:20].max() < 0.05
    assert familiarity[20:].min() > 0.7


def test_a_group_whose_calls_are_much_nearer_to_each_other_is_unfamiliar(blobs) -> None:
    known, _ = blobs([100], spread=0.3)
    heard = _moved(blobs([40], spread=0.02)[0], by=2.0)
    assert _familiarity(known, heard, is_together=False, far=0.5).min() > 0.6
    assert _familiarity(known, heard, is_together=True, far=0.5).max() < 0.4
