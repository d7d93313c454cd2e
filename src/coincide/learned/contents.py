"""What a learned catalog holds, read once for all who show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, damaged
from coincide.learned.grouping import OURS
from coincide.recordings import ChannelChoice, channel_heard
from coincide.records import Category, Event, Membership, Recording


@dataclass(frozen=True, slots=True)
class Contents:
    """Events of the current model in row order, and what is known about them.

    Attributes
    ----------
    recordings : by id, present or not.
    memberships : in row order.
    channels : how the channels of the recordings were used to find the events.
    """

    model: ModelRecord
    recordings: Mapping[int, Recording]
    events: Sequence[Event]
    categories: Sequence[Category]
    memberships: Sequence[Membership]
    channels: ChannelChoice

    def rows_of(self, number: int | None) -> NDArray[np.int64]:
        """Return the rows of the events of a category, or of the unsure ones."""
        return np.array([row for row, m in enumerate(self.memberships) if m.category == number], dtype=np.int64)

    def heard_in(self, channel: int) -> ChannelChoice:
        """Return what of a recording an event or a tree of a channel is heard in: the mix is kept as channel 0."""
        return channel_heard(self.channels, channel)


def read_contents(store: CatalogStore, model: ModelRecord) -> Contents:
    """Read what the catalog holds about its current model.

    Raises
    ------
    DamagedCatalogError : its rows do not fit together.
    """
    with store.view():
        event_ids = store.models.event_ids(model.id)
        events = store.events.of_model(model.id)
        recordings = {recording.id: recording for recording in store.recordings.all()}
        categories = store.categories.all(model.id, method=OURS)
        memberships = store.categories.memberships(model.id, method=OURS)
    _check_together(store, event_ids, events, recordings, categories, memberships)
    return Contents(
        model=model,
        recordings=recordings,
        events=events,
        categories=categories,
        memberships=memberships,
        channels=_channels(store, model),
    )


def _check_together(
    store: CatalogStore,
    event_ids: Sequence[int],
    events: Sequence[Event],
    recordings: Mapping[int, Recording],
    categories: Sequence[Category],
    memberships: Sequence[Membership],
) -> None:
    """Check that the rows of a model refer to rows that exist, so that readers can rely on it."""
    if [event.id for event in events] != list(event_ids):
        raise damaged("events of its model are missing", store.folder)
    if any(event.recording_id not in recordings for event in events):
        raise damaged("recordings of its events are missing", store.folder)
    if [member.event_id for member in memberships] != list(event_ids):
        raise damaged("some events of its model have no category", store.folder)
    numbers = {category.number for category in categories}
    if any(member.category is not None and member.category not in numbers for member in memberships):
        raise damaged("some events are in a category that is missing", store.folder)
    typical = {category.medoid_event_id: category.number for category in categories}
    if any(typical.get(member.event_id, member.category) != member.category for member in memberships) or (
        typical.keys() - set(event_ids)
    ):
        raise damaged("the typical event of a category is in another one", store.folder)


# Of the settings only this one is read, so that those of other versions do not matter.
def _channels(store: CatalogStore, model: ModelRecord) -> ChannelChoice:
    return store.runs.of_model(model).settings.get("recordings", {}).get("channels", "mix")
