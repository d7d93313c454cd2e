"""How sure are we so far? A probability of being right, learned from the person's own answers.

Each label is predicted from all others. How often that is right, given how probable the best name is (see `nearness`),
is fitted by a logistic curve over the log odds of that share. Labels lie where little was known before, so they are
hard cases: the share that is predicted right says too little, but the curve, read at the share of every event, says
about what is true. Few answers hardly move it.

Platt 1999 for the curve, with a Gaussian prior on its two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

PRIOR_INTERCEPT, PRIOR_SLOPE = 0.3, 1.15
"""Without answers to learn from, shares are believed a little more than they say: in generated and recorded sounds,
they were too low (decision 0039, "Scores were too low")."""
ONCE_WEIGHT = 0.1
"""What the prediction of a label counts whose name was given once: no other label could have predicted it."""
_INTERCEPT_SD, _SLOPE_SD = 0.5, 0.3
LEAST_SHARE = 0.002
"""Shares are kept this far from 0 and 1, where odds end."""


@dataclass(frozen=True, slots=True)
class Sureness:
    """Probability of being right as a function of the share of the best name: σ(intercept + slope · logit(share))."""

    intercept: float = PRIOR_INTERCEPT
    slope: float = PRIOR_SLOPE

    def of(self, shares: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities of shares (n,) in [0, 1]."""
        return logistic(self.intercept + self.slope * log_odds(shares)).astype(np.float32)


def fit_sureness(
    shares: NDArray[np.float32], is_right: NDArray[np.bool_], is_once: NDArray[np.bool_] | None = None
) -> Sureness:
    """Learn the curve from predictions whose truth is known.

    Parameters
    ----------
    shares, is_right : (m,) of labels that were predicted from the others; none is fine.
    is_once : (m,) whether no other label has the same name; None if all have company.
    """
    weights = np.ones(len(shares)) if is_once is None else np.where(is_once, ONCE_WEIGHT, 1.0)
    signs = np.where(is_right, 1.0, -1.0)
    odds = log_odds(shares)

    def cost(curve: NDArray[np.float64]) -> float:
        misfit = weights @ np.logaddexp(0.0, -signs * (curve[0] + curve[1] * odds))
        strays = ((curve[0] - PRIOR_INTERCEPT) / _INTERCEPT_SD) ** 2 + ((curve[1] - PRIOR_SLOPE) / _SLOPE_SD) ** 2
        return float(misfit + strays / 2)

    best = scipy.optimize.minimize(cost, np.array([PRIOR_INTERCEPT, PRIOR_SLOPE])).x
    # A larger share never makes a name less probable.
    return Sureness(float(best[0]), max(0.0, float(best[1])))


def logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of log odds."""
    return 0.5 * (1.0 + np.tanh(values / 2.0))


def log_odds(shares: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the log odds of shares that are kept away from 0 and 1."""
    kept = np.clip(shares.astype(np.float64), LEAST_SHARE, 1 - LEAST_SHARE)
    return np.log(kept / (1 - kept))
