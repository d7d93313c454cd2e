"""What a measurement of labels found, as it is kept with the runs of a catalog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.evaluate import label_curve, label_reduction
from coincide.seeds import generator

OURS = "tree"
ON_EMBEDDING, ON_PCA = "random, our embedding", "random, log-mel + PCA"
TARGET_SHARES = (0.8, 0.9, 0.95)
"""Of the accuracy with all labels."""


@dataclass(frozen=True, slots=True)
class WayCurve:
    """How well one way names events, by the number of human actions.

    Attributes
    ----------
    accuracy, typed_f1 : means over repeats, by budget.
    accuracy_sd, typed_f1_sd : standard deviations over repeats, 0 where there is only one.
    accuracy_repeats : each repeat, by budget.
    """

    name: str
    is_ours: bool
    budgets: list[int]
    accuracy: list[float]
    accuracy_sd: list[float]
    typed_f1: list[float]
    typed_f1_sd: list[float]
    accuracy_repeats: list[list[float]]


@dataclass(frozen=True, slots=True)
class ReductionRow:
    """How many times fewer labels ours needs than another way, for one target.

    Attributes
    ----------
    share, target : of the accuracy with all labels, and the accuracy that this is.
    factor : None if ours does not reach the target.
    bound : ``≥``, ``≤`` or ``?`` where the factor is a bound or open, else empty.
    low, high : 95% interval, by resampling the repeats.
    n_ours, n_other : labels needed, with their bounds.
    """

    share: float
    target: float
    against: str
    factor: float | None
    bound: str
    low: float | None
    high: float | None
    n_ours: str
    n_other: str


@dataclass(frozen=True, slots=True)
class LabelsCurve:
    """How far labels go.

    Attributes
    ----------
    n_events, n_noise : events of the recordings that the table covers; those that match nothing in it.
    full_accuracy : with all labels of the pool, by the best way.
    is_split_by_recording : True if events of other recordings than the labeled ones were named.
    """

    truth: str
    n_events: int
    n_noise: int
    n_types: int
    n_recordings: int
    n_repeats: int
    full_accuracy: float
    is_split_by_recording: bool
    ways: list[WayCurve]
    reductions: list[ReductionRow]
    unknown_recordings: list[str]
    notes: list[str]


def way_curve(name: str, budgets: list[int], scores: NDArray[np.float64]) -> WayCurve:
    """Average scores (repeats, budgets, 2) of accuracy and typed F1."""
    means = scores.mean(axis=0)
    deviations = scores.std(axis=0, ddof=1) if len(scores) > 1 else np.zeros_like(means)
    return WayCurve(
        name=name,
        is_ours=name == OURS,
        budgets=budgets,
        accuracy=means[:, 0].tolist(),
        accuracy_sd=deviations[:, 0].tolist(),
        typed_f1=means[:, 1].tolist(),
        typed_f1_sd=deviations[:, 1].tolist(),
        accuracy_repeats=scores[:, :, 0].tolist(),
    )


def reductions_of(curves: Sequence[WayCurve], full: float, seed: int) -> list[ReductionRow]:
    """Return how many times fewer labels ours needs than each textbook method, for each share of `full`.

    Parameters
    ----------
    curves : of all methods; ours and both textbook methods must be among them.
    full : accuracy with all labels, in [0, 1].
    seed : of the resampling that gives the intervals.
    """
    by_name = {curve.name: label_curve(curve.budgets, curve.accuracy_repeats) for curve in curves}
    rows: list[ReductionRow] = []
    for share in TARGET_SHARES:
        for other in (ON_EMBEDDING, ON_PCA):
            found = label_reduction(by_name[OURS], by_name[other], share * full, rng=generator(seed, "reduction"))
            rows.append(
                ReductionRow(
                    share=share,
                    target=share * full,
                    against=other,
                    factor=found.factor,
                    bound=found.bound,
                    low=found.low,
                    high=found.high,
                    n_ours=f"{found.ours.bound}{found.ours.n:.0f}",
                    n_other=f"{found.other.bound}{found.other.n:.0f}",
                )
            )
    return rows
