"""How far names are believed, by how near the labels are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from benchmarks.labels.generated import Shape, generate
from coincide.label import (
    Consolidator,
    Session,
    Spread,
    believe,
    doubtful,
    make_strategy,
    nearest_label,
    nearest_other_label,
    weigh,
)

SHARES, REACHES, COSINES = st.floats(0.01, 0.99), st.floats(-4, 4), st.floats(-1, 1)


def _spread(shares: list[float], reach: list[float]) -> Spread:
    return Spread(("a",), np.array(shares, np.float32)[:, None], np.array(reach, np.float32))


@examples(30)
@given(SHARES, REACHES, COSINES)
def test_a_name_is_believed_more_near_labels(share: float, reach: float, cosine: float) -> None:
    nearer = np.array([cosine, cosine + 0.1], np.float32)
    believed = believe(_spread([share] * 2, [reach] * 2), nearer)
    assert believed[0] < believed[1]


@examples(30)
@given(SHARES, REACHES, COSINES)
def test_a_name_is_believed_more_where_walks_come_to_labels(share: float, reach: float, cosine: float) -> None:
    believed = believe(_spread([share] * 2, [reach, reach + 0.5]), np.full(2, cosine, np.float32))
    assert believed[0] < believed[1]


@examples(30)
@given(SHARES, REACHES, COSINES)
def test_a_weighed_share_is_as_much_as_is_believed(share: float, reach: float, cosine: float) -> None:
    spread, nearness = _spread([share], [reach]), np.array([cosine], np.float32)
    np.testing.assert_allclose(weigh(spread, nearness) * spread.share, believe(spread, nearness), rtol=1e-5)


def test_the_nearest_label_of_a_label_is_another_one(blobs) -> None:
    rows, _ = blobs([5, 5])
    labeled = np.array([0, 3, 7])
    others = [max(float(rows[row] @ rows[other]) for other in labeled if other != row) for row in labeled]
    np.testing.assert_allclose(nearest_other_label(rows, labeled), others, rtol=1e-5)
    np.testing.assert_allclose(nearest_label(rows, labeled)[labeled], 1.0, rtol=1e-5)


def test_names_do_not_depend_on_what_is_believed(blobs) -> None:
    rows, names = blobs([40, 30, 20], spread=0.3)
    done = Consolidator(rows[:60]).consolidate({row: str(names[row]) for row in range(8)})
    weighed = done.classifier.predict(rows[60:])
    assert (weighed.best == weighed.scores.argmax(axis=1)).all()


@pytest.mark.parametrize("n_named", [2, 4])
def test_a_kind_that_nobody_named_is_not_believed(blobs, n_named: int) -> None:
    rows, names = blobs([40, 40, 40, 40, 40], spread=0.15)
    labels = {int(np.flatnonzero(names == f"kind {kind}")[0]): f"kind {kind}" for kind in range(n_named)}
    rightness = Consolidator(rows).consolidate(labels).rightness
    assert rightness[names == "kind 4"].max() < 0.5


def test_what_nobody_knew_counts_where_labels_leave_it_in_doubt(blobs) -> None:
    rows, names = blobs([40, 40, 40], spread=0.15)
    kinds = [np.flatnonzero(names == f"kind {kind}").tolist() for kind in range(3)]
    labels = {row: f"kind {kind}" for kind in (0, 1) for row in kinds[kind][:5]}
    by_chance, of_a_new_kind = kinds[0][6], kinds[2][0]
    spreader = Consolidator(rows).spreader
    assert doubtful(rows, spreader, labels, {by_chance, of_a_new_kind}) == [of_a_new_kind]


def test_kinds_that_nobody_knew_are_unknown(blobs) -> None:
    rows, names = blobs([40, 40, 40], spread=0.35)
    kinds = [np.flatnonzero(names == f"kind {kind}").tolist() for kind in range(3)]
    labels = {row: f"kind {kind}" for kind in (0, 1) for row in kinds[kind][:2]}
    consolidator = Consolidator(rows)
    before, after = (consolidator.consolidate(labels, said).rightness[kinds[2]].mean() for said in ((), kinds[2][:3]))
    assert after < 0.8 * before


def _excess(shape: Shape, *, n_answers: int, seed: int) -> float:
    """Return how much larger a share is expected to be right than is, after so many questions."""
    folder = generate(shape, seed=seed)
    consolidator = Consolidator(folder.embeddings)
    strategy = make_strategy("tree", folder.embeddings, budget=n_answers, seed=seed, spreader=consolidator.spreader)
    session = Session(strategy)
    for _ in range(n_answers):
        question = session.ask()
        assert question is not None
        session = session.answer(question, "name", str(folder.names[question.row]))
    done = consolidator.consolidate(session.known.labels)
    is_right = np.array(done.spread.names)[done.spread.best] == folder.names
    return done.quality - float(is_right.mean())


def test_five_answers_about_thirty_kinds_do_not_promise_much() -> None:
    shape = Shape("many", 30, 0.5, 0.4, n_events=300)
    assert max(_excess(shape, n_answers=5, seed=seed) for seed in (500, 501)) < 0.24


def test_answers_that_hardly_repeat_a_name_leave_the_estimate_near_the_truth() -> None:
    shape = Shape("forty kinds of few calls", 40, 0.5, 0.3, n_centers=1, odd=0.0, n_events=160)
    assert np.mean([_excess(shape, n_answers=25, seed=seed) for seed in (500, 501)]) < 0.14
