"""The bridge to the product's catalogs. Without the product, its tests are left out, and say so."""

from __future__ import annotations

import importlib.util
import sqlite3

import pytest

from coincide_logic import FileError, LimitError, PrologError
from coincide_logic.bridge import ask_catalog, open_catalog

if importlib.util.find_spec("coincide") is None:
    pytest.skip("the product `coincide` is not installed: the bridge is not tested", allow_module_level=True)

from catalogs import make_catalog
from questions import QUESTIONS, by_prolog, by_sql


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return make_catalog(tmp_path_factory.mktemp("bridge") / "sea.coincide", n_events=150)


@pytest.mark.parametrize(("prolog", "sql"), [pair[1:] for pair in QUESTIONS], ids=[pair[0] for pair in QUESTIONS])
def test_a_question_is_answered_as_by_sql(catalog, prolog, sql):
    answers = by_prolog(catalog, prolog)
    assert answers == by_sql(catalog, sql)
    assert answers != []


def test_a_query_is_limited_without_being_told(catalog, monkeypatch):
    monkeypatch.setattr("coincide_logic.bridge.LIMITS", {"steps": 1000})
    with pytest.raises(LimitError, match="steps=1000"):
        list(ask_catalog(catalog, "repeat, fail"))


@pytest.mark.parametrize(
    "change", ["assertz(event(1, a, 0, 1, 2))", "retract(event(_, _, _, _, _))", "retractall(label(_, _, _))"]
)
def test_facts_cannot_be_changed(catalog, change):
    with pytest.raises(PrologError, match="may not modify static procedure"):
        open_catalog(catalog).once(change)


def test_a_query_opens_no_file(catalog):
    with pytest.raises(PrologError, match="may not open"):
        open_catalog(catalog).once("open('catalog.sqlite', read, _)")


def test_a_catalog_is_only_read(catalog):
    before = (catalog / "catalog.sqlite").read_bytes()
    assert list(ask_catalog(catalog, "follows(A, B)")) != []
    assert (catalog / "catalog.sqlite").read_bytes() == before


def test_a_folder_that_is_no_catalog_is_named(call, tmp_path):
    code, _, err = call("ask", tmp_path, "true")
    assert (code, "expected a catalog with catalog.sqlite in it" in err) == (1, True)


def test_a_database_that_is_no_catalog_is_named(tmp_path):
    with sqlite3.connect(tmp_path / "catalog.sqlite") as database:
        database.execute("CREATE TABLE other (x)")
    database.close()
    with pytest.raises(FileError, match="cannot be read as a catalog of this version: no such table"):
        open_catalog(tmp_path)


def test_the_command_prints_answers_and_json(call, catalog):
    code, out, _ = call("ask", catalog, "aggregate_all(count, event(_, _, _, _, _), N)")
    assert (code, out) == (0, "N = 150\n")
    code, out, _ = call("ask", catalog, "category(E, 1)", "--json", "--limit", 1)
    assert (code, out.startswith('{"E": ')) == (0, True)


def test_a_query_about_times_says_that_some_events_have_none(call, catalog):
    event = open_catalog(catalog).once("untimed(Event)")["Event"]
    assert list(ask_catalog(catalog, f"hour({event}, _)")) == []
    _, _, err = call("ask", catalog, f"dawn({event})")
    assert f"such as {event}: whether it was dawn or dusk is unknown for them, and not false" in err


def test_a_query_about_other_things_says_nothing_of_times(call, catalog):
    assert call("ask", catalog, "category(E, 1)", "--limit", 1)[2] == ""
