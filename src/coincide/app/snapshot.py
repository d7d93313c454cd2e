"""What a learned catalog holds at one moment, in a shape that answers questions about any event fast.

A server reads it once and keeps it as long as the catalog's `Stamp` stays the same; 50,000 events take about 5 MB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, Stamp
from coincide.drawing.sound import slowdown
from coincide.errors import NoSuchError
from coincide.learned.contents import Contents
from coincide.learned.model_files import ModelFiles
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import EventFinder
from coincide.record_arrays import rows_by
from coincide.records import Category, Event, Recording, category_number
from coincide.survey import PlacedRecording

_OF_EVENTS = ("rows_by_recording", "finder", "embeddings")
"""What depends on the events alone."""


@dataclass(frozen=True)
class Snapshot:
    """The current model and its events.

    Attributes
    ----------
    files : of the model.
    stamp : of the catalog when this was read.
    """

    contents: Contents
    files: ModelFiles
    stamp: Stamp

    @property
    def model(self) -> ModelRecord:
        """The model."""
        return self.contents.model

    @property
    def row_of(self) -> Mapping[int, int]:
        """Row by event id."""
        return self.contents.events.row_of

    @property
    def category(self) -> NDArray[np.int32]:
        """Category of each event, (n,); `UNSURE` for none."""
        return self.contents.memberships.categories

    @property
    def certainty(self) -> NDArray[np.float64]:
        """Certainty of each event, (n,)."""
        return self.contents.memberships.certainties

    @cached_property
    def rows_by_category(self) -> Mapping[int, NDArray[np.int64]]:
        """Ascending rows by category, `UNSURE` among them."""
        return rows_by(self.category)

    @cached_property
    def rows_by_recording(self) -> Mapping[int, NDArray[np.int64]]:
        """Rows by recording, in the order of their onsets."""
        return rows_by(self.contents.events.recording_ids, then=self.contents.events.onsets_s)

    @cached_property
    def finder(self) -> EventFinder:
        """Finds events by recording and time."""
        return EventFinder(self.contents.events)

    @cached_property
    def embeddings(self) -> NDArray[np.float32]:
        """Embeddings (n, dim), unit rows, read from the disk as they are used."""
        return self.files.embeddings()

    def rows_in(self, number: int | None) -> NDArray[np.int64]:
        """Return the rows of a category, or of the unsure events (None); none if there are none."""
        return self.rows_by_category.get(category_number(number), np.zeros(0, dtype=np.int64))

    def surest_first(self, number: int | None) -> list[int]:
        """Return the rows of a category, or of the unsure events (None), the surest first.

        Raises
        ------
        NoSuchError : there is no such category.
        """
        if number is not None:
            self.category_record(number)
        rows = self.rows_in(number)
        return rows[np.argsort(-self.certainty[rows], kind="stable")].tolist()

    def category_record(self, number: int) -> Category:
        """Return a category.

        Raises
        ------
        NoSuchError : there is none of that number.
        """
        found = next((each for each in self.contents.categories if each.number == number), None)
        if found is None:
            raise NoSuchError(
                f"there is no category {number}; there are {len(self.contents.categories)}. Reload the page."
            )
        return found


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event as a person sees it.

    Attributes
    ----------
    category : None for unsure, or for an event that is not of the current model.
    category_name : what its category is called, None without a name; the event is called this unless it has a `label`.
    label : what people said about it, None if nothing.
    slowdown : how many times slower its sound is played.
    site : where it was recorded; empty where not known.
    time_utc, time_local : when it begins, in UTC and by the clocks of the place; None where the recorder told no time,
        or one without a zone.
    version : changes whenever its picture and sound could; for addresses that may be kept forever.
    """

    id: int
    recording_id: int
    recording_name: str
    channel: int
    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    snr_db: float
    category: int | None
    category_name: str | None
    certainty: float
    label: str | None
    slowdown: int
    site: str
    time_utc: datetime | None
    time_local: datetime | None
    version: str


def read_snapshot(store: CatalogStore, stamp: Stamp) -> Snapshot:
    """Read the current model.

    Raises
    ------
    NotLearnedError : nothing has been learned yet.
    """
    learned = LearnedCatalog(store)
    return Snapshot(learned.contents, learned.files, stamp)


def regrouped(store: CatalogStore, old: Snapshot, stamp: Stamp, recordings: Mapping[int, Recording]) -> Snapshot:
    """Read the categories of a snapshot again; its events are still the same."""
    with store.view():
        learned = LearnedCatalog(store)
        model = learned.record
        contents = replace(
            old.contents,
            model=model,
            recordings=recordings,
            categories=store.categories.all(model.id),
            memberships=store.categories.memberships(model.id, event_ids=old.contents.events.ids),
        )
    new = Snapshot(contents, learned.files, stamp)
    new.__dict__.update({name: old.__dict__[name] for name in _OF_EVENTS if name in old.__dict__})
    return new


def shown_events(
    snapshot: Snapshot, rows: Sequence[int], labels: Mapping[int, str], places: Mapping[int, PlacedRecording]
) -> list[ShownEvent]:
    """Describe events of the model, by row.

    Parameters
    ----------
    labels : what people said, by row.
    places : where and when recordings were made, by id.
    """
    contents = snapshot.contents
    called = {category.number: category.name for category in contents.categories}
    found = zip(rows, contents.events.take(rows), contents.memberships.take(rows), strict=True)
    return [
        shown_event(
            event,
            contents.recordings[event.recording_id],
            places.get(event.recording_id),
            category=member.category,
            category_name=None if member.category is None else called.get(member.category),
            certainty=member.certainty,
            label=labels.get(row),
        )
        for row, event, member in found
    ]


def shown_event(
    event: Event,
    recording: Recording,
    place: PlacedRecording | None,
    *,
    category: int | None,
    certainty: float,
    label: str | None,
    category_name: str | None = None,
) -> ShownEvent:
    """Describe one event."""
    return ShownEvent(
        id=event.id,
        recording_id=event.recording_id,
        recording_name=recording.name,
        channel=event.channel,
        onset_s=event.onset_s,
        offset_s=event.offset_s,
        low_hz=event.low_hz,
        high_hz=event.high_hz,
        snr_db=event.snr_db,
        category=category,
        category_name=category_name,
        certainty=certainty,
        label=label,
        slowdown=slowdown(recording.sample_rate_hz, high_hz=event.high_hz),
        site="" if place is None else place.site,
        time_utc=None if place is None else place.at(event.onset_s),
        time_local=None if place is None else place.local_at(event.onset_s),
        version=f"{recording.content_hash[:8]}-{event.id}",
    )
