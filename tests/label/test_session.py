"""The state machine of question, answer and undo."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.errors import InputError
from coincide.label import NOISE, Question, Session
from coincide.label.strategies import InOrder


def _session() -> Session:
    return Session(InOrder("random", np.arange(50)))


def _answer(session: Session, kind: str, name: str = "") -> Session:
    question = session.ask()
    assert question is not None
    return session.answer(question, kind, name)  # type: ignore[arg-type]


def test_an_answer_leads_to_another_question() -> None:
    session = _session()
    assert _answer(session, "name", "trill").ask() != session.ask()


@given(st.lists(st.sampled_from(["name", "noise", "mixed", "skip"]), max_size=12))
def test_undo_leads_back_to_the_same_question(kinds: list[str]) -> None:
    states = [_session()]
    for kind in kinds:
        states.append(_answer(states[-1], kind, "a" if kind == "name" else ""))
    for before, after in pairwise(states):
        assert (after.undo(), after.undo().ask()) == (before, before.ask())


def test_the_same_answers_lead_to_the_same_question() -> None:
    first = _answer(_answer(_session(), "name", "a"), "skip")
    again = Session(first.strategy, answers=first.answers)
    assert again.ask() == first.ask()


def test_every_answer_is_an_action() -> None:
    session = _session()
    for kind in ("name", "noise", "mixed", "skip"):
        session = _answer(session, kind, "a" if kind == "name" else "")
    assert session.n_actions == 4


def test_what_is_known_is_what_was_said() -> None:
    session = _session()
    for kind, name in (("name", " a "), ("noise", ""), ("mixed", ""), ("skip", ""), ("name", "Noise")):
        session = _answer(session, kind, name)
    known = session.known
    assert (known.labels, known.skipped, known.mixed) == ({0: "a", 1: NOISE, 4: NOISE}, {3}, {(2, 1)})


def test_the_newer_of_two_answers_counts() -> None:
    question = Question(7, (7,), 1)
    session = _session().answer(question, "name", "a").answer(question, "name", "b")
    assert session.known.labels == {7: "b"}


def test_an_answer_wins_over_an_imported_label() -> None:
    session = Session(InOrder("random", np.arange(3)), imported={0: "a"}).answer(Question(0, (0,), 1), "name", "b")
    assert session.known.labels == {0: "b"}


def test_imported_labels_are_not_asked_about() -> None:
    question = Session(InOrder("random", np.arange(3)), imported={0: "a", 1: "b"}).ask()
    assert question is not None and question.row == 2


def test_undo_without_an_answer_says_so() -> None:
    with pytest.raises(InputError, match="expected an answer to undo, got none in this session"):
        _session().undo()


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(InputError, match="expected a name, got an empty one"):
        _answer(_session(), "name", "  ")


def test_an_unknown_kind_of_answer_is_refused() -> None:
    with pytest.raises(InputError, match="expected one of the answers name, noise, mixed, skip, got 'maybe'"):
        _answer(_session(), "maybe")
