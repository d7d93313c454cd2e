"""Scales: calls of about the same length share the frame of their pictures.

A folder may hold bird song and church bells. In a picture wide enough for the bells, a syllable would be one column.
So recordings are sorted by the median length of their events, and where one is more than three times the one before,
another scale begins, if its calls need a frame more than twice as long. In most folders there is one. The ultrasound of
a recording counts as a recording of its own, since a bat calls above frogs that last a hundred times as long. Where it
lies far above the other calls, it has scales of its own: a picture with bands for both would show mice in a few of
them.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.events.hearing.choice import AUDIBLE_BELOW_HZ
from coincide.events.patches import PatchGeometry, choose_geometry
from coincide.records import Event

GAP_RATIO = 3.0
FRAME_RATIO = 2.0
"""Between the frames of two scales. Recordings with the same calls need one frame, whichever they have most of."""
MIN_SCALE_EVENTS = 20
FAR_ABOVE = 4.0
"""Ratio of typical frequencies from which on ultrasound lies far above audible calls."""

Part = tuple[int, bool]
"""Number of a recording, and whether its ultrasound is meant."""


@dataclass(frozen=True, slots=True)
class PictureScales:
    """The frames of the pictures of a catalog, and which events have which.

    Attributes
    ----------
    geometries : at least one.
    audible, ultrasonic : scale of the events below and above 16 kHz, by recording.
    """

    geometries: Sequence[PatchGeometry]
    audible: Mapping[int, int]
    ultrasonic: Mapping[int, int]

    def __len__(self) -> int:
        """Return the number of scales."""
        return len(self.geometries)

    def of(self, events: Sequence[Event]) -> NDArray[np.int64]:
        """Return the scales (n,) of events of known recordings."""
        parts = map(part_of, events)
        return np.array([(self.ultrasonic if high else self.audible)[number] for number, high in parts], dtype=np.int64)

    def of_span(self, recording_id: int | None, duration_s: float) -> int:
        """Return the scale of any part of a recording: the one that fits its length, of those its recording has."""
        every = range(len(self))
        if recording_id is None:
            return self._nearest(duration_s, every)
        known = {scales[recording_id] for scales in (self.audible, self.ultrasonic) if recording_id in scales}
        return self._nearest(duration_s, sorted(known) or every)

    def extended(self, events: Sequence[Event]) -> PictureScales:
        """Return the same with a scale for what is not known yet of the recordings of some events."""
        audible, ultrasonic = dict(self.audible), dict(self.ultrasonic)
        for (number, high), members in _by_part(events).items():
            mine = ultrasonic if high else audible
            if number not in mine:
                mine[number] = self._nearest(_median_s(members), self._near_in_frequency(members))
        return replace(self, audible=audible, ultrasonic=ultrasonic)

    def _nearest(self, duration_s: float, among: Sequence[int]) -> int:
        """Return the scale whose picture an event of this length fills best."""
        typical_s = np.array([self.geometries[scale].typical_s for scale in among])
        return int(among[int(np.argmin(np.abs(np.log(typical_s / max(duration_s, 1e-6)))))])

    def _near_in_frequency(self, events: Sequence[Event]) -> Sequence[int]:
        """Return the scales whose pictures show the typical frequency of events; all, if none does."""
        middle_hz = _middle_hz(events)
        geometries = enumerate(self.geometries)
        return [scale for scale, one in geometries if one.low_hz <= middle_hz <= one.high_hz] or range(len(self))


def choose_scales(events: Sequence[Event], rates_hz: Mapping[int, int] | None = None) -> PictureScales:
    """Choose the picture frames of a catalog.

    Parameters
    ----------
    events : at least one.
    rates_hz : sample rates of their recordings, if these may differ.
    """
    by_part = _by_part(events)
    scale_of: dict[Part, int] = {}
    for parts in _apart(by_part):
        first = max(scale_of.values(), default=-1) + 1
        scale_of |= {part: first + scale for part, scale in _split(parts).items()}
    geometries = [
        choose_geometry(
            [event for part, members in by_part.items() if scale_of[part] == scale for event in members], rates_hz
        )
        for scale in range(max(scale_of.values()) + 1)
    ]
    audible = {number: scale for (number, high), scale in scale_of.items() if not high}
    ultrasonic = {number: scale for (number, high), scale in scale_of.items() if high}
    return PictureScales(geometries, audible, ultrasonic)


def part_of(event: Event) -> Part:
    """Return the part of a recording that an event belongs to."""
    return event.recording_id, (event.low_hz + event.high_hz) / 2 >= AUDIBLE_BELOW_HZ


def _by_part(events: Sequence[Event]) -> dict[Part, list[Event]]:
    by_part: dict[Part, list[Event]] = {}
    for event in events:
        by_part.setdefault(part_of(event), []).append(event)
    return by_part


def _apart(by_part: Mapping[Part, list[Event]]) -> list[Mapping[Part, list[Event]]]:
    """Return the parts together, or the audible and the ultrasonic ones apart if enough calls lie far above others."""
    halves = [{part: by_part[part] for part in by_part if part[1] is high} for high in (False, True)]
    low, high = ([event for members in half.values() for event in members] for half in halves)
    if min(len(low), len(high)) < MIN_SCALE_EVENTS or _middle_hz(high) < FAR_ABOVE * _middle_hz(low):
        return [by_part]
    return [*halves]


def _median_s(events: Sequence[Event]) -> float:
    return statistics.median(event.duration_s for event in events)


def _middle_hz(events: Sequence[Event]) -> float:
    return float(np.median([(event.low_hz + event.high_hz) / 2 for event in events]))


def _split(parts: Mapping[Part, Sequence[Event]]) -> dict[Part, int]:
    """Number parts of recordings by scale; a scale needs 20 events, or its parts join the one before."""
    medians_s = {part: _median_s(members) for part, members in parts.items()}
    order = sorted(parts, key=lambda part: (medians_s[part], part))
    scale_of: dict[Part, int] = {}
    scale, here = 0, list[Event]()
    for place, part in enumerate(order):
        is_gap = place > 0 and medians_s[part] > GAP_RATIO * medians_s[order[place - 1]]
        if is_gap and _need_two_frames(here, [event for each in order[place:] for event in parts[each]]):
            scale, here = scale + 1, []
        scale_of[part] = scale
        here += parts[part]
    return scale_of


def _need_two_frames(shorter: Sequence[Event], longer: Sequence[Event]) -> bool:
    if min(len(shorter), len(longer)) < MIN_SCALE_EVENTS:
        return False
    return choose_geometry(longer).span_s > FRAME_RATIO * choose_geometry(shorter).span_s
