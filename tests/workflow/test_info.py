"""`info` reads numbers alone; what it says of a category is what the events themselves say."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.scale.rows import write_rows
from coincide.catalog import CatalogStore
from coincide.learned.categories import category_facts, event_spans
from coincide.learned.contents import Contents, read_contents
from coincide.learned.current import learned_model
from coincide.records import Category, CategoryFacts
from coincide.workflow.info.info import info


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("rows") / "c.coincide", n_recordings=30, n_events=500)


@pytest.fixture(scope="module")
def contents(catalog: Path) -> Contents:
    with CatalogStore.open(catalog) as store:
        return read_contents(store, learned_model(store))


def _by_size(contents: Contents) -> list[Category]:
    return sorted(contents.categories, key=lambda category: -category.size)


def _whole(facts: CategoryFacts) -> tuple[object, ...]:
    return facts.number, facts.name, facts.size, facts.n_recordings


def _measures(facts: CategoryFacts) -> tuple[float, ...]:
    return facts.certainty, facts.duration_s, facts.low_hz, facts.high_hz


def test_a_category_is_described_as_by_its_events(catalog: Path, contents: Contents) -> None:
    expected: list[CategoryFacts] = []
    for category in _by_size(contents):
        spans = event_spans(contents.events.take(contents.memberships.rows_of(category.number)))
        expected.append(category_facts(category.number, category.name, certainty=category.certainty, spans=spans))
    told = info(catalog).categories
    assert [_whole(each) for each in told] == [_whole(each) for each in expected]
    # Read to the microsecond and the millihertz.
    assert [_measures(each) for each in told] == [pytest.approx(_measures(each), rel=1e-4) for each in expected]


def test_unsure_events_are_counted(catalog: Path, contents: Contents) -> None:
    assert info(catalog).n_unsure == len(contents.memberships.rows_of(None)) > 0


def test_the_example_is_the_most_typical_event(catalog: Path, contents: Contents) -> None:
    first = _by_size(contents)[0]
    event = next(each for each in contents.events if each.id == first.medoid_event_id)
    row = info(catalog).categories[0]
    assert (row.example_recording, row.example_onset_s) == (contents.recordings[event.recording_id].name, event.onset_s)
