"""Whether calls follow each other as regularly as the pulses of a trill do.

Frogs, crickets and wrens repeat a pulse eight times a second or more. What stands alone is an event, so each pulse is
one, and a person who wants trills has to say so. Where most calls are pulses, the silences between them tell
(`units`); beside other calls, a trill shows by its regularity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from coincide.records import Event
from coincide.workflow.listen.units import MIN_GAP_S

FEWEST_PULSES, FEWEST_TRILLS = 6, 3
LONGEST_PERIOD_S = 0.125
"""Slower pulses are heard one by one."""
MOST_UNEVEN, MOST_UNLIKE = 0.15, 0.3
"""How far the times from one pulse to the next, and the lengths of pulses, differ from the median of their trill at
most, as shares; a fifth of them may, since pulses are missed."""
LEAST_SHARE = 0.25
"""Of all calls. Finches and mice repeat some of theirs as evenly: 12 to 18%, a toad 43%."""
_MOST = 80.0
"""Percentile."""
_MARGIN = 1.5
"""How much longer than the silences inside trills a silence may be that is joined."""


def trills_hint(calls: Sequence[Event]) -> str:
    """Return a sentence for a person if some calls are the pulses of trills; empty otherwise."""
    trills = [trill for source in _sources(calls) for trill in _trills(source)]
    n_pulses = sum(map(len, trills))
    if len(trills) < FEWEST_TRILLS or n_pulses < LEAST_SHARE * len(calls):
        return ""
    rate_hz = np.median([1.0 / np.median(np.diff(trill[:, 0])) for trill in trills])
    silences_s = np.concatenate([trill[1:, 0] - trill[:-1, 1] for trill in trills])
    join_s = _MARGIN * max(MIN_GAP_S, float(np.percentile(silences_s, 95.0)))
    return (
        f"{n_pulses:,} of {len(calls):,} calls are the pulses of {len(trills):,} trills, about {rate_hz:.0f} pulses a "
        "second. If each trill is one event to you, learn again with `--events-unit train "
        f"--events-join-s {join_s:.2g}`."
    )


def _sources(calls: Sequence[Event]) -> Iterator[NDArray[np.float64]]:
    """Yield onsets and offsets (calls, 2) of each channel of each recording, by onset."""
    places = sorted((call.recording_id, call.channel, call.onset_s, call.offset_s) for call in calls)
    for _, source in groupby(places, key=lambda place: place[:2]):
        yield np.array([place[2:] for place in source])


def _trills(spans_s: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Yield onsets and offsets of calls (calls, 2) that follow each other quickly and evenly."""
    is_far = np.diff(spans_s[:, 0]) > LONGEST_PERIOD_S
    bounds = [0, *(np.flatnonzero(is_far) + 1).tolist(), len(spans_s)]
    for start, stop in pairwise(bounds):
        calls = spans_s[start:stop]
        if (
            len(calls) >= FEWEST_PULSES
            and _spread(np.diff(calls[:, 0])) <= MOST_UNEVEN
            and _spread(calls[:, 1] - calls[:, 0]) <= MOST_UNLIKE
        ):
            yield calls


def _spread(values: NDArray[np.float64]) -> float:
    """Return how far most values lie from their median at most, as a share of it."""
    median = float(np.median(values))
    return float(np.percentile(np.abs(values - median), _MOST)) / max(median, 1e-6)
