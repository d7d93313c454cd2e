"""Where it is doubtful whether a sound is one call or two, and what answers say about the valley rule.

The rule parts two peaks where the dip between them is at least `valley_db` deep. How deep a dip is that matters depends
on the species, and only a person can say. Asked about dips near the limit, a few answers place it: the limit is a
psychometric threshold (Watson and Pelli 1983), with a slope and a share of slips that are given, so that answers which
contradict each other say little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from coincide.events.segment import near_peak, smoothed, standardize
from coincide.events.settings import EventSettings

MOST_DISTANT = 2.5
"""Dips more than this many times deeper or shallower than the limit are beyond doubt."""
_SLOPE = math.log(9.0) / math.log(1.5)
"""Nine in ten agree where a dip is half as deep again as the limit."""
_SLIPS = 0.1
_PRIOR_SD = 0.35
_REACH, _N_GRID = math.log(8.0), 401
_LOWEST_DB, _HIGHEST_DB = 1.0, 80.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A dip that may separate two calls, or lie within one.

    Attributes
    ----------
    onset_s, offset_s : of the event in question, or from the onset of one event to the offset of the next.
    at_s : where the level is lowest.
    dip_db : how far the lower of the two neighboring peaks rises above the dip.
    is_split : True if they are two events now.
    """

    onset_s: float
    offset_s: float
    at_s: float
    dip_db: float
    is_split: bool


def boundary_doubts(
    curve: NDArray[np.float32],
    spans_s: Sequence[tuple[float, float]],
    *,
    hop_s: float,
    length_s: float,
    settings: EventSettings,
) -> list[Doubt]:
    """Find the events that may be two calls, and the pairs of events that may be one.

    Parameters
    ----------
    curve : array (frames,), activity in dB.
    spans_s : onset and offset of the events, in seconds from the first frame, ascending and disjoint.
    length_s : typical event length.

    Returns
    -------
    Doubts, the most helpful first: the nearer a dip is to the limit, the more an answer tells.
    """
    length_frames = length_s / hop_s
    smooth = smoothed(curve, length_frames)
    is_joined = (standardize(smooth) > settings.edge_z) & near_peak(smooth, length_frames, settings)
    spans = [_frames(onset_s, offset_s, hop_s, len(curve)) for onset_s, offset_s in spans_s]
    found = [_inside(smooth, start, stop, hop_s) for start, stop in spans if stop - start > 2]
    for one, other in pairwise(spans):
        # Where the level falls to the background between them, no limit would make them one.
        if one[0] < one[1] <= other[0] < other[1] and is_joined[one[1] : other[0]].all():
            found.append(_between(smooth, one, other, hop_s))
    is_near = [_distance(doubt, settings.valley_db) <= math.log(MOST_DISTANT) for doubt in found]
    near = [doubt for doubt, is_kept in zip(found, is_near, strict=True) if is_kept]
    return sorted(near, key=lambda doubt: (_distance(doubt, settings.valley_db), doubt.onset_s))


def deepest_dip(smooth: NDArray[np.float32]) -> tuple[int, float]:
    """Return the place of the deepest dip of a curve, and its depth below the lower of the peaks beside it."""
    lower = np.minimum(np.maximum.accumulate(smooth), np.maximum.accumulate(smooth[::-1])[::-1])
    at = int(np.argmax(lower - smooth))
    return at, float(lower[at] - smooth[at])


def fit_valley_db(dips_db: Sequence[float], answers_is_two: Sequence[bool], *, default: float) -> float:
    """Estimate from answers how deep a dip must be to separate two calls.

    Parameters
    ----------
    dips_db : depths of the dips that the answers are about, each above 0.
    answers_is_two : True if a person heard two calls.
    default : the limit without answers; a few answers move it a little.

    Returns
    -------
    The limit in dB, from 1 to 80; `default` without answers. The order of answers does not matter, and changing a "one"
    to a "two" never raises the limit.

    Notes
    -----
    Mean of the posterior on a grid of the logarithm of the limit, normal around the default.
    """
    steps = np.linspace(-_REACH, _REACH, _N_GRID)
    log_posterior = -0.5 * (steps / _PRIOR_SD) ** 2
    for dip_db, is_two in sorted(zip(dips_db, answers_is_two, strict=True)):
        says_two = _SLIPS + (1.0 - 2.0 * _SLIPS) * expit(_SLOPE * (math.log(dip_db / default) - steps))
        log_posterior += np.log(says_two if is_two else 1.0 - says_two)
    weights = np.exp(log_posterior - log_posterior.max())
    shift = float(np.sum(weights * steps) / np.sum(weights)) if len(dips_db) else 0.0
    return min(max(default * math.exp(shift), _LOWEST_DB), _HIGHEST_DB)


def _frames(onset_s: float, offset_s: float, hop_s: float, n_frames: int) -> tuple[int, int]:
    start, stop = round(onset_s / hop_s + 0.5), round(offset_s / hop_s + 0.5)
    return min(max(0, start), n_frames), min(max(0, stop), n_frames)


def _inside(smooth: NDArray[np.float32], start: int, stop: int, hop_s: float) -> Doubt:
    at, dip_db = deepest_dip(smooth[start:stop])
    return Doubt(max(0.0, start - 0.5) * hop_s, (stop - 0.5) * hop_s, (start + at) * hop_s, dip_db, False)


def _between(smooth: NDArray[np.float32], one: tuple[int, int], other: tuple[int, int], hop_s: float) -> Doubt:
    (first, before), (after, last) = one, other
    peak, next_peak = first + int(np.argmax(smooth[first:before])), after + int(np.argmax(smooth[after:last]))
    at = peak + int(np.argmin(smooth[peak : next_peak + 1]))
    dip_db = float(min(smooth[peak], smooth[next_peak]) - smooth[at])
    return Doubt(max(0.0, first - 0.5) * hop_s, (last - 0.5) * hop_s, at * hop_s, dip_db, True)


def _distance(doubt: Doubt, valley_db: float) -> float:
    """Return how far a dip is from the limit, as the logarithm of their ratio."""
    return abs(math.log(max(doubt.dip_db, 1e-6) / valley_db))
