"""How far labels go: quality against the number of human actions, and how many fewer of them another way takes.

A curve is a quality at rising budgets; between two budgets it is a straight line over the logarithm of the budget. The
number of labels that a target needs is where the mean curve first reaches it. A factor is the quotient of two such
numbers, and where one of them is not known the factor is a bound: a curve that has reached the target at its first
budget may need fewer labels, one that does not reach it needs more than its last budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coincide.errors import InputError
from coincide.evaluate.detection import DetectionScore, detection_score

Bound = Literal["", "≥", "≤", "?"]


@dataclass(frozen=True, slots=True)
class LabelCurve:
    """Quality against the number of actions.

    Attributes
    ----------
    budgets : (n_budgets,) rising, above 0.
    scores : (n_repeats, n_budgets) big is good.
    """

    budgets: NDArray[np.float64]
    scores: NDArray[np.float64]

    @property
    def means(self) -> NDArray[np.float64]:
        """Mean over repeats at each budget."""
        return self.scores.mean(axis=0)

    @property
    def deviations(self) -> NDArray[np.float64]:
        """Standard deviation over repeats at each budget."""
        return self.scores.std(axis=0)


@dataclass(frozen=True, slots=True)
class LabelsNeeded:
    """How many labels a target needs.

    Attributes
    ----------
    n : number of labels; the first budget if that is enough, the last if it is not.
    bound : ``≤`` if the first budget is enough already, ``≥`` if the last is not, else empty.
    """

    n: float
    bound: Literal["", "≤", "≥"]


@dataclass(frozen=True, slots=True)
class Reduction:
    """How many times fewer labels one way needs than another.

    Attributes
    ----------
    factor : quotient of the labels needed; None if our method does not reach the target.
    bound : ``≥`` if the factor is at least that, ``≤`` if at most, ``?`` if both numbers are bounds that leave it open.
    low, high : interval of the factor, by resampling the repeats; None if not known. A bound stands at its value, and a
        draw in which ours does not reach the target counts with our last budget.
    ours, other : labels needed.
    """

    factor: float | None
    bound: Bound
    low: float | None
    high: float | None
    ours: LabelsNeeded
    other: LabelsNeeded


def label_curve(budgets: ArrayLike, scores: ArrayLike) -> LabelCurve:
    """Check and make a curve.

    Parameters
    ----------
    budgets : (n_budgets,) rising, above 0.
    scores : (n_repeats, n_budgets), or (n_budgets,) for a single repeat.

    Raises
    ------
    InputError : shapes do not fit, or budgets do not rise.
    """
    at = np.asarray(budgets, dtype=np.float64)
    values = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    if at.ndim != 1 or at.size == 0 or values.ndim != 2 or values.shape[1] != at.size or values.shape[0] == 0:
        raise InputError(
            f"`scores` must have one row per repeat and one column per budget, got {values.shape} for budgets of shape "
            f"{at.shape}. Measure every budget in every repeat."
        )
    if not (at[0] > 0 and (np.diff(at) > 0).all()):
        raise InputError(f"`budgets` must be above 0 and increase, got {at.tolist()}. Sort them.")
    return LabelCurve(at, values)


def labels_needed(budgets: ArrayLike, means: ArrayLike, target: float) -> LabelsNeeded:
    """Return where a curve first reaches a target, a straight line over the logarithm of the budget.

    Parameters
    ----------
    budgets : (n_budgets,) rising, above 0.
    means : (n_budgets,) quality at each.
    """
    at, quality = np.asarray(budgets, dtype=np.float64), np.asarray(means, dtype=np.float64)
    reached = np.flatnonzero(quality >= target)
    if len(reached) == 0:
        return LabelsNeeded(float(at[-1]), "≥")
    first = int(reached[0])
    if first == 0:
        return LabelsNeeded(float(at[0]), "≤")
    share = (target - quality[first - 1]) / (quality[first] - quality[first - 1])
    log_n = np.log(at[first - 1]) + share * (np.log(at[first]) - np.log(at[first - 1]))
    return LabelsNeeded(float(np.exp(log_n)), "")


def label_reduction(
    ours: LabelCurve,
    other: LabelCurve,
    target: float,
    *,
    n_draws: int = 1000,
    level: float = 0.95,
    rng: np.random.Generator,
) -> Reduction:
    """Compare the labels that two methods need for one target.

    Parameters
    ----------
    n_draws : of the percentile bootstrap (Efron 1979), which resamples the repeats of both; none with one repeat each.
    level : share of the draws inside the interval.
    rng : the source of chance.
    """
    needed = labels_needed(ours.budgets, ours.means, target), labels_needed(other.budgets, other.means, target)
    factor, bound = _factor(*needed)
    low, high = None, None
    if factor is not None and max(len(ours.scores), len(other.scores)) > 1:
        draws = [_drawn(other, target, rng).n / _drawn(ours, target, rng).n for _ in range(n_draws)]
        low, high = (float(edge) for edge in np.quantile(draws, [(1 - level) / 2, (1 + level) / 2]))
    return Reduction(factor, bound, low, high, *needed)


def typed_score(truth: Sequence[str], named: Sequence[str], *, n_truth: int, noise: str = "noise") -> DetectionScore:
    """Score events with names: a true event counts as found only under its own name.

    Parameters
    ----------
    truth : (n_found,) label of the true event that each found one matches; empty for none.
    named : (n_found,) name that each found event was given; events named `noise` or nothing are dropped.
    n_truth : number of true events, found or not.

    Returns
    -------
    Precision over the events that were named, recall over all true events, and F1 (micro average over types).

    Raises
    ------
    InputError : the two are of different lengths.
    """
    if len(truth) != len(named):
        raise InputError(f"`truth` and `named` must have the same length, got {len(truth)} and {len(named)}.")
    kept = [(label, name) for label, name in zip(truth, named, strict=True) if name not in ("", noise)]
    return detection_score(n_truth=n_truth, n_found=len(kept), n_matched=sum(label == name for label, name in kept))


def _factor(ours: LabelsNeeded, other: LabelsNeeded) -> tuple[float | None, Bound]:
    if ours.bound == "≥":
        return None, ""
    factor = other.n / ours.n
    if ours.bound == "≤":
        return factor, "?" if other.bound == "≤" else "≥"
    return factor, other.bound


def _drawn(curve: LabelCurve, target: float, rng: np.random.Generator) -> LabelsNeeded:
    rows = rng.integers(len(curve.scores), size=len(curve.scores))
    return labels_needed(curve.budgets, curve.scores[rows].mean(axis=0), target)
