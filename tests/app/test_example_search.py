"""Searches that stay open beside a catalog which others write to."""

from __future__ import annotations

from pathlib import Path

import pytest
from labeling import events_of
from workflow_examples import quick, quick_learn

from coincide.app.browse import Browse
from coincide.app.category_edits import Editor, merge_categories
from coincide.app.example_search import ExampleSearch
from coincide.catalog import CatalogStore
from coincide.errors import InputError
from coincide.learned.originals import Originals

pytestmark = pytest.mark.slow


@pytest.fixture
def search(browse: Browse) -> ExampleSearch:
    return ExampleSearch(browse, Originals(browse.store.files.get))


def _ids(search: ExampleSearch, event_id: int, k: int = 5) -> list[int]:
    return [hit.id for hit in search.by_event(event_id, metric="embedding", k=k)]


def test_a_stretch_finds_the_event_in_it_first(search: ExampleSearch, catalog: Path) -> None:
    event = events_of(catalog)[4]
    hits = search.by_stretch(event.recording_id, event.onset_s, event.offset_s, channel=None, metric="embedding", k=1)
    assert [hit.id for hit in hits] == [event.id]


def test_a_new_model_answers_at_once(search: ExampleSearch, sounds: Path, catalog: Path) -> None:
    _ids(search, 3)
    quick_learn(sounds, catalog, settings=quick(embed={"steps": 30}))
    with Browse(catalog) as fresh:
        assert _ids(search, 3) == _ids(ExampleSearch(fresh, Originals(fresh.store.files.get)), 3)


def test_categories_that_were_joined_show_in_hits(search: ExampleSearch, browse: Browse, catalog: Path) -> None:
    before = search.by_event(3, metric="embedding", k=100)
    numbers = [category.number for category in browse.snapshot().contents.categories]
    with CatalogStore.open(catalog, write=True) as store:
        merge_categories(Editor(store, browse.snapshot()), numbers)
    after = search.by_event(3, metric="embedding", k=100)
    assert [hit.id for hit in after] == [hit.id for hit in before]
    assert len({hit.category for hit in before if hit.category is not None}) > 1
    assert len({hit.category for hit in after if hit.category is not None}) == 1


@pytest.mark.parametrize(
    ("onset_s", "offset_s", "message"),
    [
        (2.0, 1.0, "a stretch must end after it begins, got 2 to 1 s"),
        (14.0, 99.0, r"the stretch must lie within the 15.00 s of `r0.wav`, got 14 to 99 s"),
    ],
)
def test_a_stretch_that_is_none_is_refused(
    search: ExampleSearch, onset_s: float, offset_s: float, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        search.by_stretch(1, onset_s, offset_s, channel=None, metric="embedding", k=1)


def test_amounts_beyond_the_limit_are_refused(search: ExampleSearch) -> None:
    with pytest.raises(InputError, match="`k` must be from 1 to 1000, got 1001"):
        _ids(search, 3, k=1001)
