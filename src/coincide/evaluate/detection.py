"""How well events were found: precision, recall and F1 from counts, summed over recordings.

Counts are added before ratios are taken (micro average), so that a recording weighs by its events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coincide.errors import InputError


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """The share of true events that were found, and the share of found events that are true.

    Attributes
    ----------
    precision : matched / found, in [0, 1].
    recall : matched / true, in [0, 1].
    f1 : harmonic mean of both, 2 × matched / (found + true).
    n_truth, n_found, n_matched : the counts behind them.
    """

    precision: float
    recall: float
    f1: float
    n_truth: int
    n_found: int
    n_matched: int


def detection_score(*, n_truth: int, n_found: int, n_matched: int) -> DetectionScore:
    """Score one recording, or counts added over many.

    Parameters
    ----------
    n_truth : number of true events.
    n_found : number of found events.
    n_matched : number of one-to-one pairs, at most the smaller of both.

    Returns
    -------
    The score. Nothing found where nothing is true counts as perfect (1); else a ratio over none is 0.

    Raises
    ------
    InputError
        If the counts contradict each other.
    """
    if not 0 <= n_matched <= min(n_truth, n_found):
        raise InputError(
            f"`n_matched` must lie between 0 and the smaller of {n_truth} true and {n_found} found events, "
            f"got {n_matched}. Match events one to one."
        )
    if n_truth == 0 and n_found == 0:
        return DetectionScore(precision=1.0, recall=1.0, f1=1.0, n_truth=0, n_found=0, n_matched=0)
    return DetectionScore(
        precision=n_matched / n_found if n_found > 0 else 0.0,
        recall=n_matched / n_truth if n_truth > 0 else 0.0,
        f1=2 * n_matched / (n_found + n_truth),
        n_truth=n_truth,
        n_found=n_found,
        n_matched=n_matched,
    )


def sum_scores(scores: Iterable[DetectionScore]) -> DetectionScore:
    """Add the counts of several recordings and score the sum.

    Parameters
    ----------
    scores : one per recording; none at all gives the score of an empty recording.

    Returns
    -------
    The score over all recordings.
    """
    parts = list(scores)
    return detection_score(
        n_truth=sum(part.n_truth for part in parts),
        n_found=sum(part.n_found for part in parts),
        n_matched=sum(part.n_matched for part in parts),
    )
