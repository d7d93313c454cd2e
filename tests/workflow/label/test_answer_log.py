"""The answers of a session: in the catalog once they are given, and what the session may go on to believe of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from labeling import answers_of, events_of, names_of_categories
from workflow_examples import model_id

from coincide.catalog import CatalogStore, Stamp
from coincide.errors import CatalogBusyError
from coincide.learned.contents import read_contents
from coincide.learned.current import learned_model
from coincide.workflow.label.answer_log import AnswerLog, Asker


def _log(catalog: Path, who: str = "Ana", timeout_s: float | None = None) -> AnswerLog:
    asker = Asker(who=who, strategy="tree", budget=None, seed=0, model_id=model_id(catalog))
    return AnswerLog(catalog, asker, lambda _: None, timeout_s=timeout_s)


def _put(log: AnswerLog, catalog: Path, name: str, *, replaces: int | None = None) -> int:
    event = events_of(catalog)[0]
    return log.put([event], 5, question="category", answer="name", name=name, replaces=replaces)


def _stamp(catalog: Path) -> Stamp:
    with CatalogStore.open(catalog) as store:
        return store.stamp()


def test_an_answer_is_stored_with_who_gave_it_and_in_which_session(catalog: Path) -> None:
    log = _log(catalog)
    ids = [_put(log, catalog, name) for name in ("a", "b")]
    stored = answers_of(catalog)
    assert [(each.id, each.name, each.who) for each in stored] == [(ids[0], "a", "Ana"), (ids[1], "b", "Ana")]
    assert stored[0].session == stored[1].session


def test_an_answer_takes_the_place_of_another_in_one_moment(catalog: Path) -> None:
    log = _log(catalog)
    second = _put(log, catalog, "b", replaces=_put(log, catalog, "a"))
    assert [each.name for each in answers_of(catalog)] == ["b"]
    assert log.own == [second]


def test_an_answer_is_taken_back_once(catalog: Path) -> None:
    log = _log(catalog)
    answer_id = _put(log, catalog, "a")
    assert (log.take_back(answer_id), log.take_back(answer_id)) == (True, False)
    assert (answers_of(catalog), log.own) == ([], [])


def test_a_session_knows_what_it_said_itself(catalog: Path) -> None:
    log = _log(catalog)
    log.has_read(_stamp(catalog), ())
    _put(log, catalog, "a")
    assert log.knows(_stamp(catalog))


def test_a_session_does_not_know_what_somebody_else_said(catalog: Path) -> None:
    log = _log(catalog)
    log.has_read(_stamp(catalog), ())
    _put(_log(catalog, "Ben"), catalog, "b")
    assert not log.knows(_stamp(catalog))


def test_an_answer_after_somebody_elses_does_not_make_that_known(catalog: Path) -> None:
    log = _log(catalog)
    log.has_read(_stamp(catalog), ())
    _put(_log(catalog, "Ben"), catalog, "b")
    _put(log, catalog, "a")
    assert not log.knows(_stamp(catalog))


def test_a_session_that_was_refused_still_knows_what_it_knew(catalog: Path) -> None:
    log = _log(catalog, timeout_s=0.01)
    before = _stamp(catalog)
    log.has_read(before, ())
    with CatalogStore.open(catalog, write=True, command="coincide learn"), pytest.raises(CatalogBusyError):
        _put(log, catalog, "a")
    assert log.knows(before)


def test_an_answer_that_is_not_noted_in_memory_is_read_again(catalog: Path) -> None:
    log = _log(catalog)
    log.has_read(_stamp(catalog), ())

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        log.put(events_of(catalog)[:1], 5, question="category", answer="name", name="a", remember=interrupted)
    assert not log.knows(_stamp(catalog))


def test_names_that_follow_from_an_older_edition_are_not_written(catalog: Path) -> None:
    log = _log(catalog)
    edition = _stamp(catalog).edition
    with CatalogStore.open(catalog) as store:
        contents = read_contents(store, learned_model(store))
    names = {category.number: "a" for category in contents.categories}
    _put(_log(catalog, "Ben"), catalog, "b")
    assert not log.conclude(contents, names, 1.0, edition=edition)
    assert set(names_of_categories(catalog)) == {None}
    assert log.conclude(contents, names, 1.0, edition=None)
    assert set(names_of_categories(catalog)) == {"a"}
