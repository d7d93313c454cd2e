"""Several sessions over one catalog: each knows what it holds, and nobody's change gets lost or is shown too late."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Generator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from labeling import answer_all, answers_of, events_of, names_of_categories
from workflow_examples import quick, quick_learn

from coincide.app.browse import Browse
from coincide.app.category_edits import Editor, merge_categories
from coincide.app.label.asked import AskedQuestion, AskedQuestions
from coincide.app.label.desk import LabelDesk
from coincide.app.label.questions import DeskState
from coincide.app.selected_events import label_events
from coincide.app.snapshot import Snapshot
from coincide.catalog import CatalogStore
from coincide.errors import CatalogBusyError
from coincide.learned.spans import span_of
from coincide.workflow.label.questions import Questions

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(browse: Browse) -> Generator[LabelDesk]:
    opened = LabelDesk(browse)
    yield opened
    opened.close()


def _answer(desk: LabelDesk, name: str) -> DeskState:
    return desk.answer(desk.queue(1).questions[0].key, "name", name, 1)


def _interrupt(message: str) -> None:
    raise KeyboardInterrupt(message)


def _names(catalog: Path) -> list[str]:
    return [answer.name for answer in answers_of(catalog)]


def test_an_undo_that_is_interrupted_while_it_waits_takes_nothing_back(catalog: Path) -> None:
    questions = Questions(catalog, on_wait=_interrupt)
    answer_all(questions, ["first", "second", "third"])
    with CatalogStore.open(catalog, write=True, command="coincide learn"), pytest.raises(KeyboardInterrupt):
        questions.undo()
    assert (questions.undo(), questions.names, _names(catalog)) == ("third", ["first", "second"], ["first", "second"])


def test_an_answer_that_is_interrupted_while_it_waits_is_not_given(catalog: Path) -> None:
    questions = Questions(catalog, on_wait=_interrupt)
    asked = questions.ask()
    with CatalogStore.open(catalog, write=True, command="coincide learn"), pytest.raises(KeyboardInterrupt):
        questions.name("first")
    assert (questions.ask(), questions.n_answers, _names(catalog)) == (asked, 0, [])


def test_a_refused_answer_leaves_the_question_in_hand(catalog: Path) -> None:
    questions = Questions(catalog)
    asked = questions.ask()
    with pytest.raises(Exception, match="got an empty one"):
        questions.name(" ")
    assert questions.ask() == asked


def test_an_undo_says_what_it_takes_back_when_somebody_else_was_faster(catalog: Path, desk: LabelDesk) -> None:
    questions = Questions(catalog)
    answer_all(questions, ["first", "second"])
    desk.undo(None, 1)
    assert (questions.undo(), _names(catalog)) == ("first", [])


def test_an_undo_leaves_what_others_answered_meanwhile(catalog: Path) -> None:
    mine, others = Questions(catalog, who="Ana"), Questions(catalog, who="Ben")
    mine.name("mine")
    others.name("theirs")
    assert (mine.undo(), mine.undo(), _names(catalog)) == ("mine", None, ["theirs"])


def test_a_question_that_somebody_else_answered_is_not_asked_again(catalog: Path, desk: LabelDesk) -> None:
    questions = Questions(catalog)
    asked = questions.ask()
    _answer(desk, "from the page")
    assert questions.ask() != asked
    assert questions.names == ["from the page"]


def test_an_answer_is_about_the_question_that_was_shown(catalog: Path, desk: LabelDesk) -> None:
    questions = Questions(catalog)
    shown = questions.ask()
    _answer(desk, "from the page")
    questions.name("from the terminal")
    assert shown is not None
    assert answers_of(catalog)[-1].span == span_of(shown.members[0].event)


@pytest.mark.parametrize("who", ["Ben", ""])
def test_a_desk_leaves_what_was_answered_at_another_one(
    who: str, catalog: Path, browse: Browse, desk: LabelDesk
) -> None:
    key = desk.queue(1).questions[0].key
    theirs = LabelDesk(browse, who=who)
    theirs.answer(key, "name", "theirs", 1)
    theirs.close()
    desk.answer(key, "name", "mine", 1)
    assert _names(catalog) == ["theirs", "mine"]


def test_no_earlier_question_is_made_without_room_for_it() -> None:
    asked, made = AskedQuestions(), list[int]()

    def question(number: int) -> AskedQuestion:
        made.append(number)
        return AskedQuestion((number,), 1, [])

    for number in range(600):
        asked.add_before(str(number), partial(question, number))
    assert (len(asked.of_model), made) == (500, [*range(500)])


def test_names_given_to_categories_show_in_an_open_catalog(catalog: Path, browse: Browse, desk: LabelDesk) -> None:
    for _ in range(6):
        _answer(desk, "trill")
    browse.snapshot()
    desk.save()
    assert "trill" in names_of_categories(catalog)
    assert [each.name for each in browse.snapshot().contents.categories] == names_of_categories(catalog)


def test_a_page_that_takes_back_an_earlier_answer_takes_the_name_of_the_category_back(
    catalog: Path, desk: LabelDesk
) -> None:
    with Questions(catalog) as questions:
        questions.name("trill")
    assert "trill" in names_of_categories(catalog)
    desk.undo(None, 1)
    desk.close()
    assert set(names_of_categories(catalog)) == {None}


def test_names_are_saved_after_somebody_else_answered(catalog: Path, desk: LabelDesk) -> None:
    for _ in range(6):
        _answer(desk, "trill")
    Questions(catalog).name("trill")
    desk.queue(1)
    desk.close()
    assert "trill" in names_of_categories(catalog)


def test_a_session_names_the_categories_that_are_there_by_now(catalog: Path, browse: Browse) -> None:
    with Questions(catalog) as questions:
        answer_all(questions, ["a", "a", "a"])
        numbers = [category.number for category in browse.snapshot().contents.categories][:2]
        with CatalogStore.open(catalog, write=True) as store:
            merge_categories(Editor(store, browse.snapshot()), numbers)
    assert [each.name for each in browse.snapshot().contents.categories] == names_of_categories(catalog)


def test_another_answer_that_is_refused_leaves_the_one_before(catalog: Path, desk: LabelDesk) -> None:
    key = desk.queue(1).questions[0].key
    desk.answer(key, "name", "before", 1)
    with CatalogStore.open(catalog, write=True, command="coincide learn"), pytest.raises(CatalogBusyError):
        desk.answer(key, "name", "after", 1)
    assert (desk.queue(1).names, _names(catalog)) == (["before"], ["before"])


def test_an_answer_about_another_model_can_be_taken_back(sounds: Path, catalog: Path, desk: LabelDesk) -> None:
    _answer(desk, "before")
    quick_learn(sounds, catalog, settings=quick(embed={"steps": 21}))
    desk.queue(1)
    assert (desk.undo(None, 5).n_answers, _names(catalog)) == (0, [])


def test_where_recordings_are_now_shows_in_an_open_catalog(
    sounds: Path, catalog: Path, browse: Browse, tmp_path: Path
) -> None:
    browse.snapshot()
    moved = Path(shutil.copytree(sounds, tmp_path / "moved"))
    assert quick_learn(moved, catalog).what == "unchanged"
    with Browse(catalog) as fresh:
        assert browse.snapshot().contents == fresh.snapshot().contents


class Watched(Browse):
    """Tells when it was looked at."""

    def __init__(self, catalog: Path) -> None:
        super().__init__(catalog)
        self.was_looked_at = threading.Event()

    def snapshot(self) -> Snapshot:
        found = super().snapshot()
        self.was_looked_at.set()
        return found


def test_what_others_answer_while_an_answer_waits_is_known_after_it(catalog: Path) -> None:
    Questions(catalog).name("earlier")
    events, [earlier] = events_of(catalog), answers_of(catalog)
    other = next(span_of(event) for event in events if span_of(event) != earlier.span)
    with Watched(catalog) as browse:
        desk, states = LabelDesk(browse), list[DeskState]()
        key = desk.queue(1).questions[0].key
        with CatalogStore.open(catalog, write=True, command="coincide label") as store:
            browse.was_looked_at.clear()
            answering = threading.Thread(target=lambda: states.append(desk.answer(key, "name", "mine", 5)))
            answering.start()
            assert browse.was_looked_at.wait(60)
            store.answers.put(replace(earlier, span=other, members=(other,), name="a colleague's", id=0))
        answering.join(60)
        desk.close()
    assert _names(catalog) == ["earlier", "a colleague's", "mine"]
    assert (states[0].n_answers, set(states[0].names)) == (3, {"earlier", "a colleague's", "mine"})


def test_the_same_answer_again_names_the_categories_after_labels_of_others(catalog: Path, desk: LabelDesk) -> None:
    key = desk.queue(1).questions[0].key
    desk.answer(key, "name", "trill", 1)
    desk.save()
    with Browse(catalog) as other, CatalogStore.open(catalog, write=True) as store:
        edit = Editor(store, other.snapshot())
        label_events(edit, other.recalled(edit.snapshot), [event.id for event in events_of(catalog)], "buzz")
    desk.answer(key, "name", "trill", 1)
    desk.save()
    assert set(names_of_categories(catalog)) == {"buzz"}
