"""How sure are we by now? A probability of being right, learned from the person's own answers.

Each label is predicted from all others; how often that is right, given how far the best name was ahead, is fitted by a
logistic curve. Labels lie where little was known before, so that they are hard cases: the share that is predicted right
says too little, but the curve, read at the lead of every event, says about what is true. Few answers hardly move it.

Platt 1999 for the curve, with a Gaussian prior on its two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.optimize
from numpy.typing import NDArray

PRIOR_INTERCEPT, PRIOR_SLOPE = -1.0, 8.0
ONCE_WEIGHT = 0.1
"""What the prediction of a label counts whose name was given once: no other label could have predicted it."""
_INTERCEPT_SD, _SLOPE_SD = 2.0, 4.0


@dataclass(frozen=True, slots=True)
class Sureness:
    """Probability of being right as a function of the lead: σ(intercept + slope · lead)."""

    intercept: float = PRIOR_INTERCEPT
    slope: float = PRIOR_SLOPE

    def of(self, leads: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities of leads (n,) in [0, 1]."""
        return _logistic(self.intercept + self.slope * leads.astype(np.float64)).astype(np.float32)


def fit_sureness(
    leads: NDArray[np.float32], is_right: NDArray[np.bool_], is_once: NDArray[np.bool_] | None = None
) -> Sureness:
    """Learn the curve from predictions whose truth is known.

    Parameters
    ----------
    leads, is_right : (m,) of labels that were predicted from the others; none is fine.
    is_once : (m,) whether no other label has the same name; None if all have company.
    """
    weights = np.ones(len(leads)) if is_once is None else np.where(is_once, ONCE_WEIGHT, 1.0)
    signs = np.where(is_right, 1.0, -1.0)

    def cost(curve: NDArray[np.float64]) -> float:
        misfit = weights @ np.logaddexp(0.0, -signs * (curve[0] + curve[1] * leads))
        strays = ((curve[0] - PRIOR_INTERCEPT) / _INTERCEPT_SD) ** 2 + ((curve[1] - PRIOR_SLOPE) / _SLOPE_SD) ** 2
        return float(misfit + strays / 2)

    best = scipy.optimize.minimize(cost, np.array([PRIOR_INTERCEPT, PRIOR_SLOPE])).x
    # A larger lead never makes a name less probable.
    return Sureness(float(best[0]), max(0.0, float(best[1])))


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.5 * (1.0 + np.tanh(values / 2.0))
