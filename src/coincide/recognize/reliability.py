"""The reliability table: of the names with about this score, how many are right?

Measured on held-out labels. A curve of two numbers was fitted to the same labels, so the table is a little kind where
labels are few; the intervals are wide there, too. Labels that were chosen as hard cases make it a little harsh.

DeGroot and Fienberg 1983; expected calibration error as in Naeini, Cooper and Hauskrecht 2015.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.label import Sureness
from coincide.recognize.held_out import HeldOut
from coincide.recognize.intervals import interval

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Of the scores; closer where people set thresholds."""


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """Held-out labels with scores from `low` to below `high`.

    Attributes
    ----------
    mean_score, share_right : the mean score, and the share that was right; 0 if `n` is 0.
    right_low, right_high : 95% interval of the share.
    """

    low: float
    high: float
    n: int
    mean_score: float
    share_right: float
    right_low: float
    right_high: float


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores beside the truth.

    Attributes
    ----------
    calibration_error : mean difference between promised and true shares over the bins, weighted by their counts.
    """

    bins: tuple[ScoreBin, ...]
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far to trust scores.

    Attributes
    ----------
    n_labels, n_untestable : labels that were held out, and those that could not be.
    is_by_recording : whether whole recordings were held out; else the table is kinder than new recordings will be.
    calibration_error : mean difference between promised and true shares over the table, weighted by its counts.
    """

    bins: tuple[ScoreBin, ...]
    n_labels: int
    n_untestable: int
    is_by_recording: bool
    calibration_error: float


def measure_reliability(held_out: HeldOut, curve: Sureness) -> Reliability:
    """Compare scores with the truth.

    Parameters
    ----------
    curve : turns shares into scores.
    """
    table = measure_scores(held_out.scores(curve), held_out.is_right)
    return Reliability(
        bins=table.bins,
        n_labels=len(held_out.truth),
        n_untestable=held_out.n_untestable,
        is_by_recording=held_out.is_by_recording,
        calibration_error=table.calibration_error,
    )


def measure_scores(scores: NDArray[np.float32], is_right: NDArray[np.bool_]) -> ScoreTable:
    """Compare any scores (n,) with whether the names they stand for are right (n,)."""
    where = np.clip(np.searchsorted(EDGES, scores, side="right") - 1, 0, len(EDGES) - 2)
    bins = tuple(_bin(number, scores, is_right, where == number) for number in range(len(EDGES) - 1))
    error = sum(one.n / max(1, len(scores)) * abs(one.mean_score - one.share_right) for one in bins)
    return ScoreTable(bins, float(error))


def _bin(number: int, scores: NDArray[np.float32], is_right: NDArray[np.bool_], inside: NDArray[np.bool_]) -> ScoreBin:
    n, n_right = int(inside.sum()), int(is_right[inside].sum())
    low, high = interval(n_right, n)
    return ScoreBin(
        low=EDGES[number],
        high=EDGES[number + 1],
        n=n,
        mean_score=float(scores[inside].mean()) if n else 0.0,
        share_right=n_right / n if n else 0.0,
        right_low=low,
        right_high=high,
    )
