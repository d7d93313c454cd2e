"""Centring: what all events of one source have in common is its place, not their type.

Subtracting the mean embedding of each source removes it. The mean of few events is mostly chance, so it is shrunk by
n / (n + 20), and sources with fewer than 20 events are centred with the mean of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.embed.sources import MIN_SOURCE_EVENTS

SHRINKAGE = 20.0
SCALE_WEIGHT = 0.6
"""Length of the part of an embedding that tells the scale: events of two scales have a cosine distance of at least
its square."""


@dataclass(frozen=True, slots=True)
class Centers:
    """Mean embeddings to subtract.

    Attributes
    ----------
    by_source : array (sources, dim); row `s` belongs to source `s`.
    overall : array (dim,), for events of unknown source.
    is_by_source : sources have centers of their own, and so will new ones.
    """

    by_source: NDArray[np.float32]
    overall: NDArray[np.float32]
    is_by_source: bool = True


def fit_centers(embeddings: NDArray[np.float32], sources: NDArray[np.int64], *, is_by_source: bool = True) -> Centers:
    """Measure the centers of all sources.

    Parameters
    ----------
    embeddings : (n, dim), unit rows.
    sources : (n,), numbers from 0.
    is_by_source : False gives every source the mean of all.
    """
    overall = embeddings.mean(axis=0)
    by_source = np.tile(overall, (int(sources.max()) + 1, 1))
    if not is_by_source:
        return Centers(by_source.astype(np.float32), overall.astype(np.float32), is_by_source=False)
    for source in np.unique(sources):
        members = embeddings[sources == source]
        if len(members) >= MIN_SOURCE_EVENTS:
            by_source[source] = members.mean(axis=0) * (len(members) / (len(members) + SHRINKAGE))
    return Centers(by_source=by_source.astype(np.float32), overall=overall.astype(np.float32))


def fit_grouped_centers(
    embeddings: NDArray[np.float32], sources: NDArray[np.int64], groups: NDArray[np.int64]
) -> Centers:
    """Measure the centers of sources that lie in groups, such as recordings in rooms.

    Sources with few events have the mean of their group, which is not shrunk, and those with more are shrunk toward it.

    Parameters
    ----------
    embeddings : (n, dim), unit rows.
    sources : (n,), numbers from 0; all events of one are in one group.
    groups : (n,), numbers of groups that hold the same kinds of event; one with fewer than 20 has the mean of all.
    """
    overall = embeddings.mean(axis=0)
    by_source = np.tile(overall, (int(sources.max()) + 1, 1))
    for group in np.unique(groups):
        is_inside = groups == group
        middle = embeddings[is_inside].mean(axis=0) if is_inside.sum() >= MIN_SOURCE_EVENTS else overall
        for source in np.unique(sources[is_inside]):
            members = embeddings[sources == source]
            weight = len(members) / (len(members) + SHRINKAGE) if len(members) >= MIN_SOURCE_EVENTS else 0.0
            by_source[source] = middle + weight * (members.mean(axis=0) - middle)
    return Centers(by_source=by_source.astype(np.float32), overall=overall.astype(np.float32))


def center(embeddings: NDArray[np.float32], sources: NDArray[np.int64] | None, centers: Centers) -> NDArray[np.float32]:
    """Subtract the centers and bring the rows back to unit norm.

    Parameters
    ----------
    embeddings : (n, dim).
    sources : (n,), or None where the source is unknown.
    """
    moved = embeddings - (centers.overall if sources is None else centers.by_source[sources])
    return moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)


def uncentered(
    embeddings: NDArray[np.float32], sources: NDArray[np.int64] | None, centers: Centers
) -> NDArray[np.float32]:
    """Undo `center` for unit rows: return the unit rows (n, dim) that it made `embeddings` (n, dim) of.

    The row lies where the line from the center along the embedding leaves the unit ball.
    """
    places = centers.overall[None] if sources is None else centers.by_source[sources]
    along = np.sum(places * embeddings, axis=1, keepdims=True)
    outside = 1.0 - np.sum(places**2, axis=1, keepdims=True)
    return places + (np.sqrt(np.maximum(along**2 + outside, 0.0)) - along) * embeddings


def add_scale(embeddings: NDArray[np.float32], scales: NDArray[np.int64], n_scales: int) -> NDArray[np.float32]:
    """Append the scale of each event, so that events of different scales are far apart.

    Parameters
    ----------
    embeddings : (n, dim), unit rows.
    scales : (n,) numbers of `coincide.events.scales`.

    Returns
    -------
    (n, dim + n_scales), unit rows; the embeddings as they are if there is one scale.
    """
    if n_scales == 1:
        return embeddings
    marks = np.eye(n_scales, dtype=np.float32)[scales] * np.float32(SCALE_WEIGHT)
    return np.concatenate([embeddings * np.float32(np.sqrt(1 - SCALE_WEIGHT**2)), marks], axis=1)
