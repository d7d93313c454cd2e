"""Where songs end, by silence alone: the longest kind of gap between events.

The logarithms of all gaps are described as one to three normal distributions, as many as the Bayesian information
criterion wants. The gaps that most likely come from the uppermost end songs, if it stands apart from the next by more
than two deviations (Ashman, Bird and Zepf 1994, equation 4). Nothing is tuned to a kind of sound: seconds matter only
relative to the other gaps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_GAP_S = 0.005
"""Shorter gaps, and events that overlap, count as this; below it lie only errors of finding."""
MAX_LEVELS = 3
"""Inside motifs, between motifs, between songs."""
MIN_SEPARATION = 2.0
MAX_ENDS = 1 / 3
"""Share of gaps that may end songs: with more, songs would hold fewer than three events on average."""
_MIN_PER_LEVEL = 3
_N_STEPS = 200
_LEAST_VARIANCE = 0.01
"""Of one imagined gap a level, so that equal gaps do not make a level of no width: a tenth up or down."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Kinds of gaps, shortest first.

    Attributes
    ----------
    weights, means, deviations : (levels,) of the logarithms of gaps in seconds.
    """

    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]

    def likeliest(self, log_gaps: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the level of each gap (n,); a gap under the mean of the level below the uppermost is never in it."""
        best = _log_joint(log_gaps, self.weights, self.means, self.deviations).argmax(axis=1)
        if len(self.means) > 1:
            best[(best == len(self.means) - 1) & (log_gaps < self.means[-2])] = len(self.means) - 2
        return best

    def log_likelihood(self, log_gaps: NDArray[np.float64]) -> float:
        """Return the log density of gaps (n,)."""
        joint = _log_joint(log_gaps, self.weights, self.means, self.deviations)
        return float(np.logaddexp.reduce(joint, axis=1).sum())

    @property
    def separation(self) -> float:
        """How far the uppermost level stands from the next, in deviations; 0 if there is only one."""
        if len(self.means) < 2:
            return 0.0
        spread = math.sqrt((self.deviations[-1] ** 2 + self.deviations[-2] ** 2) / 2)
        return float((self.means[-1] - self.means[-2]) / spread)


def log_gaps(onsets_s: NDArray[np.float64], offsets_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the silence after each event but the last, (n − 1,)."""
    return np.log(np.maximum(onsets_s[1:] - offsets_s[:-1], MIN_GAP_S))


def fit_levels(gaps: NDArray[np.float64]) -> Levels:
    """Describe logarithms of gaps (n,), at least one, by as many levels as they support."""
    best: tuple[float, Levels] | None = None
    for n_levels in range(1, MAX_LEVELS + 1):
        if n_levels > 1 and len(gaps) < _MIN_PER_LEVEL * n_levels:
            break
        for means in _starts(gaps, n_levels):
            levels = _fit(gaps, means)
            criterion = (3 * n_levels - 1) * math.log(len(gaps)) - 2 * levels.log_likelihood(gaps)
            if best is None or criterion < best[0]:
                best = criterion, levels
    assert best is not None
    return best[1]


def song_ends(gaps: Sequence[NDArray[np.float64]]) -> list[NDArray[np.bool_]]:
    """Say after which events of each sequence a song ends.

    Parameters
    ----------
    gaps : logarithms, of each sequence. All share one scale, but for sequences whose own describes them so much better
        that the criterion allows for it: birds of another kind in the same catalog.

    Returns
    -------
    Of each sequence (n_gaps,); the end of a sequence ends a song anyway.
    """
    pooled = np.concatenate([*gaps, np.zeros(0)])
    if len(pooled) == 0:
        return [np.zeros(0, dtype=np.bool_) for _ in gaps]
    common = fit_levels(pooled)
    return [_ends(each, common if len(each) == 0 else _own_or(common, each)) for each in gaps]


def _own_or(common: Levels, gaps: NDArray[np.float64]) -> Levels:
    own = fit_levels(gaps)
    if not _ends(gaps, own).any():
        return common
    own_cost = (3 * len(own.means) - 1) * math.log(len(gaps)) - 2 * own.log_likelihood(gaps)
    return own if own_cost < -2 * common.log_likelihood(gaps) else common


def _ends(gaps: NDArray[np.float64], levels: Levels) -> NDArray[np.bool_]:
    if len(gaps) == 0 or levels.separation <= MIN_SEPARATION:
        return np.zeros(len(gaps), dtype=np.bool_)
    ends = levels.likeliest(gaps) == len(levels.means) - 1
    return ends if ends.mean() <= MAX_ENDS else np.zeros(len(gaps), dtype=np.bool_)


def _starts(gaps: NDArray[np.float64], n_levels: int) -> list[NDArray[np.float64]]:
    """Two places to start from: as many gaps for each level, and levels at equal distances."""
    quantiles = np.quantile(gaps, (np.arange(n_levels) + 0.5) / n_levels)
    return [quantiles, np.linspace(gaps.min(), gaps.max(), n_levels)] if n_levels > 1 else [quantiles]


def _fit(gaps: NDArray[np.float64], means: NDArray[np.float64]) -> Levels:
    n_levels = len(means)
    deviations = np.full(n_levels, max(float(gaps.std()) / n_levels, math.sqrt(_LEAST_VARIANCE)))
    weights = np.full(n_levels, 1 / n_levels)
    log_likelihood = -math.inf
    for _ in range(_N_STEPS):
        joint = _log_joint(gaps, weights, means, deviations)
        total = np.logaddexp.reduce(joint, axis=1)
        shares = np.exp(joint - total[:, None])
        sizes = shares.sum(axis=0) + 1e-9
        means = (shares * gaps[:, None]).sum(axis=0) / sizes
        squares = (shares * (gaps[:, None] - means) ** 2).sum(axis=0)
        deviations, weights = np.sqrt((squares + _LEAST_VARIANCE) / (sizes + 1)), sizes / sizes.sum()
        before, log_likelihood = log_likelihood, float(total.sum())
        if abs(log_likelihood - before) < 1e-9 * len(gaps):
            break
    order = np.argsort(means)
    return Levels(weights[order], means[order], deviations[order])


def _log_joint(
    gaps: NDArray[np.float64],
    weights: NDArray[np.float64],
    means: NDArray[np.float64],
    deviations: NDArray[np.float64],
) -> NDArray[np.float64]:
    scaled = (gaps[:, None] - means) / deviations
    return np.log(weights) - np.log(deviations) - 0.5 * scaled**2 - 0.5 * math.log(2 * math.pi)
