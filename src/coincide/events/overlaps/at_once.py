"""Which events lie over others in time: these are pictured within their band only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.records import Event


def are_at_once(events: Sequence[Event]) -> NDArray[np.bool_]:
    """Say which events (events,) overlap in time with another of the same channel and recording."""
    is_at_once = np.zeros(len(events), dtype=bool)
    places = ((one.recording_id, one.channel, one.onset_s, one.offset_s, row) for row, one in enumerate(events))
    source, last, until_s = (-1, -1), -1, -np.inf  # of the event that lasts longest so far
    for recording_id, channel, onset_s, offset_s, row in sorted(places):
        if (recording_id, channel) != source:
            source, last, until_s = (recording_id, channel), row, offset_s
            continue
        if onset_s < until_s:
            is_at_once[[last, row]] = True
        if offset_s > until_s:
            last, until_s = row, offset_s
    return is_at_once
