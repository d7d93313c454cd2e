"""All that follows from the labels."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.errors import InputError
from coincide.label import (
    MAX_POOL,
    Consolidator,
    Session,
    Spreader,
    can_stop,
    choose_pool,
    make_strategy,
    neighbor_graph,
    trace,
)
from coincide.label.progress import Point


def _labels(names: np.ndarray, n_each: int) -> dict[int, str]:
    return {int(row): str(name) for name in set(names) for row in np.flatnonzero(names == name)[:n_each]}


def test_quality_is_the_share_that_is_named_right(blobs) -> None:
    rows, names = blobs([150, 100, 80, 60], spread=0.28)
    for n_each in (6, 12):
        done = Consolidator(rows).consolidate(_labels(names, n_each))
        right = np.array(done.spread.names)[done.spread.best] == names
        assert done.quality == pytest.approx(right.mean(), abs=0.1)


def test_more_tested_labels_promise_more_of_the_estimate(blobs) -> None:
    rows, names = blobs([150, 100, 80, 60], spread=0.28)
    few, many = (Consolidator(rows).consolidate(_labels(names, n_each)) for n_each in (3, 25))
    assert 0 < many.quality - many.promised < few.quality - few.promised


def test_however_many_labels_were_tested_less_is_promised_than_is_expected(blobs) -> None:
    rows, names = blobs([60, 60])
    done = Consolidator(rows).consolidate(_labels(names, 40))
    assert done.promised < done.quality - 0.05


def test_untested_labels_promise_little(blobs) -> None:
    rows, names = blobs([60, 60], spread=0.2)
    done = Consolidator(rows).consolidate(_labels(names, 1))
    assert done.n_tested == 0 and done.promised < 0.7 * done.quality


def test_labels_themselves_are_right(blobs) -> None:
    rows, names = blobs([30, 30])
    labels = _labels(names, 2)
    assert Consolidator(rows).consolidate(labels).rightness[list(labels)].tolist() == [1.0] * 4


def test_one_kind_alone_is_a_result(blobs) -> None:
    rows, _ = blobs([30, 30])
    done = Consolidator(rows).consolidate({0: "only"})
    assert (done.spread.names, done.spread.probabilities.shape) == (("only",), (60, 1))


def test_without_labels_there_is_nothing_to_consolidate(blobs) -> None:
    with pytest.raises(InputError, match="expected at least one label, got none"):
        Consolidator(blobs([9])[0]).consolidate({})


def test_a_graph_that_is_there_is_used(blobs) -> None:
    rows, names = blobs([30, 30])
    spreader = Spreader(neighbor_graph(rows))
    labels = _labels(names, 1)
    given = Consolidator(rows, spreader=spreader).consolidate(labels)
    assert given.quality == Consolidator(rows).consolidate(labels).quality


def test_a_small_catalog_is_its_own_pool() -> None:
    assert choose_pool(5, seed=1).tolist() == [0, 1, 2, 3, 4]


def test_a_large_catalog_has_a_bounded_pool() -> None:
    pool = choose_pool(MAX_POOL + 500, seed=1)
    assert (len(pool), len(set(pool.tolist()))) == (MAX_POOL, MAX_POOL)
    assert (np.diff(pool) > 0).all()


def test_quality_grows_with_answers_and_then_a_person_can_stop(blobs) -> None:
    rows, names = blobs([80, 60, 40, 20])
    consolidator = Consolidator(rows)
    session = Session(make_strategy("tree", rows, seed=1, spreader=consolidator.spreader))
    for _ in range(30):
        question = session.ask()
        assert question is not None
        session = session.answer(question, "name", str(names[question.row]))
    points = trace(consolidator, session)
    assert [point.n_actions for point in points] == list(range(1, 31))
    assert points[0].quality < 0.9 < 0.95 < points[-1].quality
    assert not can_stop(points[:8])
    assert can_stop(points)


def test_answers_that_name_nothing_leave_quality_at_zero(blobs) -> None:
    rows, _ = blobs([20, 20])
    consolidator = Consolidator(rows)
    session = Session(make_strategy("tree", rows, seed=1))
    question = session.ask()
    assert question is not None
    assert trace(consolidator, session.answer(question, "skip"))[0].quality == 0.0


def test_a_few_idle_questions_are_no_reason_to_stop() -> None:
    assert not can_stop([Point(n, 0.9, 0.0) for n in range(7)])


def test_one_label_for_each_of_eight_clear_groups_is_believed(blobs) -> None:
    rows, names = blobs([30] * 8, spread=0.2)
    done = Consolidator(rows).consolidate(_labels(names, 1))
    right = np.array(done.spread.names)[done.spread.best] == names
    assert right.mean() == 1.0
    assert done.quality > 0.8


def test_one_label_among_eight_clear_groups_is_believed_in_its_own_only(blobs) -> None:
    rows, names = blobs([30] * 8, spread=0.2)
    done = Consolidator(rows).consolidate({0: str(names[0])})
    assert done.quality == pytest.approx(1 / 8, abs=0.05)
