"""A catalog that stays open while people look at it and other commands write to it.

What was read is kept until the catalog's `Stamp` changes, so that a page costs milliseconds and a new model, a new name
or a new label shows at once. Reading is always possible. The catalog's folder may even be replaced by another.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from coincide.app.snapshot import ShownEvent, Snapshot, read_snapshot, regrouped, shown_event, shown_events
from coincide.catalog import CatalogStore, ChangeCounter, Stamp, find_catalog
from coincide.errors import NoSuchError, NotLearnedError
from coincide.learned.answers import EarlierAnswers, recall
from coincide.learned.contents import Contents
from coincide.records import Event, Recording
from coincide.survey import PlacedRecording
from coincide.workflow.survey.table import placed_recordings

_DATABASE = "catalog.sqlite"


class Browse:
    """An open catalog; a context manager, for several threads.

    Parameters
    ----------
    catalog : its folder; the only one in the current folder if not given.

    Attributes
    ----------
    folder : of the catalog.

    Raises
    ------
    CatalogError : there is no catalog, or it cannot be read.
    """

    def __init__(self, catalog: Path | None = None) -> None:
        self.folder: Path = find_catalog(catalog).absolute()
        self._lock = threading.RLock()
        # A million events take two seconds to read. What needs none of them, or little, such as the survey, does not
        # wait. Never taken inside of the lock above.
        self._events_lock = threading.RLock()
        self._store = CatalogStore.open(self.folder)
        self._counter: ChangeCounter = self._store.watch()
        self._file = _identity(self.folder)
        self._seen: tuple[int, Stamp] | None = None
        self._snapshot: Snapshot | None = None
        self._labels: tuple[Snapshot, EarlierAnswers] | None = None
        self._recordings: tuple[int, Mapping[int, Recording]] | None = None
        self._places: tuple[Stamp, object, Mapping[int, PlacedRecording]] | None = None
        self._known: tuple[EarlierAnswers, Mapping[int, str]] | None = None

    @property
    def store(self) -> CatalogStore:
        """The catalog, open for reading."""
        with self._lock:
            self._reopen_if_replaced()
            return self._store

    def stamp(self) -> Stamp:
        """Return what the catalog holds now; microseconds as long as no command writes."""
        with self._lock:
            self._reopen_if_replaced()
            # The counter first: a commit in between is seen the next time.
            number = self._counter.value()
            if self._seen is None or self._seen[0] != number:
                self._seen = number, self._store.stamp()
            return self._seen[1]

    def snapshot(self) -> Snapshot:
        """Return the current model and its events.

        Raises
        ------
        NotLearnedError : nothing has been learned yet.
        """
        with self._events_lock:
            while True:
                with self._lock:
                    now, store, known = self.stamp(), self._store, self._snapshot
                if known is None or not is_same_model_as(known.stamp, now):
                    found = read_snapshot(store, now)
                else:
                    found = known if known.stamp == now else self._renewed(known, now)
                with self._lock:
                    if self._store is store:
                        self._snapshot = found
                        return found

    def snapshot_if_learned(self) -> Snapshot | None:
        """Return the same, None while nothing has been learned."""
        try:
            return self.snapshot()
        except NotLearnedError:
            return None

    def members(self) -> Contents | None:
        """Return the events of the current model and their categories if they have been read; never waits for that.

        Names of categories and places of recordings may be those of an earlier moment.
        """
        with self._lock:
            now, known = self.stamp(), self._snapshot
            return known.contents if known is not None and known.stamp.model == now.model else None

    def labels(self, snapshot: Snapshot) -> Mapping[int, str]:
        """Return what people said about the events of a snapshot, by row; ``noise`` for no call."""
        found = self.recalled(snapshot)
        with self._events_lock:
            if self._known is None or self._known[0] is not found:
                self._known = found, found.known
            return self._known[1]

    def recalled(self, snapshot: Snapshot) -> EarlierAnswers:
        """Return what people said about the events of a snapshot, and how."""
        with self._events_lock:
            known = self._labels
            if known is None or known[0] is not snapshot:
                known = self._labels = snapshot, recall(self.store, snapshot.contents, finder=snapshot.finder)
            return known[1]

    def shown(self, snapshot: Snapshot, rows: list[int]) -> list[ShownEvent]:
        """Describe events by row."""
        return shown_events(snapshot, rows, self.labels(snapshot), self.places())

    def event(self, event_id: int) -> tuple[Event, Recording]:
        """Return an event and its recording; also one of an older model that is still there.

        Raises
        ------
        NoSuchError : there is none.
        """
        snapshot = self.snapshot()
        row = snapshot.row_of.get(event_id)
        if row is not None:
            event = snapshot.contents.events[row]
            return event, snapshot.contents.recordings[event.recording_id]
        found = self.store.events.get(event_id) if event_id < 2**63 else None
        if found is None:
            raise NoSuchError(f"event {event_id} no longer exists. Reload the page.")
        return found, self.recording(found.recording_id)

    def shown_event(self, event_id: int) -> ShownEvent:
        """Describe an event.

        Raises
        ------
        NoSuchError : there is none.
        """
        snapshot = self.snapshot()
        row = snapshot.row_of.get(event_id)
        if row is not None:
            return self.shown(snapshot, [row])[0]
        event, recording = self.event(event_id)
        place = self.places().get(recording.id)
        return shown_event(event, recording, place, category=None, certainty=0.0, label=None)

    def recording(self, recording_id: int) -> Recording:
        """Return a recording, present or not.

        Raises
        ------
        NoSuchError : there is none.
        """
        found = self.recordings().get(recording_id)
        if found is None:
            raise NoSuchError(f"there is no recording {recording_id}. Reload the page.")
        return found

    def recordings(self) -> Mapping[int, Recording]:
        """Return all recordings by id, present or not."""
        with self._lock:
            self._reopen_if_replaced()
            number = self._counter.value()
            if self._recordings is None or self._recordings[0] != number:
                self._recordings = number, {each.id: each for each in self._store.recordings.all()}
            return self._recordings[1]

    def places(self) -> Mapping[int, PlacedRecording]:
        """Return where and when all recordings were made, by id, as `coincide sites` tells."""
        with self._lock:
            now = self.stamp()
            if self._places is not None and self._places[0] == now:
                return self._places[2]
            # Answers and names change the stamp, but neither places nor clocks.
            told = now.recorded, self._store.deployments.all(), self._store.clocks.all()
            if self._places is not None and self._places[1] == told:
                places = self._places[2]
            else:
                placed, _ = placed_recordings(self._store, self._store.recordings.all())
                places = {each.recording.id: each for each in placed}
            self._places = now, told, places
            return places

    def close(self) -> None:
        """Close the files; closing twice is fine."""
        with self._events_lock, self._lock:
            self._counter.close()
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Browse({str(self.folder)!r})"

    def _renewed(self, old: Snapshot, now: Stamp) -> Snapshot:
        """Keep the events, and read what else may have changed: where recordings are, categories and their names."""
        recordings = old.contents.recordings if old.stamp.recorded == now.recorded else self.recordings()
        if old.stamp.model != now.model:
            return regrouped(self._store, old, now, recordings)
        contents = replace(old.contents, categories=self._store.categories.all(old.model.id), recordings=recordings)
        snapshot, labels = Snapshot(contents, old.files, now), self._labels
        if old.stamp.said == now.said and labels is not None and labels[0] is old:
            self._labels = snapshot, labels[1]
        # What was computed from the events alone stays true.
        snapshot.__dict__.update({n: v for n, v in old.__dict__.items() if n not in ("contents", "stamp")})
        return snapshot

    def _reopen_if_replaced(self) -> None:
        """Open the catalog again if its folder was deleted and made again, or replaced by a copy."""
        found = _identity(self.folder)
        if found in (self._file, None):
            return
        store = CatalogStore.open(self.folder)
        self._counter.close()
        self._store.close()
        self._store, self._counter, self._file = store, store.watch(), found
        self._seen, self._snapshot, self._labels, self._recordings, self._places = (None,) * 5


def is_same_model_as(one: Stamp, other: Stamp) -> bool:
    """Say whether the events are the same ones, whatever their categories."""
    return one.model is not None and other.model is not None and one.model[:2] == other.model[:2]


def key_of_model(stamp: Stamp) -> str | None:
    """Return what stands for the model at a stamp, None if there is none; what `coincide learn` makes has another."""
    return None if stamp.model is None else hashlib.blake2b(repr(stamp.model[:2]).encode(), digest_size=8).hexdigest()


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = (folder / _DATABASE).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
