"""Whether many events are drops of rain.

A drop is short and broad, and drops come whenever they like. Among calls, drops are taken off, see
`coincide.events.rain`. Where they are all there is, nothing tells them from an animal that clicks at random, so they
stay events, and a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from coincide.events import come_at_random
from coincide.records import Event
from coincide.wording import count

FEWEST_DROPS = 50
"""In a recording; fewer do not tell when they come."""
LONGEST_DROP_S, LEAST_BAND = 0.05, 0.5
"""A drop is this long at most, and fills at least this share of what lies below the top of the highest event."""
LEAST_SHARE = 0.5
"""Of the events of a channel of a recording."""


def rain_hint(events: Sequence[Event]) -> str:
    """Return a sentence for a person if all that some recordings hold seems to be rain; empty otherwise."""
    n_drops: Counter[int] = Counter()
    in_order = sorted(events, key=lambda event: (event.recording_id, event.channel, event.onset_s))
    for (recording_id, _), source in groupby(in_order, key=lambda event: (event.recording_id, event.channel)):
        n_drops[recording_id] += _n_drops(list(source))
    n_recordings = sum(n > 0 for n in n_drops.values())
    if n_recordings == 0:
        return ""
    return (
        f"{n_drops.total():,} of {count(len(events), 'event')} are short, broad and come at random, as drops of rain "
        f"do (most events of {count(n_recordings, 'recording')}). If it rained, leave out what was recorded then; "
        f"`--events-min-duration-s {LONGEST_DROP_S:g}` drops many, and all shorter calls."
    )


def _n_drops(events: Sequence[Event]) -> int:
    """Return how many events of one channel of a recording are drops; 0 if they are few of all, or keep time."""
    least_hz = LEAST_BAND * max(event.high_hz for event in events)
    drops = [event for event in events if event.duration_s <= LONGEST_DROP_S and _width_hz(event) >= least_hz]
    is_much = len(drops) >= max(FEWEST_DROPS, LEAST_SHARE * len(events))
    return len(drops) if is_much and come_at_random(np.array([event.onset_s for event in drops])) else 0


def _width_hz(event: Event) -> float:
    return event.high_hz - event.low_hz
