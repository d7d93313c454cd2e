"""Names of categories: most events of a category must have one, and what a person said of a whole category counts."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from labeling import names_of_categories, row_of, write_table

from coincide.app.browse import Browse
from coincide.app.category_edits import Editor, name_category
from coincide.catalog import CatalogStore
from coincide.label import Consolidator
from coincide.learned import names
from coincide.learned.contents import Contents, read_contents
from coincide.learned.current import learned_model
from coincide.learned.names import (
    SURE,
    NamedEvents,
    category_names,
    mixed_categories,
    name_events,
    names_by_hand,
    rename_categories,
)
from coincide.workflow.annotations import export_annotations, import_annotations
from coincide.workflow.label.questions import Questions


def _contents(catalog: Path) -> Contents:
    with CatalogStore.open(catalog) as store:
        return read_contents(store, learned_model(store))


def _by_hand(catalog: Path) -> dict[int, str]:
    with CatalogStore.open(catalog) as store:
        return names_by_hand(store, read_contents(store, learned_model(store)))


def _name(catalog: Path, number: int, name: str) -> None:
    with Browse(catalog) as browse, CatalogStore.open(catalog, write=True) as store:
        name_category(Editor(store, browse.snapshot()), number, name)


def _named(contents: Contents, share: float, sureness: float = 1.0) -> NamedEvents:
    """Call a share of the first category `a`, the rest of all events `b`."""
    n = len(contents.events)
    rows = contents.memberships.rows_of(1)
    best = np.ones(n, dtype=np.int64)
    best[rows[: round(share * len(rows))]] = 0
    return NamedEvents(("a", "b"), best, np.full(n, sureness, dtype=np.float32))


@pytest.mark.parametrize(("share", "name"), [(1.0, "a"), (0.8, "a"), (0.2, "b")])
def test_a_category_has_the_name_of_most_of_its_events(learned: Path, share: float, name: str) -> None:
    contents = _contents(learned)
    assert category_names(contents, _named(contents, share))[1] == name


def test_a_category_whose_events_are_not_surely_anything_has_no_name(learned: Path) -> None:
    contents = _contents(learned)
    assert set(category_names(contents, _named(contents, 1.0, SURE - 0.01)).values()) == {None}


def test_events_are_named_the_same_however_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows = np.repeat(np.eye(3, 8), 20, axis=0) + 0.2 * rng.normal(size=(60, 8))
    embeddings = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    pool = np.arange(0, 60, 2)
    now = Consolidator(embeddings[pool]).consolidate({0: "a", 10: "b", 20: "c"})
    whole = name_events(now, pool, embeddings)
    monkeypatch.setattr(names, "_AT_ONCE", 7)
    parted = name_events(now, pool, embeddings)
    np.testing.assert_array_equal(parted.best, whole.best)
    np.testing.assert_allclose(parted.sureness, whole.sureness, atol=1e-6)
    assert len(set(whole.best[1::2].tolist())) == 3


def test_without_labels_no_category_has_a_name(learned: Path) -> None:
    assert set(category_names(_contents(learned), None).values()) == {None}


def test_a_session_counts_the_names_that_exported_tables_have(catalog: Path, tmp_path: Path) -> None:
    with Questions(catalog) as questions:
        questions.name("trill")
        questions.noise()
        counts = dict(questions.counts_by_name())
    (table,) = export_annotations(catalog, tmp_path / "events.csv", format="csv")
    with table.open(newline="") as rows:
        assert counts == Counter(row["label"] for row in csv.DictReader(rows))


def test_of_two_names_by_hand_the_later_counts(catalog: Path) -> None:
    _name(catalog, 1, "first")
    _name(catalog, 1, "second")
    assert _by_hand(catalog) == {1: "second"}


def test_answers_to_questions_are_not_names_by_hand(catalog: Path) -> None:
    with Questions(catalog) as questions:
        questions.name("trill")
    assert _by_hand(catalog) == {}


def test_a_name_by_hand_outlives_labels_of_all_events(catalog: Path, tmp_path: Path) -> None:
    contents = _contents(catalog)
    rows = [row_of(contents.events[row], "trill") for row in contents.memberships.rows_of(1).tolist()]
    import_annotations(catalog, write_table(tmp_path / "t.csv", rows))
    _name(catalog, 1, "by hand")
    with CatalogStore.open(catalog, write=True) as store:
        rename_categories(store, seed=0)
    assert names_of_categories(catalog)[0] == "by hand"


def _mixed(catalog: Path, share: float, *, labeled: list[int] | None = None) -> list[str]:
    with CatalogStore.open(catalog) as store:
        contents = read_contents(store, learned_model(store))
        return mixed_categories(store, contents, _named(contents, share), labeled or [])


def test_a_category_with_many_events_of_another_name_is_told(learned: Path) -> None:
    told = _mixed(learned, 0.7)
    assert len(told) == 1
    assert "category 1" in told[0] and "are called `a`" in told[0] and "more probably `b`" in told[0]


def test_a_category_of_one_name_is_not_told(learned: Path) -> None:
    assert _mixed(learned, 0.97) == []


def test_events_with_a_label_of_their_own_make_no_category_mixed(learned: Path) -> None:
    assert _mixed(learned, 0.7, labeled=_contents(learned).memberships.rows_of(1).tolist()) == []


def test_a_category_that_a_person_named_as_a_whole_is_not_told(catalog: Path) -> None:
    _name(catalog, 1, "a")
    assert _mixed(catalog, 0.7) == []
