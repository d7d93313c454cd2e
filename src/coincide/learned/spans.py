"""Finds what was said about stretches of sound among the events of the current model.

What people say is kept by recording, channel and time, since events are found again and rows change. A stretch means
the event that overlaps it most, if it does so by half: intersection over union, as in `coincide evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
        self._events = EventArray.of(events)
        owners = np.column_stack((self._events.recording_ids, self._events.channels))
        order = np.lexsort((owners[:, 1], owners[:, 0]))  # stable: rows of a recording stay in their order
        starts = np.flatnonzero(np.diff(owners[order], axis=0, prepend=-1).any(axis=1))
        keys = map(tuple, owners[order[starts]].tolist())
        self._rows = dict(zip(keys, np.split(order, starts)[1:], strict=True))
        self._recordings = {recording_id for recording_id, _ in self._rows}

    def row(self, span: Span) -> int | None:
        """Return the row of the event that a stretch means, None if none fits."""
        return self.row_and_overlap(span)[0]

    def row_and_overlap(self, span: Span) -> tuple[int | None, float]:
        """Return the row and its intersection over union with the stretch."""
        rows = self._rows.get((span.recording_id, span.channel))
        if rows is None:
            return None, 0.0
        overlaps = _overlaps(self._events.onsets_s[rows], self._events.offsets_s[rows], span)
        best = int(np.argmax(overlaps))  # of equal events the first counts, as everywhere
        share = float(overlaps[best])
        return (int(rows[best]), share) if share >= MIN_IOU else (None, share)

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
