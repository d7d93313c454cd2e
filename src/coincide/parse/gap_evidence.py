"""What a gap says about the end of a unit: gaps inside units and between them are two log-normal distributions.

A found event often ends before the sound does, since its tail sinks into the noise, so that the gap after it looks
longer than it is. How much is a matter of the sound: each category shifts the gaps after its events by its own amount,
held near zero by the spread of all gaps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_N_STEPS = 8
_LEAST_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True)
class GapEvidence:
    """How likely each gap is inside a unit, and between two; logarithms, (n_gaps,).

    Attributes
    ----------
    inside, between : log densities, without the constant that both share.
    prior : log density of what was fitted, so that two fits can be compared.
    """

    inside: NDArray[np.float64]
    between: NDArray[np.float64]
    prior: float

    def of(self, is_end: NDArray[np.bool_]) -> float:
        """Return the log density of all gaps, for units that end where `is_end` says."""
        return float(np.where(is_end, self.between, self.inside).sum()) + self.prior


def no_evidence(n_gaps: int) -> GapEvidence:
    """Return evidence that says nothing, for sequences without times."""
    return GapEvidence(np.zeros(n_gaps), np.zeros(n_gaps), 0.0)


def fit_gaps(
    gaps: NDArray[np.float64], before: NDArray[np.int64], is_end: NDArray[np.bool_], *, n_categories: int
) -> GapEvidence:
    """Fit both distributions and the shift of each category to one way of ending units.

    Parameters
    ----------
    gaps : (n_gaps,) logarithms.
    before : (n_gaps,) category of the event before each gap, from 0.
    is_end : (n_gaps,) whether a unit ends there.
    """
    if len(gaps) == 0:
        return no_evidence(0)
    mean, variance = float(gaps.mean()), float(gaps.var()) + _LEAST_VARIANCE
    freedom = variance / 2  # half of the spread may be due to categories
    inside, between = (_posterior(gaps[chosen], mean, variance) for chosen in (~is_end, is_end))
    shift = np.zeros(n_categories)
    for _ in range(_N_STEPS):
        precision = 1 / np.where(is_end, between[1], inside[1])
        pull = (gaps - np.where(is_end, between[0], inside[0])) * precision
        total = np.bincount(before, precision, n_categories) + 1 / freedom
        shift = np.bincount(before, pull, n_categories) / total
        rest = gaps - shift[before]
        inside, between = (_posterior(rest[chosen], mean, variance) for chosen in (~is_end, is_end))
        if between[0] < inside[0]:  # no shorter silence between units than inside
            middle = float(rest.mean())
            inside, between = (middle, inside[1]), (middle, between[1])
    rest = gaps - shift[before]
    prior = -float((shift**2).sum()) / (2 * freedom)
    for _, fitted in (inside, between):
        prior -= math.log(fitted) + variance / (4 * fitted)
    return GapEvidence(_log_density(rest, inside), _log_density(rest, between), prior)


def _posterior(gaps: NDArray[np.float64], mean: float, variance: float) -> tuple[float, float]:
    """Mean and variance, with one gap of the common mean and two of a quarter of the common variance imagined."""
    fitted = (float(gaps.sum()) + mean) / (len(gaps) + 1)
    return fitted, (float(((gaps - fitted) ** 2).sum()) + variance / 2) / (len(gaps) + 2)


def _log_density(gaps: NDArray[np.float64], fitted: tuple[float, float]) -> NDArray[np.float64]:
    return -0.5 * math.log(fitted[1]) - 0.5 * (gaps - fitted[0]) ** 2 / fitted[1]
