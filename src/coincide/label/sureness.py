"""How sure are we so far? A probability of being right, learned from the person's own answers.

Each label is predicted from all others. How often that is right, given how probable the best name is (see `nearness`),
moves a logistic curve over the log odds of that share up or down. Few answers hardly move it.

How steep the curve is does not follow from the labels: they lie where little was known before, and among such hard
cases a share says less than among all events. It follows from how much is known of the folder. Where few labels name
everything, events that lie together are right or wrong together, however clear each of them seems; where most events
are near to labels, a high share is right more often than it says. While there is one name only, a low share is no
doubt between names: most events are simply of another kind, and shares say how many.

Platt 1999 for the curve. Its numbers come from generated and recorded sounds (decisions 0070 and 0095).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

INTERCEPT, STEEPEST = 0.3, 1.6
"""The curve before any answer, if all names are believed fully."""
ONCE_WEIGHT = 0.5
"""What the prediction of a label counts whose name was given once. No other label could have predicted it, but where
such labels lie near others, kinds look alike, and many may have no name yet."""
SHIFT_SD = 0.6
"""How far above or below its usual place the curve of a folder is, as a standard deviation of log odds."""
LEAST_SHARE = 0.002
"""Shares are kept this far from 0 and 1, where odds end."""


@dataclass(frozen=True, slots=True)
class Sureness:
    """Probability of being right as a function of the share of the best name: σ(intercept + slope · logit(share))."""

    intercept: float = INTERCEPT
    slope: float = STEEPEST

    def of(self, shares: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities of shares (n,) in [0, 1]."""
        return logistic(self.intercept + self.slope * log_odds(shares)).astype(np.float32)


OF_LABELS = Sureness(1.0, 1.0)
"""The usual curve of labels that are predicted from all others."""


def usual_slope(believed: NDArray[np.float32], n_names: int) -> float:
    """Return how steep the curve is.

    Parameters
    ----------
    believed : (n,) in [0, 1], how far the best names of all events are believed so far; n ≥ 1.
    n_names : how many names there are, at least 1; with one, the slope is 1 or more, and with each further one this
        matters less.
    """
    slope = STEEPEST * float(believed.mean(dtype=np.float64))
    return slope + max(0.0, 1.0 - slope) / n_names**2


def fit_sureness(
    shares: NDArray[np.float32],
    is_right: NDArray[np.bool_],
    is_once: NDArray[np.bool_] | None = None,
    *,
    slope: float,
    usual: Sureness = OF_LABELS,
    shift_sd: float = SHIFT_SD,
) -> Sureness:
    """Learn from predictions whose truth is known how high the curve is.

    Parameters
    ----------
    shares, is_right : (m,) of labels that were predicted from the others; none is fine.
    is_once : (m,) whether no other label has the same name; None if all have company.
    slope : of the curve, see `usual_slope`.
    usual : the curve of such predictions before any answer; the one to find is above or below its own beginning by as
        much as they are above or below this one.
    shift_sd : how far that is usually, above 0; the less, the less these predictions count.
    """
    weights = np.ones(len(shares)) if is_once is None else np.where(is_once, ONCE_WEIGHT, 1.0)
    expected = usual.intercept + usual.slope * log_odds(shares)

    def pull(shift: float) -> float:
        """Return the slope of the misfit: the curve is best where it is 0."""
        return float(weights @ (logistic(expected + shift) - is_right)) + shift / shift_sd**2

    farthest = shift_sd**2 * float(weights.sum())
    shift = float(scipy.optimize.brentq(pull, -farthest, farthest)) if farthest > 0 else 0.0
    return Sureness(INTERCEPT + shift, slope)


def logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of log odds."""
    return 0.5 * (1.0 + np.tanh(values / 2.0))


def log_odds(shares: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the log odds of shares that are kept away from 0 and 1."""
    kept = np.clip(shares.astype(np.float64), LEAST_SHARE, 1 - LEAST_SHARE)
    return np.log(kept / (1 - kept))
