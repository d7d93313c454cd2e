"""Does it begin here? Asked first, stored at once, and asked of an event once only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from labeling import answers_of, labels_of

from coincide.catalog import Span
from coincide.drawing.example import Example
from coincide.errors import InputError
from coincide.records import Event
from coincide.workflow.check import check
from coincide.workflow.label.edge_questions import LEAST_CHANGE_S, drawn_facts
from coincide.workflow.label.question import edge_examples
from coincide.workflow.label.questions import Questions

EVENT = Event(1, 1, 0, 1.0, 1.2, 2000.0, 4000.0, 20.0)


def _shown(questions: Questions) -> Event:
    asked = questions.ask()
    assert asked is not None
    assert asked.kind == "edges"
    return asked.members[0].event


@pytest.mark.slow
def test_questions_about_edges_come_first(catalog: Path) -> None:
    questions = Questions(catalog, n_edges=2)
    kinds: list[str] = []
    for _ in range(3):
        asked = questions.ask()
        assert asked is not None
        kinds.append(asked.kind)
        questions.skip()
    assert kinds == ["edges", "edges", "category"]


@pytest.mark.slow
def test_drawn_edges_are_stored_with_the_event_that_was_shown(catalog: Path) -> None:
    questions = Questions(catalog, who="Ana", n_edges=1)
    event = _shown(questions)
    questions.draw(onset_s=event.onset_s - 0.004)
    stored = answers_of(catalog)[-1]
    assert (stored.question, stored.answer, stored.who) == ("edges", "drawn", "Ana")
    assert stored.span == Span(event.recording_id, event.channel, event.onset_s, event.offset_s)
    assert stored.facts == {"onset_s": pytest.approx(event.onset_s - 0.004)}


@pytest.mark.slow
def test_drawn_edges_are_no_label(catalog: Path) -> None:
    questions = Questions(catalog, n_edges=1)
    event = _shown(questions)
    questions.draw(onset_s=event.onset_s, offset_s=event.offset_s)
    assert (labels_of(catalog), questions.n_answers) == ([], 0)


@pytest.mark.slow
def test_a_catalog_that_was_lost_gets_its_drawn_edges_back(catalog: Path) -> None:
    questions = Questions(catalog, n_edges=1)
    event = _shown(questions)
    questions.draw(onset_s=event.onset_s + 0.003)
    assert check(catalog).is_whole
    drawn = answers_of(catalog)
    (catalog / "catalog.sqlite").write_bytes(b"damaged")
    check(catalog, repair=True)
    assert [(each.question, each.facts) for each in answers_of(catalog)] == [(drawn[0].question, drawn[0].facts)]


@pytest.mark.slow
def test_an_event_is_not_asked_about_again(catalog: Path) -> None:
    seen: list[int] = []
    for _ in range(4):
        questions = Questions(catalog, n_edges=1)
        seen.append(_shown(questions).id)
        questions.skip()
    assert len(set(seen)) == 4


@pytest.mark.slow
def test_drawn_edges_can_be_undone(catalog: Path) -> None:
    questions = Questions(catalog, n_edges=2)
    event = _shown(questions)
    questions.draw(offset_s=event.offset_s + 0.01)
    assert questions.undo() == "what you said about edges"
    assert (answers_of(catalog), _shown(questions)) == ([], event)


@pytest.mark.slow
def test_a_question_about_edges_takes_no_name_and_others_take_no_edges(catalog: Path) -> None:
    questions = Questions(catalog, n_edges=1)
    with pytest.raises(InputError, match="asks where a call begins and ends"):
        questions.name("a")
    questions.skip()
    with pytest.raises(InputError, match="only questions about edges can be answered with times"):
        questions.draw(onset_s=1.0)


@pytest.mark.slow
def test_edges_that_were_refused_leave_the_question(catalog: Path) -> None:
    questions = Questions(catalog, n_edges=1)
    event = _shown(questions)
    with pytest.raises(InputError, match="an edge can be moved by up to"):
        questions.draw(offset_s=event.offset_s + 1.0)
    assert _shown(questions) == event


@pytest.mark.parametrize(("length_s", "shown_s"), [(0.02, 0.01), (0.5, 0.03)])
def test_both_edges_are_shown_closely_and_apart(length_s: float, shown_s: float) -> None:
    example = Example("a.wav", 1.0, 1.0 + length_s, 1.0, np.zeros(100, dtype=np.float32), 1000, 0.95)
    first, last = edge_examples(example)
    assert (first.onset_s, first.offset_s) == pytest.approx((1.0, 1.0 + shown_s))
    assert (last.onset_s, last.offset_s) == pytest.approx((1.0 + length_s - shown_s, 1.0 + length_s))


def test_what_was_not_said_is_not_stored() -> None:
    assert drawn_facts(EVENT, duration_s=2.0, offset_s=1.19) == {"offset_s": 1.19}


@pytest.mark.parametrize(
    ("onset_s", "offset_s", "message"),
    [
        (None, None, "expected where the event begins, ends, or both"),
        (1.2, 1.1, "must begin before it ends"),
        (-0.1, None, "must begin before it ends"),
        (None, 2.1, "within the 2.000 s of its recording"),
        (0.7, None, "an edge can be moved by up to 200 ms"),
    ],
)
def test_edges_that_do_not_fit_the_event_are_told(onset_s: float | None, offset_s: float | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        drawn_facts(EVENT, duration_s=2.0, onset_s=onset_s, offset_s=offset_s)


def test_an_edge_of_a_click_may_be_moved_by_more_than_its_length() -> None:
    click = Event(1, 1, 0, 1.0, 1.002, 2000.0, 4000.0, 20.0)
    assert drawn_facts(click, duration_s=2.0, offset_s=1.002 + 0.9 * LEAST_CHANGE_S)
