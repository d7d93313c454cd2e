"""Is this one call, or two? Asked among the others, stored at once, and heard when events are found next."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from labeling import answers_of
from workflow_examples import quick

from coincide.catalog import CatalogStore, Span, StoredAnswer
from coincide.errors import InputError
from coincide.events import Doubt
from coincide.workflow.label.boundaries import BoundaryDoubt
from coincide.workflow.label.boundary_questions import EVERY, BoundaryQuestions
from coincide.workflow.label.questions import Questions
from coincide.workflow.learn.valley import heard_valley_db, with_heard_valley

DEFAULT_DB = 12.0


def heard(answer: str, dip_db: float, *, question: str = "boundary") -> StoredAnswer:
    span = Span(1, 0, 1.0, 2.0)
    facts = {"at_s": 1.5, "dip_db": dip_db}
    return StoredAnswer(
        span, (span,), 1, question, answer, "", "Ana", "tree", "m1", None, datetime(2026, 1, 1, tzinfo=UTC), facts=facts
    )


def doubts(questions: Questions, n: int) -> BoundaryQuestions:
    """Doubts about the first events: whether each is two that part in its middle."""
    events = questions.contents.events[:n]
    found = [
        BoundaryDoubt(
            e.recording_id, e.channel, Doubt(e.onset_s, e.offset_s, (e.onset_s + e.offset_s) / 2, 11.0, False)
        )
        for e in events
    ]
    return BoundaryQuestions(found, questions.contents)


@pytest.fixture
def questions(catalog: Path) -> Questions:
    session = Questions(catalog, who="Ana")
    session._boundaries = doubts(session, 2)  # noqa: SLF001 - tidy calls leave no doubts
    return session


def _kinds(questions: Questions, n: int) -> list[str]:
    kinds: list[str] = []
    for _ in range(n):
        asked = questions.ask()
        assert asked is not None
        kinds.append(asked.kind)
        questions.one() if asked.kind == "boundary" else questions.name("a")
    return kinds


@pytest.mark.slow
def test_every_third_question_is_about_a_boundary_as_long_as_there_are_any(questions: Questions) -> None:
    kinds = _kinds(questions, 3 * EVERY)
    assert [place for place, kind in enumerate(kinds, start=1) if kind == "boundary"] == [EVERY, 2 * EVERY]


@pytest.mark.slow
def test_a_boundary_is_stored_with_the_dip_that_was_asked_about(catalog: Path, questions: Questions) -> None:
    _kinds(questions, EVERY)
    stored = answers_of(catalog)[-1]
    event = questions.contents.events[0]
    assert (stored.question, stored.answer, stored.span.onset_s) == ("boundary", "one", event.onset_s)
    assert stored.facts == {"at_s": (event.onset_s + event.offset_s) / 2, "dip_db": 11.0}


@pytest.mark.slow
def test_a_boundary_is_no_label(catalog: Path, questions: Questions) -> None:
    _kinds(questions, EVERY)
    with CatalogStore.open(catalog) as store:
        assert len(store.labels.all()) == EVERY - 1
    assert (questions.n_answers, len(questions.curve)) == (EVERY - 1, EVERY - 1)


@pytest.mark.slow
def test_a_boundary_can_be_undone(catalog: Path, questions: Questions) -> None:
    _kinds(questions, EVERY)
    assert questions.undo() == "what you said about a boundary"
    asked = questions.ask()
    assert asked is not None
    assert (asked.kind, len(answers_of(catalog))) == ("boundary", EVERY - 1)


@pytest.mark.slow
def test_a_boundary_can_be_skipped(catalog: Path, questions: Questions) -> None:
    _kinds(questions, EVERY - 1)
    questions.skip()
    assert answers_of(catalog)[-1].answer == "skip"


@pytest.mark.slow
def test_a_boundary_takes_no_name_and_a_category_no_number(questions: Questions) -> None:
    with pytest.raises(InputError, match="this question asks what it is"):
        questions.two()
    _kinds(questions, EVERY - 1)
    with pytest.raises(InputError, match="Answer `one`, `two` or `skip`"):
        questions.name("a")


@pytest.mark.slow
def test_as_many_boundaries_are_sought_as_wanted(catalog: Path) -> None:
    assert Questions(catalog, n_boundaries=2).ask() is not None
    with pytest.raises(InputError, match="at least 0, got -1"):
        Questions(catalog, n_boundaries=-1)


def test_few_answers_leave_the_valley() -> None:
    assert heard_valley_db([heard("two", 10.0)] * 2, default=DEFAULT_DB) is None


def test_two_calls_at_shallow_dips_make_the_valley_shallower() -> None:
    fitted = heard_valley_db([heard("two", 8.0)] * 4, default=DEFAULT_DB)
    assert fitted is not None
    assert fitted < DEFAULT_DB


def test_one_call_at_deep_dips_makes_the_valley_deeper() -> None:
    fitted = heard_valley_db([heard("one", 18.0)] * 4, default=DEFAULT_DB)
    assert fitted is not None
    assert fitted > DEFAULT_DB


@pytest.mark.parametrize("answer", ["skip", "mixed"])
def test_what_says_nothing_about_a_boundary_does_not_count(answer: str) -> None:
    assert heard_valley_db([heard(answer, 8.0)] * 9, default=DEFAULT_DB) is None


@pytest.mark.slow
def test_a_valley_that_was_given_stays(catalog: Path) -> None:
    given = quick(events={"valley_db": DEFAULT_DB})
    with CatalogStore.open(catalog, write=True) as store:
        for onset_s in range(4):
            store.answers.put(heard("two", 4.0 + onset_s))
        assert with_heard_valley(given, store) == given
        assert with_heard_valley(quick(), store).events.valley_db < quick().events.valley_db
