"""Mining: which events of other sources are probably of the same type, and which negatives probably are not negative.

Two events are partners if each is among the nearest of the other (a hundredth of the events, 2 to 10), seen from other
sources only. With fewer than four sources nothing tells whether they share any types (two birds may have no syllable in
common, and yet each event has a nearest one), so partners then come from the same source. Where a source holds one kind
of call, partners are sought anywhere, since most of them are in the own source. Events of different scales are never
partners. Many of the first pairs are wrong: they are mined again as the embedding gets better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_PARTNERS, MIN_PARTNERS, EVENTS_PER_PARTNER = 10, 2, 100
N_LOOKALIKES, EVENTS_PER_LOOKALIKE = 60, 20
MIN_SOURCES = 4
MINING_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of the steps at which pairs are mined again."""
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class MinedPairs:
    """What the embedding says about pairs of events.

    Attributes
    ----------
    partners : (n, 10) rows of mutual nearest neighbors, across sources if there are enough; -1 where there are fewer.
    lookalikes : (n, 60) rows of the nearest neighbors from anywhere; -1 where there are fewer events.
    """

    partners: NDArray[np.int64]
    lookalikes: NDArray[np.int64]


def mine(
    embeddings: NDArray[np.float32],
    sources: NDArray[np.int64],
    *,
    scales: NDArray[np.int64] | None = None,
    is_anywhere: bool = False,
    min_sources: int = MIN_SOURCES,
) -> MinedPairs:
    """Find partners and lookalikes.

    Parameters
    ----------
    embeddings : (n, dim), centred, unit rows.
    sources : (n,).
    scales : (n,) see `coincide.events.scales`; None if there is one.
    is_anywhere : partners may come from the own source and from others.
    min_sources : with fewer, partners come from the own source.
    """
    scales = np.zeros_like(sources) if scales is None else scales
    is_across = _has_many_sources(sources, scales, min_sources)
    n = len(embeddings)
    n_lookalikes = min(N_LOOKALIKES, n // EVENTS_PER_LOOKALIKE)
    n_partners = min(N_PARTNERS, max(MIN_PARTNERS, n // EVENTS_PER_PARTNER))
    lookalikes = np.full((n, N_LOOKALIKES), -1, dtype=np.int64)
    nearest = np.full((n, N_PARTNERS), -1, dtype=np.int64)
    block = max(1, _CELLS_AT_ONCE // n)
    for start in range(0, n, block):
        rows = np.arange(start, min(n, start + block))
        similarity = embeddings[rows] @ embeddings.T  # (block, n)
        similarity[np.arange(len(rows)), rows] = -np.inf
        lookalikes[rows, :n_lookalikes] = _top(similarity, n_lookalikes)
        is_other = sources[rows][:, None] != sources[None, :]
        is_allowed = is_anywhere | (is_other == is_across[rows][:, None])
        is_partner = is_allowed & (scales[rows][:, None] == scales[None, :])
        similarity[~is_partner] = -np.inf
        nearest[rows, :n_partners] = _top(similarity, n_partners)
    return MinedPairs(partners=_mutual(nearest), lookalikes=lookalikes)


def _has_many_sources(sources: NDArray[np.int64], scales: NDArray[np.int64], min_sources: int) -> NDArray[np.bool_]:
    """Say of each event whether its scale has enough sources to look for partners in others."""
    counts = {scale: len(np.unique(sources[scales == scale])) for scale in np.unique(scales).tolist()}
    return np.array([counts[scale] >= min_sources for scale in scales.tolist()])


def _top(similarity: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    if k == 0:
        return np.zeros((len(similarity), 0), dtype=np.int64)
    k_inside = min(k, similarity.shape[1])
    columns = np.argpartition(similarity, -k_inside, axis=1)[:, -k_inside:]
    columns = np.where(np.isfinite(np.take_along_axis(similarity, columns, axis=1)), columns, -1)
    padding = np.full((len(similarity), k - k_inside), -1, dtype=np.int64)
    return np.concatenate([columns, padding], axis=1)


def _mutual(nearest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep neighbor `j` of `i` only if `i` is a neighbor of `j`."""
    back = nearest[nearest]  # (n, k, k); rows of -1 are masked below
    own = np.arange(len(nearest))[:, None, None]
    is_mutual = (back == own).any(axis=2) & (nearest >= 0)
    return np.where(is_mutual, nearest, -1)
