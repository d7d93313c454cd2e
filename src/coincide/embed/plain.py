"""The plain way: principal components of log-mel pictures. Everything learned stands beside it, and it can join.

Joined rows hold both, weighted so that a cosine of joined rows is (1 - share) · learned + share · plain. A share of 1
leaves the plain rows alone.

Pearson 1901.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.seeds import derive

N_COMPONENTS = 50
_MAX_FITTED, _BLOCK = 4_000, 1_000
_MEAN, _COMPONENTS, _SHARE = "plain.mean", "plain.components", "plain.share"
_Patches = NDArray[np.float32] | NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Plain:
    """Principal components.

    Attributes
    ----------
    mean : (bands · frames,).
    components : (≤ 50, bands · frames), orthonormal rows.
    """

    mean: NDArray[np.float32]
    components: NDArray[np.float32]

    def rows(self, patches: _Patches) -> NDArray[np.float32]:
        """Reduce patches (n, bands, frames), in [0, 1] or bytes; returns unit rows (n, ≤ 50), in bounded memory."""
        rows = self.coordinates(patches)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def coordinates(self, patches: _Patches) -> NDArray[np.float32]:
        """Return the rows before they are brought to unit norm: how far each lies from the mean, and where to."""
        rows = np.empty((len(patches), len(self.components)), dtype=np.float32)
        for start in range(0, len(patches), _BLOCK):
            block = _levels(patches[start : start + _BLOCK])
            rows[start : start + _BLOCK] = (block - self.mean) @ self.components.T
        return rows

    def joining(self, share: float) -> dict[str, NDArray[np.float32]]:
        """Return what to put beside the weights of an encoder so that its rows are joined; share in (0, 1]."""
        return {_MEAN: self.mean, _COMPONENTS: self.components, _SHARE: np.array([share], dtype=np.float32)}


def fit_plain(patches: _Patches, *, seed: int) -> Plain:
    """Fit the components on at most 4,000 evenly spread patches (n, bands, frames)."""
    from sklearn.decomposition import PCA

    sample = _levels(patches[:: -(-len(patches) // _MAX_FITTED)])
    n_components = min(N_COMPONENTS, *sample.shape)
    fitted = PCA(n_components, svd_solver="randomized", random_state=derive(seed, "pca") % 2**32).fit(sample)
    return Plain(np.asarray(fitted.mean_, dtype=np.float32), np.asarray(fitted.components_, dtype=np.float32))


def share_of_plain(weights: Mapping[str, NDArray[np.float32]]) -> float:
    """Return how much the plain rows count in an embedding with these weights, in [0, 1]."""
    return float(weights[_SHARE][0]) if _SHARE in weights else 0.0


def plain_of(weights: Mapping[str, NDArray[np.float32]]) -> Plain:
    """Return the components among the weights of a joined embedding."""
    return Plain(weights[_MEAN], weights[_COMPONENTS])


def join_plain(
    weights: Mapping[str, NDArray[np.float32]], learned: NDArray[np.float32], patches: _Patches
) -> NDArray[np.float32]:
    """Join the plain rows of patches to what the encoder says about them, if the weights ask for it.

    Parameters
    ----------
    learned : (n, dim), unit rows.

    Returns
    -------
    Unit rows: (n, dim), (n, dim + ≤ 50), or (n, ≤ 50) where the share is 1.
    """
    share = share_of_plain(weights)
    if share == 0.0:
        return learned
    return join_rows(learned, plain_of(weights).rows(patches), share)


def join_rows(learned: NDArray[np.float32], plain: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Join unit rows (n, dim) and (n, ≤ 50) so that the plain ones count as much as `share` says."""
    if share in (0.0, 1.0):
        return plain if share == 1.0 else learned
    return np.concatenate([learned * np.float32((1 - share) ** 0.5), plain * np.float32(share**0.5)], axis=1)


def _levels(patches: _Patches) -> NDArray[np.float32]:
    rows = patches.reshape(len(patches), -1).astype(np.float32)
    return rows / np.float32(255) if patches.dtype == np.uint8 else rows
