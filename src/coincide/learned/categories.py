"""The categories in numbers: how long, how high and how widespread their events are, and which are typical.

`read_contents` makes three objects of each event, which takes half a minute and a gigabyte for a million events. Who
tells only about the whole reads `read_numbers`, in two seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, damaged
from coincide.records import UNSURE, Category, CategoryFacts, Event, Recording


def event_spans(events: Sequence[Event]) -> NDArray[np.float64]:
    """Return length in seconds, lowest and highest frequency, and recording of each event, (n, 4)."""
    found = [(event.duration_s, event.low_hz, event.high_hz, event.recording_id) for event in events]
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def category_facts(number: int, name: str | None, *, certainty: float, spans: NDArray[np.float64]) -> CategoryFacts:
    """Describe a category by its members, at least one.

    Parameters
    ----------
    number : from 1; `UNSURE` for the events without a category.
    certainty : mean of its members.
    spans : (members, 4), see `event_spans`.
    """
    duration_s, low_hz, high_hz = np.median(spans[:, :3], axis=0).tolist()
    n_recordings = len(np.unique(spans[:, 3]))
    return CategoryFacts(number, name, len(spans), certainty, duration_s, low_hz, high_hz, n_recordings)


def typical_rows(
    rows: NDArray[np.int64], embeddings: NDArray[np.float32], owners: NDArray[np.float64], limit: int
) -> list[int]:
    """Choose members near the middle: the nearest of each recording in turn.

    Parameters
    ----------
    rows : (m,) of a category.
    embeddings : (m, dim), unit rows.
    owners : (m,) the recording of each.
    """
    nearest = np.argsort(-(embeddings @ embeddings.mean(axis=0)), kind="stable")
    by_owner = np.argsort(owners[nearest], kind="stable")
    is_first = np.diff(owners[nearest][by_owner], prepend=-1.0) != 0
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(rows)), 0))
    turns = np.empty(len(rows), dtype=np.int64)
    turns[by_owner] = np.arange(len(rows)) - starts
    return rows[nearest[np.argsort(turns, kind="stable")[:limit]]].tolist()


@dataclass(frozen=True)
class ContentNumbers:
    """The events of the current model, by category.

    Attributes
    ----------
    recordings : by id, present or not.
    spans : (n, 6), see `coincide.catalog.nouns.categories.Categories.spans`; by category, unsure ones first.
    medoids : the most typical event of each category, by id.
    """

    model: ModelRecord
    recordings: Mapping[int, Recording]
    categories: Sequence[Category]
    spans: NDArray[np.float64]
    medoids: Mapping[int, Event]

    @cached_property
    def recording_ids(self) -> set[int]:
        """The recordings that the events are in."""
        return set(np.unique(self.spans[:, 5]).astype(np.int64).tolist())

    def spans_in(self, number: int) -> NDArray[np.float64]:
        """Return the spans of the events of a category, or of the unsure ones (`UNSURE`)."""
        start, stop = np.searchsorted(self.spans[:, 1], [number, number + 1])
        return self.spans[start:stop]


def read_numbers(store: CatalogStore, model: ModelRecord) -> ContentNumbers:
    """Read what the catalog holds about its current model, in numbers.

    Raises
    ------
    DamagedCatalogError : its rows do not fit together.
    """
    with store.view():
        event_ids = np.array(store.models.event_ids(model.id), dtype=np.int64)
        recordings = {recording.id: recording for recording in store.recordings.all()}
        spans = store.categories.spans(model.id)
        categories = store.categories.all(model.id)
        medoids = store.events.by_id(category.medoid_event_id for category in categories)
    ids = spans[:, 0].astype(np.int64)
    if len(ids) != len(event_ids) or not np.array_equal(np.sort(ids), np.sort(event_ids)):
        raise damaged("some events of its model are missing, or have no category", store.folder)
    if not np.isin(np.unique(spans[:, 5]), list(recordings)).all():
        raise damaged("recordings of its events are missing", store.folder)
    if not np.isin(np.unique(spans[:, 1]), [UNSURE, *(category.number for category in categories)]).all():
        raise damaged("some events are in a category that is missing", store.folder)
    placed = {int(event): int(number) for event, number in spans[np.isin(ids, list(medoids)), :2]}
    if any(placed.get(category.medoid_event_id) != category.number for category in categories):
        raise damaged("the typical event of a category is in another one", store.folder)
    by_category = spans[np.argsort(spans[:, 1], kind="stable")]
    return ContentNumbers(model, recordings, categories, by_category, medoids)
