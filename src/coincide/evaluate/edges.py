"""How far found edges lie from true ones, over matched events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from coincide.errors import InputError

MOST_TOLERANCE_S = 0.05
NEAR_S = (0.005, 0.010)
"""Within which both edges of an event are said to be right."""
NEAR_SHARE = 0.1
"""The same as a share of the event, since 10 ms are nothing for a whale and more than a call for a bat."""


@dataclass(frozen=True, slots=True)
class EdgeErrors:
    """Distances of found onsets and offsets from true ones, in seconds.

    Attributes
    ----------
    n : matched events.
    onset_median_s, offset_median_s : half of the edges are nearer.
    onset_p90_s, offset_p90_s : nine of ten edges are nearer.
    onset_bias_s, offset_bias_s : median with a sign; above zero, most edges are found too late.
    within_5_ms, within_10_ms, within_tenth : share of the events with both edges so near; the last in lengths of the
        true event.
    """

    n: int
    onset_median_s: float
    onset_p90_s: float
    offset_median_s: float
    offset_p90_s: float
    onset_bias_s: float
    offset_bias_s: float
    within_5_ms: float
    within_10_ms: float
    within_tenth: float


def edge_errors(errors_s: ArrayLike, durations_s: ArrayLike) -> EdgeErrors | None:
    """Summarize how far edges are off.

    Parameters
    ----------
    errors_s : shape (n, 2), found minus true onset and offset of matched events, in seconds.
    durations_s : shape (n,), of the true events.

    Returns
    -------
    The errors; None if nothing was matched.

    Raises
    ------
    InputError
        If there are not two errors and a duration for each event.
    """
    errors, durations = np.asarray(errors_s, dtype=np.float64), np.asarray(durations_s, dtype=np.float64)
    if errors.size == 0:
        return None
    if errors.ndim != 2 or errors.shape[1] != 2:
        raise InputError(f"`errors_s` must have shape (n, 2), got {errors.shape}. Give onset and offset of each event.")
    if durations.shape != errors.shape[:1]:
        raise InputError(f"`durations_s` must have shape ({len(errors)},), got {durations.shape}. Give one per event.")
    far = np.abs(errors)
    (onset, offset), (onset_p90, offset_p90) = np.percentile(far, [50.0, 90.0], axis=0).tolist()
    onset_bias, offset_bias = np.median(errors, axis=0).tolist()
    worse = far.max(axis=1)
    within_5_ms, within_10_ms, within_tenth = (
        float(np.mean(worse <= most_s)) for most_s in (*NEAR_S, NEAR_SHARE * durations)
    )
    return EdgeErrors(
        n=len(errors),
        onset_median_s=onset,
        onset_p90_s=onset_p90,
        offset_median_s=offset,
        offset_p90_s=offset_p90,
        onset_bias_s=onset_bias,
        offset_bias_s=offset_bias,
        within_5_ms=within_5_ms,
        within_10_ms=within_10_ms,
        within_tenth=within_tenth,
    )


def usual_tolerance_s(durations_s: ArrayLike) -> float:
    """Return the default tolerance for onsets: 50 ms, or the median length of calls if that is shorter.

    Parameters
    ----------
    durations_s : shape (n,), of the true events. 50 ms are more than ten calls of a bat.
    """
    durations = np.asarray(durations_s, dtype=np.float64)
    durations = durations[durations > 0]
    return min(MOST_TOLERANCE_S, float(np.median(durations))) if durations.size else MOST_TOLERANCE_S
