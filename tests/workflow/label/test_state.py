"""Where labeling stands: the same answers lead to the same state, whatever was said and taken back on the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import Answer, AnswerKind
from coincide.learned.answers import EarlierAnswers
from coincide.workflow.label.state import LabelState

N_EVENTS = 24
NOTHING = EarlierAnswers({}, (), (), frozenset(), notices=list[str]())
_KINDS: st.SearchStrategy[AnswerKind] = st.sampled_from(["name", "name", "noise", "mixed", "skip"])
_SAID = st.lists(st.tuples(_KINDS, st.sampled_from(["a", "b"])), min_size=1, max_size=5)


def _embeddings() -> np.ndarray:
    rng = np.random.default_rng(1)
    rows = np.repeat(np.eye(4, 8), N_EVENTS // 4, axis=0) + 0.1 * rng.standard_normal((N_EVENTS, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _state(*answers: Answer, **labels: str) -> LabelState:
    known = {int(row[1:]): name for row, name in labels.items()}
    recalled = replace(NOTHING, labels=known, answers=answers)
    return LabelState(_embeddings(), recalled, strategy="tree", budget=None, seed=0)


def _facts(state: LabelState) -> tuple[object, ...]:
    return state.labels, state.names, state.n_answers, state.ask(), state.points, pytest.approx(state.quality)


def _answered(said: list[tuple[AnswerKind, str]]) -> LabelState:
    state = _state()
    for kind, name in said:
        question = state.ask()
        if question is None:
            break
        state.answer(question, kind, name if kind == "name" else "")
    return state


@examples(20)
@given(said=_SAID)
def test_a_session_that_goes_on_stands_where_it_was(said: list[tuple[AnswerKind, str]]) -> None:
    state = _answered(said)
    assert _facts(_state(*state.answers)) == _facts(state)


@examples(20)
@given(said=_SAID, which=st.integers(0, 4))
def test_an_answer_that_is_taken_back_was_never_given(said: list[tuple[AnswerKind, str]], which: int) -> None:
    state = _answered(said)
    kept = list(state.answers)
    gone = kept.pop(which % len(kept))
    assert state.take_back(which % (len(kept) + 1)) == gone
    assert _facts(state) == _facts(_state(*kept))


def test_imported_labels_are_known_before_the_first_answer() -> None:
    state = _state(r0="zip", r6="noise")
    assert (state.labels, state.names, state.n_answers) == ({0: "zip", 6: "noise"}, ["zip"], 0)


def test_questions_asked_ahead_are_those_that_follow_when_nobody_can_tell() -> None:
    state, ahead = _state(), _state().ahead(3)
    for question in ahead:
        assert state.ask() == question
        state.answer(question, "skip", "")


def test_questions_asked_ahead_leave_out_what_something_else_asks_about() -> None:
    first, second = _state().ahead(2)
    assert _state().ahead(1, without=[first.row]) == [second]


def test_the_most_probable_name_is_that_of_the_neighbors() -> None:
    state = _state(r0="a", r6="b")
    place = state.place(1)
    assert place is not None
    assert state.likely(place, 1)[0][0] == "a"


def test_a_naming_that_was_begun_does_not_see_later_answers() -> None:
    state = _state(r0="a")
    naming = state.naming()
    question = state.ask()
    assert question is not None
    state.answer(question, "name", "b")
    named = naming()
    assert named is not None
    assert named.names == ("a",)
