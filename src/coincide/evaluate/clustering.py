"""How well categories agree with labels: mutual information, adjusted Rand index, purity, best assignment.

All are computed from the table of counts (labels × categories) and do not depend on how either side is
numbered. scikit-learn has two of them; it warns about data with more than half as many categories as events,
which is ordinary here, so the few lines stand here and the tests compare them with it.
"""

# SciPy ships no type information.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from coincide.errors import InputError
from coincide.records import UNSURE


@dataclass(frozen=True, slots=True)
class ClusteringScore:
    """Agreement of categories with labels.

    Attributes
    ----------
    nmi : normalized mutual information, arithmetic mean, in [0, 1].
    ari : adjusted Rand index, at most 1, about 0 by chance.
    purity : share of events that carry the commonest label of their category; grows with the number of
        categories.
    hungarian_accuracy : share of events whose category stands for their label in the best one-to-one
        assignment.
    coverage : share of all events that have a category.
    n : number of events scored.
    n_categories : number of different categories among them, unsure not counted.
    """

    nmi: float
    ari: float
    purity: float
    hungarian_accuracy: float
    coverage: float
    n: int
    n_categories: int


def clustering_score(
    labels: ArrayLike, categories: ArrayLike, *, unsure: Literal["category", "drop"] = "category"
) -> ClusteringScore:
    """Score categories against labels with all measures.

    Parameters
    ----------
    labels : shape (n,), integers, n ≥ 1.
    categories : shape (n,), integers, -1 for unsure.
    unsure : ``category`` treats unsure events as one more category; ``drop`` leaves them out (read the scores
        together with `coverage` then). If none is left, all scores are 0.

    Returns
    -------
    The score.

    Raises
    ------
    InputError
        If the arrays are empty, not of integers, or of different lengths, or `unsure` is unknown.
    """
    if unsure not in ("category", "drop"):
        raise InputError(f"`unsure` must be `category` or `drop`, got `{unsure}`. Choose one of the two.")
    truth, found = _checked(labels, categories)
    is_sure = found != UNSURE
    coverage = float(is_sure.mean())
    if unsure == "drop":
        truth, found = truth[is_sure], found[is_sure]
    if len(truth) == 0:
        return ClusteringScore(nmi=0.0, ari=0.0, purity=0.0, hungarian_accuracy=0.0, coverage=0.0, n=0, n_categories=0)
    return ClusteringScore(
        nmi=nmi(truth, found),
        ari=ari(truth, found),
        purity=purity(truth, found),
        hungarian_accuracy=hungarian_accuracy(truth, found),
        coverage=coverage,
        n=len(truth),
        n_categories=len(np.unique(found[found != UNSURE])),
    )


def nmi(labels: ArrayLike, categories: ArrayLike) -> float:
    """Return normalized mutual information, 2 I(L; C) / (H(L) + H(C)) (Strehl and Ghosh, 2002; arithmetic
    mean).

    Parameters
    ----------
    labels, categories : shape (n,), integers, n ≥ 1.

    Returns
    -------
    In [0, 1]; 1 if both have a single group.

    Raises
    ------
    InputError
        If the arrays are empty, not of integers, or of different lengths.
    """
    share = _counts(labels, categories) / len(np.asarray(labels))
    in_label, in_category = share.sum(axis=1), share.sum(axis=0)
    entropy = _entropy(in_label) + _entropy(in_category)
    if entropy == 0:
        return 1.0
    information = entropy - _entropy(share.ravel())
    return float(np.clip(2 * information / entropy, 0.0, 1.0))


def ari(labels: ArrayLike, categories: ArrayLike) -> float:
    """Return the Rand index adjusted for chance (Hubert and Arabie, 1985, equation 5).

    Parameters
    ----------
    labels, categories : shape (n,), integers, n ≥ 1.

    Returns
    -------
    At most 1, about 0 for categories by chance, -0.5 at the least.

    Raises
    ------
    InputError
        If the arrays are empty, not of integers, or of different lengths.
    """
    counts = _counts(labels, categories)
    together = _n_pairs(counts)
    in_label, in_category = _n_pairs(counts.sum(axis=1)), _n_pairs(counts.sum(axis=0))
    all_pairs = _n_pairs(counts.sum())
    expected = in_label * in_category / all_pairs if all_pairs > 0 else 0.0
    best = (in_label + in_category) / 2
    # Both sides all in one group, or all alone: the same grouping, with nothing left to chance.
    return 1.0 if best == expected else float((together - expected) / (best - expected))


def purity(labels: ArrayLike, categories: ArrayLike) -> float:
    """Return the share of events that carry the commonest label of their category (Zhao and Karypis, 2001).

    Parameters
    ----------
    labels, categories : shape (n,), integers, n ≥ 1.

    Returns
    -------
    In (0, 1]. One category per event gives 1: compare only at equal numbers of categories.

    Raises
    ------
    InputError
        If the arrays are empty, not of integers, or of different lengths.
    """
    counts = _counts(labels, categories)
    return float(counts.max(axis=0).sum() / counts.sum())


def hungarian_accuracy(labels: ArrayLike, categories: ArrayLike) -> float:
    """Return accuracy under the best one-to-one assignment of categories to labels (Kuhn, 1955).

    Parameters
    ----------
    labels, categories : shape (n,), integers, n ≥ 1.

    Returns
    -------
    In (0, 1]; events of categories beyond the number of labels count as wrong.

    Raises
    ------
    InputError
        If the arrays are empty, not of integers, or of different lengths.
    """
    counts = _counts(labels, categories)
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return float(counts[rows, columns].sum() / counts.sum())


def _counts(labels: ArrayLike, categories: ArrayLike) -> NDArray[np.int64]:
    """Return the table of counts, shape (n_labels, n_categories)."""
    truth, found = _checked(labels, categories)
    rows, row = np.unique(truth, return_inverse=True)
    columns, column = np.unique(found, return_inverse=True)
    flat = np.bincount(row * len(columns) + column, minlength=len(rows) * len(columns))
    return flat.reshape(len(rows), len(columns)).astype(np.int64)


def _checked(labels: ArrayLike, categories: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    truth, found = np.asarray(labels), np.asarray(categories)
    if truth.ndim != 1 or truth.shape != found.shape or truth.size == 0:
        raise InputError(
            "`labels` and `categories` must be one-dimensional and of the same length, at least 1, got shapes "
            f"{truth.shape} and {found.shape}. Give one label and one category per event."
        )
    if truth.dtype.kind not in "iu" or found.dtype.kind not in "iu":
        raise InputError(
            f"`labels` and `categories` must be integers, got {truth.dtype} and {found.dtype}. Number the labels first."
        )
    return truth.astype(np.int64), found.astype(np.int64)


def _entropy(shares: NDArray[np.float64]) -> float:
    present = shares[shares > 0]
    # Adding 0.0 turns the -0.0 of a single group into 0.0.
    return float(-(present * np.log(present)).sum()) + 0.0


def _n_pairs(counts: NDArray[np.int64] | np.int64) -> float:
    sizes = np.asarray(counts, dtype=np.float64)
    return float((sizes * (sizes - 1) / 2).sum())
