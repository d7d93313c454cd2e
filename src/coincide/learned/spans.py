"""Finds what was said about stretches of sound among the events of the current model.

What people say is kept by recording, channel and time, since events are found again and rows change. A stretch means
the event that overlaps it most, if it does so by half: intersection over union, as in `coincide evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import Span, StoredLabel
from coincide.records import Event

MIN_IOU = 0.5


class EventFinder:
    """Finds events by recording, channel and time.

    Parameters
    ----------
    events : in row order.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        rows: dict[tuple[int, int], list[int]] = {}
        for row, event in enumerate(events):
            rows.setdefault((event.recording_id, event.channel), []).append(row)
        times = np.array([(event.onset_s, event.offset_s) for event in events], dtype=np.float64).reshape(-1, 2)
        self._groups = {key: (np.array(members), times[members]) for key, members in rows.items()}
        self._recordings = {recording for recording, _ in rows}
        places = [(e.recording_id, e.channel, e.onset_s, e.offset_s) for e in events]
        # Of equal events the first counts, as everywhere. What a person said of an event mostly says exactly where.
        self._exact = {place: row for row, place in reversed(list(enumerate(places)))}

    def row(self, span: Span) -> int | None:
        """Return the row of the event that a stretch means, None if none fits."""
        return self.row_and_overlap(span)[0]

    def row_and_overlap(self, span: Span) -> tuple[int | None, float]:
        """Return the row and its intersection over union with the stretch."""
        exact = self._exact.get((span.recording_id, span.channel, span.onset_s, span.offset_s))
        if exact is not None:
            return exact, 1.0
        group = self._groups.get((span.recording_id, span.channel))
        if group is None:
            return None, 0.0
        rows, times = group
        overlaps = _overlaps(times, span)
        best = int(np.argmax(overlaps))
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


def _overlaps(times: NDArray[np.float64], span: Span) -> NDArray[np.float64]:
    shared_s = np.minimum(times[:, 1], span.offset_s) - np.maximum(times[:, 0], span.onset_s)
    joint_s = np.maximum(times[:, 1], span.offset_s) - np.minimum(times[:, 0], span.onset_s)
    return np.maximum(shared_s, 0.0) / np.maximum(joint_s, 1e-12)
