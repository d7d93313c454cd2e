"""Alignment: directions in which events of one type differ count less.

Mined partners are mostly of one type and, where there are several sources, from different ones. How they differ is what
the embedding should not tell: individuals, microphones, places. Its covariance is measured and whitened away, and
again with the partners that are found then. What comes out is one matrix, which goes into the last layer of the encoder
and costs nothing from then on.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from coincide.embed.centering import center, fit_centers, fit_grouped_centers
from coincide.embed.mining import mine

N_ROUNDS = 2
RIDGE = 0.3
"""This share of the mean variance is added to all directions."""
_FEW_PAIRS = 4.0
"""And as much again where there are ten times as many pairs as dimensions; more where there are fewer."""


def fit_alignment(
    embeddings: NDArray[np.float32],
    sources: NDArray[np.int64],
    *,
    scales: NDArray[np.int64] | None = None,
    is_by_source: bool = True,
    is_anywhere: bool = False,
) -> NDArray[np.float32]:
    """Return the matrix (dim, dim) by which embeddings are to be multiplied from the right.

    Parameters
    ----------
    embeddings : (n, dim), unit rows, not centered.
    sources, scales, is_anywhere : see `coincide.embed.mining`.
    is_by_source : see `coincide.embed.centering`.

    Notes
    -----
    Within-class covariance normalization (Hatch, Kajarekar and Stolcke 2006), with mined pairs for classes.
    """
    matrix = np.eye(embeddings.shape[1])
    for _ in range(N_ROUNDS):
        turned = _unit(embeddings @ matrix.astype(np.float32))
        centered = center(turned, sources, fit_centers(turned, sources, is_by_source=is_by_source))
        partners = mine(centered, sources, scales=scales, is_anywhere=is_anywhere).partners
        matrix = matrix @ _whitening(_differences(centered, partners))
    return matrix.astype(np.float32)


def fit_group_alignment(
    embeddings: NDArray[np.float32], groups: NDArray[np.int64], *, scales: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Return the matrix (dim, dim) that brings groups which hold the same kinds of event together.

    Partners come from other groups, even if there are only two, and directions are shrunk once.

    Parameters
    ----------
    embeddings : (n, dim), unit rows, not centered.
    groups : (n,) numbers, such as of rooms.
    scales : see `coincide.embed.mining`.
    """
    centered = center(embeddings, groups, fit_grouped_centers(embeddings, groups, groups))
    partners = mine(centered, groups, scales=scales, min_sources=2).partners
    return _whitening(_differences(centered, partners)).astype(np.float32)


def turned(weights: Mapping[str, NDArray[np.float32]], matrix: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Return the weights of an encoder whose output is multiplied by a matrix (dim, dim) from the right."""
    head = {"head.weight": matrix.T @ weights["head.weight"], "head.bias": weights["head.bias"] @ matrix}
    return {**weights, **head}


def _differences(centered: NDArray[np.float32], partners: NDArray[np.int64]) -> NDArray[np.float32]:
    rows, columns = np.nonzero(partners >= 0)
    return centered[rows] - centered[partners[rows, columns]]  # (pairs, dim)


def _whitening(differences: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the inverse square root of their covariance, with a ridge, of mean 1."""
    n_pairs, dim = differences.shape
    covariance = differences.astype(np.float64).T @ differences / max(1, n_pairs)
    variances, directions = np.linalg.eigh(covariance)
    mean = float(variances.mean())
    if not mean > 0.0:
        return np.eye(dim)
    scales = 1.0 / np.sqrt(np.maximum(variances, 0.0) / mean + RIDGE + _FEW_PAIRS * dim / n_pairs)
    return (directions * (scales / scales.mean())) @ directions.T


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
