"""Scales: recordings whose calls are of about the same length share the frame of their pictures.

A folder may hold bird song and church bells. In a picture wide enough for the bells, a syllable would be one column.
So recordings are sorted by the median length of their events, and where one is more than three times the one before,
another scale begins. In most folders there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from coincide.events.patches import PatchGeometry, choose_geometry
from coincide.records import Event

GAP_RATIO = 3.0
MIN_SCALE_EVENTS = 20


def choose_scales(events: Sequence[Event]) -> tuple[list[PatchGeometry], dict[int, int]]:
    """Choose the picture frames of a catalog.

    Parameters
    ----------
    events : at least one.

    Returns
    -------
    The frames, shortest first, and the number of the frame of each recording.
    """
    by_recording: dict[int, list[Event]] = {}
    for event in events:
        by_recording.setdefault(event.recording_id, []).append(event)
    medians_s = {recording: _median_s(members) for recording, members in by_recording.items()}
    scale_of = _split(medians_s, {recording: len(members) for recording, members in by_recording.items()})
    geometries = [
        choose_geometry([event for event in events if scale_of[event.recording_id] == scale])
        for scale in range(max(scale_of.values()) + 1)
    ]
    return geometries, scale_of


def nearest_scale(geometries: Sequence[PatchGeometry], duration_s: float) -> int:
    """Return the scale whose picture an event of this length fills best, for recordings that came later."""
    typical_s = np.array([geometry.typical_s for geometry in geometries])
    return int(np.argmin(np.abs(np.log(typical_s / max(duration_s, 1e-6)))))


def _median_s(events: Sequence[Event]) -> float:
    return float(np.median([event.duration_s for event in events]))


def _split(medians_s: Mapping[int, float], sizes: Mapping[int, int]) -> dict[int, int]:
    """Number recordings by scale; a scale needs 20 events, or its recordings join the one before."""
    order = sorted(medians_s, key=lambda recording: (medians_s[recording], recording))
    scale_of: dict[int, int] = {}
    scale, n_events = 0, 0
    for position, recording in enumerate(order):
        rest = sum(sizes[later] for later in order[position:])
        is_gap = position > 0 and medians_s[recording] > GAP_RATIO * medians_s[order[position - 1]]
        if is_gap and n_events >= MIN_SCALE_EVENTS and rest >= MIN_SCALE_EVENTS:
            scale, n_events = scale + 1, 0
        scale_of[recording] = scale
        n_events += sizes[recording]
    return scale_of
