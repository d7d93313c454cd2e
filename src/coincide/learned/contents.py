"""What a learned catalog holds, read once for everything that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coincide.catalog import CatalogStore, ModelRecord, damaged
from coincide.learned.categories import check_rows
from coincide.learned.grouping import OURS
from coincide.record_arrays import EventArray, MembershipArray
from coincide.recordings import ChannelChoice, channel_heard
from coincide.records import Category, Recording


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
    events: EventArray
    categories: Sequence[Category]
    memberships: MembershipArray
    channels: ChannelChoice

    @property
    def by_name(self) -> dict[str, Recording]:
        """The recording of each name; of several, such as a file and the one that replaced it, one that has events."""
        heard = set(self.events.recording_ids.tolist())
        last = sorted(self.recordings.values(), key=lambda recording: recording.id in heard)
        return {recording.name: recording for recording in last}

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
        n_events = store.models.n_events(model.id)
        events = store.events.of_model(model.id)
        recordings = {recording.id: recording for recording in store.recordings.all()}
        categories = store.categories.all(model.id, method=OURS)
        memberships = store.categories.memberships(model.id, method=OURS, event_ids=events.ids)
    if len(events) != n_events:
        raise damaged("events of its model are missing", store.folder)
    if not np.array_equal(memberships.event_ids, events.ids):
        raise damaged("some events of its model have no category", store.folder)
    check_rows(store.folder, recordings, categories, events.ids, events.recording_ids, memberships.categories)
    return Contents(model, recordings, events, categories, memberships, _channels(store, model))


# Of the settings only this one is read, so that those of other versions do not matter.
def _channels(store: CatalogStore, model: ModelRecord) -> ChannelChoice:
    return store.runs.of_model(model).settings.get("recordings", {}).get("channels", "mix")
