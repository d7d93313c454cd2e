"""One suite for all strategies, and what is particular to each."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.errors import InputError
from coincide.label import STRATEGIES, KnownLabels, Question, Session, Strategy, make_strategy
from coincide.label.strategies import farthest_first, spread_out, typicality


def _make(name: str, rows: np.ndarray, *, budget: int = 40) -> Strategy:
    return make_strategy(name, rows, budget=budget, seed=1)


def _run(
    strategy: Strategy, names: np.ndarray, n_questions: int, *, askable: frozenset[int] | None = None
) -> list[Question]:
    """Answer with the truth; return the questions."""
    session, asked = Session(strategy, askable=askable), []
    for _ in range(n_questions):
        question = session.ask()
        if question is None:
            break
        asked.append(question)
        session = session.answer(question, "name", str(names[question.row]))
    return asked


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_knows_its_name(name: str, blobs) -> None:
    assert _make(name, blobs([9, 9])[0]).name == name


@pytest.mark.parametrize("name", STRATEGIES)
def test_asked_twice_it_asks_the_same(name: str, blobs) -> None:
    strategy = _make(name, blobs([30, 20])[0])
    known = KnownLabels({3: "a", 5: "b"}, frozenset({7}))
    assert strategy.next(known) == strategy.next(known)


@pytest.mark.parametrize("name", STRATEGIES)
def test_made_twice_it_asks_the_same(name: str, blobs) -> None:
    rows, names = blobs([30, 20])
    assert _run(_make(name, rows), names, 15) == _run(_make(name, rows), names, 15)


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_never_asks_about_an_event_twice(name: str, blobs) -> None:
    rows, names = blobs([20, 15])
    asked = [question.row for question in _run(_make(name, rows), names, 35)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", ["tree", "random", "k-center", "uncertain"])
def test_it_ends_when_all_is_said(name: str, blobs) -> None:
    rows, names = blobs([7, 5])
    assert len(_run(_make(name, rows), names, 100)) == 12


@pytest.mark.parametrize("kind", ["skip", "mixed"])
@pytest.mark.parametrize("name", STRATEGIES)
def test_it_goes_on_whatever_is_answered(name: str, kind: str, blobs) -> None:
    session = Session(_make(name, blobs([12, 8])[0]))
    for _ in range(200):
        question = session.ask()
        if question is None:
            break
        session = session.answer(question, kind)  # type: ignore[arg-type]
    assert session.ask() is None


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_asks_about_nothing_else_than_it_may(name: str, blobs) -> None:
    rows, names = blobs([20, 15])
    askable = frozenset({2, 3, 30})
    asked = _run(_make(name, rows), names, 35, askable=askable)
    assert {question.row for question in asked} == askable


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_typical_member_comes_first(name: str, blobs) -> None:
    rows, names = blobs([30, 20])
    for question in _run(_make(name, rows), names, 12):
        assert question.members[0] == question.row
        assert 1 <= len(question.members) <= min(8, question.size)


@pytest.mark.parametrize("name", STRATEGIES)
def test_one_event_is_one_question(name: str) -> None:
    strategy = _make(name, np.eye(1, 4, dtype=np.float32))
    assert strategy.next(KnownLabels()) == Question(0, (0,), 1)


def test_a_strategy_that_is_not_there_is_named(blobs) -> None:
    with pytest.raises(InputError, match="strategies tree, random, k-center, typical, uncertain, got 'best'"):
        _make("best", blobs([5])[0])


def test_the_farthest_event_comes_next() -> None:
    rows = np.array([[1, 0], [0.99, 0.141], [0, 1], [-1, 0]], dtype=np.float32)
    order = farthest_first(rows, n_wanted=4, seed=1).tolist()
    chosen, expected = order[:1], order[:1]
    while len(expected) < 4:
        left = [row for row in range(4) if row not in chosen]
        chosen = [*chosen, min(left, key=lambda row: max(float(rows[row] @ rows[other]) for other in chosen))]
        expected = chosen
    assert order == expected


def test_typical_events_lie_in_the_middle(blobs) -> None:
    rows, _ = blobs([60])
    nearness = rows @ rows.mean(axis=0)
    assert np.corrcoef(typicality(rows), nearness)[0, 1] > 0.8


def test_members_are_taken_at_equal_steps() -> None:
    assert spread_out(np.arange(15)) == (0, 2, 4, 6, 8, 10, 12, 14)


def test_typical_events_cover_all_kinds(blobs) -> None:
    rows, names = blobs([30, 30, 30, 30])
    asked = _run(_make("typical", rows, budget=4), names, 4)
    assert {names[question.row] for question in asked} == set(names)
