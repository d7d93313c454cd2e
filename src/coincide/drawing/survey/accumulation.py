"""The accumulation curve: how many names so many days of listening give, and how many there may be.

The curve is the expected number of names in a random choice of days, exactly (Colwell, Mao and Chang 2004, equation 5),
with 95% limits from their unconditional variance (equation 6); its limit is estimated by Chao2 (Chao 1987; with the
correction for few days). Steep at the end: more would be found. Flat: little is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.drawing.survey.canvas import NARROW_IN, OKABE_ITO, figure, halo, picture

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class AccumulationData:
    """On how many of the days each name was heard.

    Attributes
    ----------
    n_days_heard : (names,) whole numbers from 1 to `n_days`.
    n_days : days on which something was recorded, at least 1.
    """

    n_days_heard: NDArray[np.int64]
    n_days: int
    title: str


@dataclass(frozen=True, slots=True)
class Accumulation:
    """The curve at 1, 2 … days.

    Attributes
    ----------
    expected, low, high : (days,) number of names with 95% limits.
    estimate : how many names there may be in all (Chao2).
    """

    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    estimate: float


def accumulate(n_days_heard: NDArray[np.int64], n_days: int) -> Accumulation:
    """Compute the curve.

    Parameters
    ----------
    n_days_heard : (names,) days on which each was heard, from 1 to `n_days`.
    n_days : at least 1.
    """
    days = np.arange(1, n_days + 1)
    missed = np.exp(_log_choose(n_days - n_days_heard[:, None], days) - _log_choose(np.array(n_days), days))
    expected = (1 - missed).sum(axis=0)
    estimate = chao2(n_days_heard, n_days)
    variance = np.maximum(((1 - missed) ** 2).sum(axis=0) - expected**2 / max(estimate, 1e-9), 0)
    half = _Z95 * np.sqrt(variance)
    return Accumulation(expected, np.maximum(expected - half, 0), expected + half, estimate)


def chao2(n_days_heard: NDArray[np.int64], n_days: int) -> float:
    """Estimate the number of names from those that were heard on one and on two days only."""
    once, twice = int((n_days_heard == 1).sum()), int((n_days_heard == 2).sum())
    return len(n_days_heard) + (n_days - 1) / n_days * once * (once - 1) / (2 * (twice + 1))


def draw_accumulation(data: AccumulationData, ending: str) -> bytes:
    """Draw the curve; returns the content of a file with that ending."""
    curve = accumulate(data.n_days_heard, data.n_days)
    with figure(NARROW_IN * 1.2, NARROW_IN) as drawn:
        axes = drawn.add_subplot()
        days = np.arange(data.n_days + 1)
        expected, low, high = (np.concatenate([[0.0], each]) for each in (curve.expected, curve.low, curve.high))
        axes.fill_between(days, low, high, color=OKABE_ITO[5], alpha=0.35, linewidth=0, label="95% interval")
        axes.plot(days, expected, color=OKABE_ITO[0], linewidth=1.2, label="expected number of names")
        axes.axhline(curve.estimate, color=OKABE_ITO[1], linewidth=0.9, linestyle="--")
        axes.text(
            data.n_days,
            curve.estimate,
            f"perhaps {curve.estimate:.3g} in all (Chao2)",
            ha="right",
            va="bottom",
            color=OKABE_ITO[1],
            path_effects=halo(),
        )
        top = max(curve.estimate, float(high.max())) * 1.12 + 0.2
        axes.set(title=data.title, xlabel="days with recordings", ylabel="names", xlim=(0, data.n_days), ylim=(0, top))
        axes.locator_params(axis="both", integer=True)
        axes.legend(loc="lower right")
        return picture(drawn, ending)


def _log_choose(n: NDArray[np.int64], k: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the logarithm of n over k; minus infinity where k is more than n."""
    n, k = np.broadcast_arrays(n, k)
    is_possible = k <= n
    safe = np.where(is_possible, n, k)
    logarithm = (
        scipy.special.gammaln(safe + 1.0) - scipy.special.gammaln(k + 1.0) - scipy.special.gammaln(safe - k + 1.0)
    )
    return np.where(is_possible, logarithm, -np.inf)
