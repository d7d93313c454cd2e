"""Calls that follow each other at once may be one event: the pulses of a train, the syllables of a phrase."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from coincide.events.detection import Detection


def join_calls(calls: Sequence[Detection], longest_gap_s: float) -> list[Detection]:
    """Join calls until a silence is longer than `longest_gap_s`.

    Parameters
    ----------
    calls : by onset; those that overlap are joined.

    Returns
    -------
    Events with all bands of their calls, and the mean power of these over the background.
    """
    if not calls:
        return []
    until_s = accumulate((call.offset_s for call in calls[:-1]), max)
    ends = [n for n, end_s in enumerate(until_s, 1) if calls[n].onset_s - end_s > longest_gap_s]
    return [_joined(calls[start:stop]) for start, stop in pairwise([0, *ends, len(calls)])]


def _joined(calls: Sequence[Detection]) -> Detection:
    lengths_s = [call.offset_s - call.onset_s for call in calls]
    power = sum(s * 10.0 ** (call.snr_db / 10.0) for s, call in zip(lengths_s, calls, strict=True)) / sum(lengths_s)
    return Detection(
        onset_s=calls[0].onset_s,
        offset_s=max(call.offset_s for call in calls),
        low_hz=min(call.low_hz for call in calls),
        high_hz=max(call.high_hz for call in calls),
        snr_db=calls[0].snr_db if len(calls) == 1 else 10.0 * math.log10(power),
    )
