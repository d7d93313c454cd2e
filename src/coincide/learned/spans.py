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
        group = self._groups.get((span.recording_id, span.channel))
        if group is None:
            return None, 0.0
        # A recording may have a hundred thousand events; few of them reach into a stretch.
        reach = np.searchsorted(self._onsets_s[group], (span.onset_s - self._longest_s, span.offset_s))
        first, last = (group.start + reach).tolist()
        if first == last:
            return None, 0.0
        overlaps = _overlaps(self._onsets_s[first:last], self._offsets_s[first:last], span)
        best = int(np.argmax(overlaps))  # of equal events the first counts, as everywhere
        share = float(overlaps[best])
        return (int(self._rows[first + best]), share) if share >= MIN_IOU else (None, share)

    def rows(self, spans: Iterable[Span]) -> list[int]:
        """Return the rows of those stretches that mean an event."""
        return [row for span in spans if (row := self.row(span)) is not None]

    def knows(self, recording_id: int) -> bool:
        """Say whether any event is of this recording."""
        return recording_id in self._recordings


def span_of(event: Event) -> Span:
    """Return where an event is."""
    return Span(event.recording_id, event.channel, event.onset_s, event.offset_s)


def label_of(event: Event, labels: Sequence[StoredLabel]) -> str | None:
    """Return the label that covers most of an event, the last of equals; None if none covers half of it."""
    best, most_s = None, event.duration_s / 2
    for label in labels:
        shared_s = min(label.offset_s, event.offset_s) - max(label.onset_s, event.onset_s)
        if label.channel == event.channel and shared_s >= most_s:
            best, most_s = label.label, shared_s
    return best


def _overlaps(onsets_s: NDArray[np.float64], offsets_s: NDArray[np.float64], span: Span) -> NDArray[np.float64]:
    shared_s = np.minimum(offsets_s, span.offset_s) - np.maximum(onsets_s, span.onset_s)
    joint_s = np.maximum(offsets_s, span.offset_s) - np.minimum(onsets_s, span.onset_s)
    return np.maximum(shared_s, 0.0) / np.maximum(joint_s, 1e-12)
