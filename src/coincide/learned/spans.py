"""Finds what was said about stretches of sound among the events of the current model.

What people say is kept by recording, channel and time, since events are found again and rows change. A stretch means
the event that overlaps it most, if it does so by half: intersection over union, as in `coincide evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import Span, StoredLabel
from coincide.record_arrays import EventArray
from coincide.records import Event

MIN_IOU = 0.5


class EventFinder:
    """Finds events by recording, channel and time.

    Parameters
    ----------
    events : in row order.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        columns = EventArray.of(events)
        owners = np.column_stack((columns.recording_ids, columns.channels))
        order = np.lexsort((columns.onsets_s, owners[:, 1], owners[:, 0]))  # stable: equal events stay in their order
        starts = np.flatnonzero(np.diff(owners[order], axis=0, prepend=-1).any(axis=1))
        keys = map(tuple, owners[order[starts]].tolist())
        bounds = [*starts.tolist(), len(order)]
        self._groups = {key: slice(*both) for key, both in zip(keys, pairwise(bounds), strict=True)}
        self._rows, self._onsets_s, self._offsets_s = order, columns.onsets_s[order], columns.offsets_s[order]
        self._longest_s = float(columns.durations_s.max(initial=0.0))
        self._recordings = {recording_id for recording_id, _ in self._groups}

    def row(self, span: Span) -> int | None:
        """Return the row of the event that a stretch means, None if none fits."""
        return self.row_and_overlap(span)[0]

    def row_and_overlap(self, span: Span) -> tuple[int | None, float]:
        """Return the row and its intersection over union with the stretch."""
        rows, onsets_s, offsets_s = self._reached(span)
        if len(rows) == 0:
            return None, 0.0
        joint_s = np.maximum(offsets_s, span.offset_s) - np.minimum(onsets_s, span.onset_s)
        overlaps = np.maximum(_shared_s(onsets_s, offsets_s, span), 0.0) / np.maximum(joint_s, 1e-12)
        best = int(np.argmax(overlaps))  # of equal events the first counts, as everywhere
        share = float(overlaps[best])
        return (int(rows[best]), share) if share >= MIN_IOU else (None, share)

    def covered(self, span: Span) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the rows (m,) of the events of which a stretch covers half or more, and how many seconds of each."""
        rows, onsets_s, offsets_s = self._reached(span)
        shared_s = _shared_s(onsets_s, offsets_s, span)
        is_half = shared_s >= (offsets_s - onsets_s) / 2
        return rows[is_half], shared_s[is_half]

    def rows(self, spans: Iterable[Span]) -> list[int]:
        """Return the rows of those stretches that mean an event."""
        return [row for span in spans if (row := self.row(span)) is not None]

    def knows(self, recording_id: int) -> bool:
        """Say whether any event is of this recording."""
        return recording_id in self._recordings

    def _reached(self, span: Span) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return rows, onsets and offsets of the events that may reach into a stretch.

        A recording may have a hundred thousand events; few of them do.
        """
        group = self._groups.get((span.recording_id, span.channel), slice(0, 0))
        reach = np.searchsorted(self._onsets_s[group], (span.onset_s - self._longest_s, span.offset_s))
        there = slice(*(group.start + reach).tolist())
        return self._rows[there], self._onsets_s[there], self._offsets_s[there]


def span_of(event: Event) -> Span:
    """Return where an event is."""
    return Span(event.recording_id, event.channel, event.onset_s, event.offset_s)


def labels_of(events: EventArray, labels: Sequence[StoredLabel]) -> dict[int, str]:
    """Return what labels say of events, by row, in ascending order.

    The label that covers most of an event counts, if it covers half of it; of equals the last.
    """
    labeled = np.flatnonzero(np.isin(events.recording_ids, list({label.recording_id for label in labels})))
    finder = EventFinder(events.take(labeled))
    most_s = np.zeros(len(labeled))
    said: dict[int, str] = {}
    for label in labels:
        places, shared_s = finder.covered(label.span)
        is_most = shared_s >= most_s[places]
        most_s[places[is_most]] = shared_s[is_most]
        said.update(dict.fromkeys(places[is_most].tolist(), label.label))
    return {int(labeled[place]): said[place] for place in sorted(said) if said[place]}


def _shared_s(onsets_s: NDArray[np.float64], offsets_s: NDArray[np.float64], span: Span) -> NDArray[np.float64]:
    return np.minimum(offsets_s, span.offset_s) - np.maximum(onsets_s, span.onset_s)
