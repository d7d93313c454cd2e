"""What people said before: contradictions are decided and told, and what fits nothing is told too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from labeling import events_of, row_of, write_table

from coincide.catalog import CatalogStore
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.errors import AnnotationError
from coincide.label import Answer, Question
from coincide.learned.answers import CATEGORY, EarlierAnswers, answer_about
from coincide.learned.opened import LearnedCatalog
from coincide.workflow.annotations import import_annotations
from coincide.workflow.label.questions import Questions

pytestmark = pytest.mark.slow


def _known(questions: Questions) -> dict[int, str]:
    return questions.labels


def _import(catalog: Path, table: Path, who: str = "") -> None:
    import_annotations(catalog, table, who=who)


def test_nothing_said_is_nothing_to_tell(catalog: Path) -> None:
    assert Questions(catalog).notices == []


def test_labels_find_events_that_they_overlap_by_half(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[3]
    _import(catalog, write_table(tmp_path / "t.csv", [row_of(event, "a", shift_s=event.duration_s / 4)]))
    assert _known(Questions(catalog)) == {3: "a"}


def test_labels_that_fit_no_event_are_told(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[3]
    _import(catalog, write_table(tmp_path / "t.csv", [row_of(event, "a", shift_s=event.duration_s * 0.6)]))
    questions = Questions(catalog)
    assert _known(questions) == {}
    assert questions.notices == ["1 imported label overlaps no event by half; kept, but nothing is learned from it."]


def test_of_overlapping_rows_of_one_table_that_which_overlaps_more_counts(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[3]
    shift_s = event.duration_s / 4
    rows = [row_of(event, "good"), row_of(event, "late", shift_s=shift_s), row_of(event, "early", shift_s=-shift_s)]
    _import(catalog, write_table(tmp_path / "t.csv", rows))
    questions = Questions(catalog)
    assert _known(questions) == {3: "good"}
    assert "labels of tables contradict another" in questions.notices[0]
    assert "the label that overlaps the event more counts" in questions.notices[1]


def test_of_two_tables_the_newer_counts(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[3]
    for number, name in enumerate(("first", "then")):
        _import(catalog, write_table(tmp_path / f"{number}.csv", [row_of(event, name)]))
    questions = Questions(catalog)
    assert _known(questions) == {3: "then"}
    assert questions.notices[0].startswith(
        "1 label of a table contradicts another: `first` and `then` for r0.wav at 0:"
    )


def test_the_newer_table_is_the_one_imported_later_though_the_clock_was_set_back(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[3]
    _import(catalog, write_table(tmp_path / "0.csv", [row_of(event, "first")]))
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as connection:
        connection.execute("UPDATE labels SET created_at = '2999-01-01T00:00:00+00:00'")
        connection.commit()
    (catalog / SEAL_NAME).unlink()
    _import(catalog, write_table(tmp_path / "1.csv", [row_of(event, "then")]))
    assert _known(Questions(catalog)) == {3: "then"}


def test_rows_that_say_the_same_contradict_nothing(catalog: Path, tmp_path: Path) -> None:
    event = events_of(catalog)[3]
    for number in range(2):
        _import(catalog, write_table(tmp_path / f"{number}.csv", [row_of(event, "a")]), who=f"{number}")
    assert Questions(catalog).notices == []


def test_an_answer_counts_more_than_a_table_and_that_is_told(catalog: Path, tmp_path: Path) -> None:
    questions = Questions(catalog)
    row = questions.row
    questions.name("mine")
    _import(catalog, write_table(tmp_path / "t.csv", [row_of(events_of(catalog)[row], "theirs")]))
    again = Questions(catalog)
    assert _known(again) == {row: "mine"}
    assert again.notices == ["1 answer counts more than the label of a table for the same event."]


def test_many_contradictions_are_counted(catalog: Path, tmp_path: Path) -> None:
    events = events_of(catalog)[:5]
    for number in range(2):
        _import(catalog, write_table(tmp_path / f"{number}.csv", [row_of(e, f"{number}") for e in events]))
    assert "5 labels of tables contradict another" in Questions(catalog).notices[0]
    assert "and 2 more" in Questions(catalog).notices[0]


def test_a_table_with_times_outside_of_the_file_stores_the_others(catalog: Path, tmp_path: Path) -> None:
    rows = [row_of(events_of(catalog)[3], "in"), ("r0.wav", 99.0, 99.5, "out")]
    imported = import_annotations(catalog, write_table(tmp_path / "t.csv", rows))
    assert (imported.n_new, imported.n_outside, _known(Questions(catalog))) == (1, 1, {3: "in"})


def test_a_table_with_wrong_columns_is_told_and_stores_nothing(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,when,label\nr0.wav,1,x\n")
    with pytest.raises(AnnotationError, match=r"t\.csv"):
        import_annotations(catalog, tmp_path / "t.csv")
    with CatalogStore.open(catalog) as store:
        assert store.labels.all() == []


def test_a_group_that_was_called_mixed_stays_mixed_when_the_model_is_extended(catalog: Path) -> None:
    events = events_of(catalog)[:3]
    said = answer_about(
        events, size=40, question=CATEGORY, answer="mixed", who="", strategy="tree", model_id="not extended yet"
    )
    with CatalogStore.open(catalog, write=True) as store:
        store.answers.put(said)
        store.models.add_info(LearnedCatalog(store).record.id, {"earlier_ids": ["not extended yet"]})
        recalled = LearnedCatalog(store).recalled.answers
    assert [(each.kind, each.question.size) for each in recalled] == [("mixed", 40)]


def test_what_somebody_did_not_know_counts_until_somebody_does() -> None:
    def answer(row: int, name: str) -> Answer:
        return Answer(Question(row, (row,), 1), "name" if name else "skip", name)

    said = (answer(3, ""), answer(5, ""), answer(3, "wren"))
    answers = EarlierAnswers({}, said, (1, 2, 3), frozenset({1, 2, 3}), notices=list[str]())
    assert (answers.unnamed, answers.known) == ({5}, {3: "wren"})


def test_boxes_around_trains_of_events_are_told_with_what_makes_one_event_of_each(
    catalog: Path, tmp_path: Path
) -> None:
    first = [event for event in events_of(catalog) if event.recording_id == events_of(catalog)[0].recording_id]
    trains = [sorted(first, key=lambda event: event.onset_s)[at : at + 4] for at in range(0, 20, 4)]
    rows = [("r0.wav", train[0].onset_s, train[-1].offset_s, "knocks") for train in trains]
    _import(catalog, write_table(tmp_path / "t.csv", rows))
    notice = Questions(catalog).notices[0]
    assert "5 of them hold several events each" in notice and "`--events-unit train`" in notice
