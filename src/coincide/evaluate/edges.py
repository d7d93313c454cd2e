"""How far found edges lie from true ones, over matched events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from coincide.errors import InputError

MOST_TOLERANCE_S = 0.05


@dataclass(frozen=True, slots=True)
class EdgeErrors:
    """Distances of found onsets and offsets from true ones, in seconds, without a sign.

    Attributes
    ----------
    n : matched events.
    onset_median_s, offset_median_s : half of the edges are nearer.
    onset_p90_s, offset_p90_s : nine of ten edges are nearer.
    """

    n: int
    onset_median_s: float
    onset_p90_s: float
    offset_median_s: float
    offset_p90_s: float


def edge_errors(errors_s: ArrayLike) -> EdgeErrors | None:
    """Sum up how far edges are off.

    Parameters
    ----------
    errors_s : shape (n, 2), found minus true onset and offset of matched events, in seconds.

    Returns
    -------
    The errors; None if nothing was matched.

    Raises
    ------
    InputError
        If there are not two errors for each event.
    """
    errors = np.abs(np.asarray(errors_s, dtype=np.float64))
    if errors.size == 0:
        return None
    if errors.ndim != 2 or errors.shape[1] != 2:
        raise InputError(f"`errors_s` must have shape (n, 2), got {errors.shape}. Give onset and offset of each event.")
    (onset, offset), (onset_p90, offset_p90) = np.percentile(errors, [50.0, 90.0], axis=0).tolist()
    return EdgeErrors(len(errors), onset, onset_p90, offset, offset_p90)


def usual_tolerance_s(durations_s: ArrayLike) -> float:
    """Return how far apart onsets of matching events may lie if nobody says so: 50 ms, or the median call if shorter.

    Parameters
    ----------
    durations_s : shape (n,), of the true events. 50 ms are more than ten calls of a bat.
    """
    durations = np.asarray(durations_s, dtype=np.float64)
    durations = durations[durations > 0]
    return min(MOST_TOLERANCE_S, float(np.median(durations))) if durations.size else MOST_TOLERANCE_S
