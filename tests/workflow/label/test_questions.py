"""Sessions of questions: nothing is lost, nothing is asked twice, and all that follows is true."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from labeling import answer_all, answers_of, events_of, labels_of, names_of_categories, row_of, write_table
from workflow_examples import model_id, quick, quick_learn, write_calls

from coincide import errors
from coincide.catalog import CatalogStore
from coincide.errors import CatalogError, InputError
from coincide.workflow.annotations import import_annotations
from coincide.workflow.label.questions import Questions
from coincide.workflow.opened import Catalog

pytestmark = pytest.mark.slow


def _typical(questions: Questions) -> int:
    asked = questions.ask()
    assert asked is not None
    return asked.members[0].event.id


def test_an_answer_is_stored_before_the_next_question(catalog: Path) -> None:
    questions = Questions(catalog, who="Ana")
    typical = events_of(catalog)[questions.row]
    questions.name("trill")
    stored = answers_of(catalog)[0]
    assert (stored.name, stored.who, stored.strategy, stored.model_id) == ("trill", "Ana", "tree", model_id(catalog))
    assert (stored.span.onset_s, stored.members[0]) == (typical.onset_s, stored.span)


def test_asking_twice_is_the_same_question(catalog: Path) -> None:
    questions = Questions(catalog)
    assert questions.ask() == questions.ask()


def test_another_session_goes_on_where_one_was_left(catalog: Path) -> None:
    first = Questions(catalog)
    answer_all(first, ["a", "b", "c"])
    second = Questions(catalog)
    assert (second.names, second.n_answers, _typical(second)) == (["a", "b", "c"], 3, _typical(first))


def test_a_resumed_session_is_as_sure_as_before(catalog: Path) -> None:
    first = Questions(catalog)
    answer_all(first, ["a", "b", "a"])
    second = Questions(catalog)
    assert second.quality == pytest.approx(first.quality)
    assert [p.quality for p in second.curve] == pytest.approx([p.quality for p in first.curve])


def test_the_budget_ends_the_questions(catalog: Path) -> None:
    questions = Questions(catalog, budget=2)
    answer_all(questions, ["a", "b"])
    assert questions.ask() is None
    with pytest.raises(InputError, match="no question left to answer"):
        questions.noise()


def test_a_budget_is_of_one_session(catalog: Path) -> None:
    answer_all(Questions(catalog, budget=2), ["a", "b"])
    asked = Questions(catalog, budget=2).ask()
    assert asked is not None
    assert (asked.number, asked.budget) == (1, 2)


def test_undo_takes_the_answer_and_its_label_back(catalog: Path) -> None:
    questions = Questions(catalog)
    before = _typical(questions)
    questions.name("trill")
    undone = questions.undo()
    assert (undone, _typical(questions), questions.quality, questions.curve) == ("trill", before, 0.0, [])
    assert (answers_of(catalog), labels_of(catalog)) == ([], [])


def test_an_answer_of_an_earlier_session_can_be_undone(catalog: Path) -> None:
    answer_all(Questions(catalog), ["a", "b"])
    questions = Questions(catalog)
    questions.undo()
    assert [answer.name for answer in answers_of(catalog)] == ["a"]
    assert [answer.name for answer in answers_of(catalog, undone=True)] == ["a", "b"]


def test_there_is_nothing_to_undo_at_the_beginning(catalog: Path) -> None:
    assert Questions(catalog).undo() is None


def test_mixed_asks_about_a_part_of_the_group(catalog: Path) -> None:
    questions = Questions(catalog)
    group = questions.ask()
    assert group is not None
    questions.mixed()
    part = questions.ask()
    assert part is not None
    assert part.size < group.size


def test_a_skipped_call_is_not_asked_about_again(catalog: Path) -> None:
    questions = Questions(catalog)
    skipped = [_typical(questions)]
    for _ in range(5):
        questions.skip()
        assert _typical(questions) not in skipped
        skipped.append(_typical(questions))


def test_a_name_in_other_capitals_is_the_same_name(catalog: Path) -> None:
    questions = Questions(catalog)
    answer_all(questions, ["Trill", "  trill "])
    assert questions.names == ["Trill"]


def test_noise_is_no_name_to_choose_from(catalog: Path) -> None:
    questions = Questions(catalog)
    questions.noise()
    questions.name("Noise")
    assert questions.names == []
    assert {label.label for label in labels_of(catalog)} == {"noise"}


def test_an_empty_name_is_told(catalog: Path) -> None:
    with pytest.raises(InputError, match="got an empty one"):
        Questions(catalog).name("  ")


def test_a_number_is_no_name(catalog: Path) -> None:
    with pytest.raises(InputError, match="expected a name in quotes, such as 'trill', got 5"):
        Questions(catalog).name(5)  # pyright: ignore[reportArgumentType]


def test_with_one_name_everything_is_called_so(catalog: Path) -> None:
    questions = Questions(catalog)
    questions.name("trill")
    named = questions.named()
    assert named is not None
    assert (named.names, set(named.best.tolist())) == (("trill",), {0})


def test_categories_are_named_after_their_events(catalog: Path) -> None:
    with Questions(catalog) as questions:
        while questions.n_answers < 12 and questions.ask() is not None:
            questions.name("call")
    assert "call" in names_of_categories(catalog)


def test_categories_lose_their_names_with_the_answers(catalog: Path) -> None:
    with Questions(catalog) as questions:
        answer_all(questions, ["call"] * 6)
    with Questions(catalog) as questions:
        while questions.undo() is not None:
            pass
    assert set(names_of_categories(catalog)) == {None}


def test_a_session_is_a_finished_run(catalog: Path) -> None:
    questions = Questions(catalog, who="Ana", budget=9)
    answer_all(questions, ["a", "b"])
    with CatalogStore.open(catalog) as store:
        run = store.runs.all()[-1]
    assert (run.command, run.status, run.results) == ("label", "finished", {"n_answers": 2})
    assert run.settings == {"strategy": "tree", "budget": 9, "who": "Ana", "asked_by": "coincide label"}


def test_looking_only_is_no_run(catalog: Path) -> None:
    with Questions(catalog) as questions:
        questions.ask()
    with CatalogStore.open(catalog) as store:
        assert [run.command for run in store.runs.all()] == ["learn"]


def test_two_sessions_can_answer_in_turn(catalog: Path) -> None:
    first, second = Questions(catalog, who="Ana"), Questions(catalog, who="Ben")
    first.name("a")
    second.name("b")
    first.name("c")
    assert [answer.who for answer in answers_of(catalog)] == ["Ana", "Ben", "Ana"]


@pytest.mark.parametrize("strategy", ["tree", "random", "k-center", "typical", "uncertain"])
def test_every_strategy_can_be_answered(catalog: Path, strategy: str) -> None:
    questions = Questions(catalog, strategy=strategy, budget=3)
    answer_all(questions, ["a", "b", "a"])
    assert len(questions.labels) == 3


def test_an_unknown_strategy_is_told(catalog: Path) -> None:
    with pytest.raises(InputError, match=r"one of tree, random.*got 'best'"):
        Questions(catalog, strategy="best")


def test_a_negative_budget_is_told(catalog: Path) -> None:
    with pytest.raises(InputError, match="at least 0, got -1"):
        Questions(catalog, budget=-1)


def test_questions_before_learning_are_told(tmp_path: Path) -> None:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    with pytest.raises(CatalogError, match=r"nothing has been learned yet.*Run `coincide learn FOLDER`"):
        Questions(tmp_path / "c.coincide")


def test_imported_labels_are_known_and_not_asked_about(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[Questions(catalog).row]
    import_annotations(catalog, write_table(tmp_path / "t.csv", [row_of(event, "trill")]))
    questions = Questions(catalog)
    assert (questions.names, len(questions.labels), questions.n_answers) == (["trill"], 1, 0)
    assert _typical(questions) != event.id


def test_answers_survive_learning_anew(sounds: Path, catalog: Path) -> None:
    questions = Questions(catalog)
    answer_all(questions, ["a", "b", "c"])
    questions.skip()
    quick_learn(sounds, catalog, settings=quick(embed={"steps": 21}))
    again = Questions(catalog)
    assert (again.names, len(again.labels), again.n_answers) == (["a", "b", "c"], 3, 4)


def test_answers_of_recordings_that_are_gone_are_told_and_kept(sounds: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sounds, tmp_path / "sounds"))
    catalog = quick_learn(folder, tmp_path / "c.coincide").catalog
    questions = Questions(catalog)
    while {answer.span.recording_id for answer in answers_of(catalog)} != {1, 2}:
        questions.name("a")
    (folder / "r1.wav").unlink()
    quick_learn(folder, catalog, settings=quick(embed={"steps": 21}))
    n_gone = sum(answer.span.recording_id == 2 for answer in answers_of(catalog))
    again = Questions(catalog)
    assert f"{n_gone} label" in again.notices[0]
    assert "of 1 recording that is gone: kept" in again.notices[0]
    assert len(answers_of(catalog)) == again.n_answers + n_gone


def test_the_newest_of_two_answers_about_one_event_counts_and_is_told(catalog: Path) -> None:
    questions = Questions(catalog, who="Ana")
    row = questions.row
    questions.name("trill")
    other = Questions(catalog, who="Ben")
    other._log.put(  # noqa: SLF001 - two sessions that began before either answered
        [events_of(catalog)[row]], 1, question="category", answer="name", name="click"
    )
    again = Questions(catalog)
    assert again.named() is not None
    assert again.labels == {row: "click"}
    assert any("answer contradicts an earlier one: `trill` and `click` for r" in notice for notice in again.notices)


def test_a_model_learned_meanwhile_is_told(sounds: Path, catalog: Path) -> None:
    questions = Questions(catalog)
    questions.name("a")
    quick_learn(sounds, catalog, settings=quick(embed={"steps": 21}))
    questions.name("b")
    questions.save()
    assert "A new model has been learned in the meantime" in questions.notices[-1]
    assert [answer.name for answer in answers_of(catalog)] == ["a", "b"]


ANSWER_AND_DIE = """
import os, signal, sys
from pathlib import Path
from coincide.workflow.label.questions import Questions

class Deadly(Questions):
    def _go_on(self):
        if len(self.names) == 3:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        super()._go_on()

questions = Deadly(Path(sys.argv[1]))
for name in "abc":
    questions.name(name)
"""


def test_a_killed_session_loses_no_answer(catalog: Path) -> None:
    source = str(Path(errors.__file__).parents[1])
    died = subprocess.run(
        [sys.executable, "-c", ANSWER_AND_DIE, str(catalog)],
        env=os.environ | {"PYTHONPATH": source},
        check=False,
        timeout=120,
    )
    assert died.returncode in (-getattr(signal, "SIGKILL", 0), signal.SIGTERM)
    assert Questions(catalog).names == ["a", "b", "c"]


def test_a_catalog_object_begins_a_session(catalog: Path) -> None:
    session = Catalog(catalog).questions(budget=4, who="Ana")
    assert (session.ask() is None, repr(session)) == (False, f"Questions('{catalog}', 0 answers, quality 0.00)")


def test_a_notebook_shows_pictures_and_sound(catalog: Path) -> None:
    page = Catalog(catalog).questions(budget=4)._repr_html_()
    assert [part for part in ("Question 1 of 4", "What is this?", "data:image/png", "<audio") if part not in page] == []


def test_a_notebook_shows_all_calls_that_it_says_are_shown(catalog: Path) -> None:
    session = Catalog(catalog).questions(budget=4)
    (n_shown,) = re.findall("([0-9]+) of them shown", session._repr_html_())
    assert session._repr_html_().count("<img") == int(n_shown) > 4


def test_a_session_counts_one_answer_in_the_singular(catalog: Path) -> None:
    session = Catalog(catalog).questions(budget=4)
    session.name("bell")
    assert "1 answer," in repr(session)


def test_a_notebook_shows_the_end(catalog: Path) -> None:
    assert "No question is left" in Catalog(catalog).questions(budget=0)._repr_html_()


def test_a_folder_of_one_recording_can_be_labeled(tmp_path: Path) -> None:
    write_calls(tmp_path / "one" / "r.wav", seed=1)
    questions = Questions(quick_learn(tmp_path / "one", tmp_path / "c.coincide").catalog)
    while questions.ask() is not None:
        questions.name("call")
    assert questions.is_exhausted
    assert questions.quality > 0.9
