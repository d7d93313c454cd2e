"""The categories in numbers: how long, how high and how widespread their events are, and which are typical.

Code that describes whole categories calls `read_numbers`, which reads a million events in a second; `read_contents`
takes three.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, damaged
from coincide.learned.grouping import OURS
from coincide.record_arrays import EventArray
from coincide.records import UNSURE, Category, CategoryFacts, Event, Recording

_N_LOOKED_AT = 200
"""Members that are sorted to choose typical ones; sorting all of a million takes most of the time."""


def event_spans(events: Sequence[Event]) -> NDArray[np.float64]:
    """Return length in seconds, lowest and highest frequency, and recording of each event, (n, 4)."""
    columns = EventArray.of(events)
    return np.column_stack(
        (columns.durations_s, columns.lows_hz, columns.highs_hz, columns.recording_ids.astype(np.float64))
    )


def category_facts(number: int, name: str | None, *, certainty: float, spans: NDArray[np.float64]) -> CategoryFacts:
    """Describe a category by its members, at least one.

    Parameters
    ----------
    number : from 1; `UNSURE` for the events without a category.
    certainty : mean of its members.
    spans : (members, 4), see `event_spans`.
    """
    duration_s, low_hz, high_hz = np.median(spans[:, :3], axis=0).tolist()
    n_recordings = int(np.count_nonzero(np.bincount(spans[:, 3].astype(np.int64))))
    return CategoryFacts(number, name, len(spans), certainty, duration_s, low_hz, high_hz, n_recordings)


def typical_rows(
    rows: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    owners: NDArray[np.int64] | NDArray[np.float64],
    limit: int,
) -> list[int]:
    """Choose members near the middle: the nearest of each recording in turn.

    Parameters
    ----------
    rows : (m,) of a category.
    embeddings : (m, dim), unit rows.
    owners : (m,) the recording of each.
    """
    closeness, n_looked_at = embeddings @ embeddings.mean(axis=0), _N_LOOKED_AT
    nearest = _highest(closeness, n_looked_at)
    # Who comes from a recording that is not among the nearest has its turn before the second of any recording.
    while len(nearest) < len(rows) and len(np.unique(owners[nearest])) < limit:
        n_looked_at *= 8
        nearest = _highest(closeness, n_looked_at)
    by_owner = np.argsort(owners[nearest], kind="stable")
    is_first = np.diff(owners[nearest][by_owner], prepend=-1) != 0
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(nearest)), 0))
    turns = np.empty(len(nearest), dtype=np.int64)
    turns[by_owner] = np.arange(len(nearest)) - starts
    return rows[nearest[np.argsort(turns, kind="stable")[:limit]]].tolist()


def _highest(values: NDArray[np.float32], n: int) -> NDArray[np.int64]:
    """Return where the n highest values are and those equal to the last of them, highest first, then by place."""
    if n >= len(values):
        return np.argsort(-values, kind="stable")
    found = np.flatnonzero(values >= np.partition(values, -n)[-n])
    return found[np.argsort(-values[found], kind="stable")]


@dataclass(frozen=True)
class ContentNumbers:
    """The events of the current model, by category.

    Attributes
    ----------
    recordings : by id, present or not.
    numbers : (n,) category of each event, ascending; `UNSURE`, the lowest, for none.
    spans : (n, 4), see `event_spans`; in this order, to the microsecond and the millihertz.
    medoids : the most typical event of each category, by id.
    """

    model: ModelRecord
    recordings: Mapping[int, Recording]
    categories: Sequence[Category]
    numbers: NDArray[np.int64]
    spans: NDArray[np.float64]
    medoids: Mapping[int, Event]

    @cached_property
    def recording_ids(self) -> set[int]:
        """The recordings that the events are in."""
        return set(np.flatnonzero(np.bincount(self.spans[:, 3].astype(np.int64))).tolist())

    def spans_in(self, number: int) -> NDArray[np.float64]:
        """Return the spans of the events of a category, or of the unsure ones (`UNSURE`)."""
        start, stop = np.searchsorted(self.numbers, [number, number + 1])
        return self.spans[start:stop]


def read_numbers(store: CatalogStore, model: ModelRecord) -> ContentNumbers:
    """Read what the catalog holds about its current model, in numbers.

    Raises
    ------
    DamagedCatalogError : its rows do not fit together.
    """
    with store.view():
        event_ids = store.models.event_ids(model.id)
        recordings = {recording.id: recording for recording in store.recordings.all()}
        found = store.event_columns.read_spans(model.id, method=OURS)
        categories = store.categories.all(model.id)
        medoids = store.events.by_id(category.medoid_event_id for category in categories)
    if not np.array_equal(found["id"], np.sort(event_ids)):
        raise damaged("some events of its model are missing, or have no category", store.folder)
    check_rows(store.folder, recordings, categories, found["id"], found["recording_id"], found["category"])
    order = np.argsort(found["category"], kind="stable")
    units = {"length_us": 1e6, "low_mhz": 1e3, "high_mhz": 1e3, "recording_id": 1}
    spans = np.column_stack([found[name][order] / unit for name, unit in units.items()])
    return ContentNumbers(model, recordings, categories, found["category"][order], spans, medoids)


def check_rows(
    catalog: Path,
    recordings: Collection[int],
    categories: Sequence[Category],
    ids: NDArray[np.int64],
    recording_ids: NDArray[np.int64],
    numbers: NDArray[np.integer],
) -> None:
    """Check that the rows of a model refer to rows that exist, so that readers can rely on it.

    Parameters
    ----------
    ids, recording_ids, numbers : (n,) the events, their recordings and categories; `UNSURE` for none.

    Raises
    ------
    DamagedCatalogError : they do not.
    """
    if not np.isin(np.unique(recording_ids), list(recordings)).all():
        raise damaged("recordings of its events are missing", catalog)
    if not np.isin(np.unique(numbers), [UNSURE, *(category.number for category in categories)]).all():
        raise damaged("some events are in a category that is missing", catalog)
    is_medoid = np.isin(ids, [category.medoid_event_id for category in categories])
    placed = dict(zip(ids[is_medoid].tolist(), numbers[is_medoid].tolist(), strict=True))
    if any(placed.get(category.medoid_event_id) != category.number for category in categories):
        raise damaged("the typical event of a category is in another one", catalog)
