"""Vectors to search in: generated, real sound, word vectors.

Queries never come from what is indexed. The truth is the exact answer: candidates from a float32 matrix product,
measured again in float64.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.options import Options
from benchmarks.sound import HOP_S, is_readable, sessions, split

K = 10
N_QUERIES = 1_000
N, N_QUICK = 100_000, 5_000
EMBEDDED, N_EMBEDDED = (768, 1024), 12_000
_WINDOW_S = 0.5
_BLOCK = 256

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Dataset:
    """Vectors, queries, and the truth.

    Attributes
    ----------
    base : (n, dim) float32.
    queries : (q, dim) float32.
    neighbors : (q, K) rows of the base nearest to each query, by Euclidean distance.
    """

    name: str
    base: Vectors
    queries: Vectors
    neighbors: npt.NDArray[np.int64]


def vector_sets(options: Options) -> Iterator[Dataset]:
    """Yield what can be searched here; smaller with `quick`."""
    n = N_QUICK if options.quick else N
    name = f"clustered, {n:,} × 96"
    if options.wants(name):
        yield with_truth(name, *clustered(n, rng=np.random.default_rng(0)))
    for dim in EMBEDDED:
        n_embedded = N_QUICK if options.quick else N_EMBEDDED
        name = f"embeddings, {n_embedded:,} × {dim:,}"
        if options.wants(name):
            yield with_truth(name, *embeddings(n_embedded, dim, rng=np.random.default_rng(dim)))
    if options.data is None:
        return
    name = f"sound, {n:,} × 128"
    if options.wants(name) and is_readable():
        yield with_truth(name, *sound_vectors(options.data / "audio", n, rng=np.random.default_rng(1)))
    n = N_QUICK if options.quick else 60_000
    name = f"GloVe, {n:,} × 50"
    if options.wants(name):
        yield with_truth(name, *word_vectors(options.data / "ann" / "glove50", n))


def with_truth(name: str, base: Vectors, queries: Vectors) -> Dataset:
    """Join vectors and queries with the exact answer."""
    return Dataset(name, base, queries, exact_neighbors(base, queries, k=K))


def clustered(n: int, *, rng: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Draw n vectors and queries (·, 96) from 500 clusters, each with 20 directions of its own and a little noise."""
    n_clusters, n_inner, dim = 500, 20, 96
    centers = rng.standard_normal((n_clusters, dim)).astype(np.float32)
    directions = (rng.standard_normal((n_clusters, n_inner, dim)) / np.sqrt(n_inner)).astype(np.float32)
    total = n + N_QUERIES
    drawn = (0.05 * rng.standard_normal((total, dim), dtype=np.float32)).astype(np.float32)
    cluster_of = rng.integers(n_clusters, size=total)
    inner = rng.standard_normal((total, n_inner), dtype=np.float32)
    for cluster in range(n_clusters):
        rows = np.flatnonzero(cluster_of == cluster)
        drawn[rows] += centers[cluster] + inner[rows] @ directions[cluster]
    return drawn[:n], drawn[n:]


def embeddings(n: int, dim: int, *, rng: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Draw n vectors and queries (·, dim) of length 1 near a subspace of 40 dimensions."""
    total, rank = n + N_QUERIES, 40
    drawn = rng.standard_normal((total, rank)) @ rng.standard_normal((rank, dim)) / np.sqrt(rank)
    drawn += 0.1 * rng.standard_normal((total, dim))
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn[:n].astype(np.float32), drawn[n:].astype(np.float32)


def exact_neighbors(base: Vectors, queries: Vectors, *, k: int) -> npt.NDArray[np.int64]:
    """Return the k rows nearest to each query, by distance, then row."""
    lengths = np.einsum("nd,nd->n", base, base)
    n_candidates = min(len(base), k + 30)
    found = np.empty((len(queries), min(k, len(base))), dtype=np.int64)
    for first in range(0, len(queries), _BLOCK):
        block = queries[first : first + _BLOCK]
        rough = lengths - 2.0 * (block @ base.T)
        candidates = np.argpartition(rough, n_candidates - 1, axis=1)[:, :n_candidates]
        difference = base[candidates].astype(np.float64) - block[:, None, :]
        squared = np.einsum("qcd,qcd->qc", difference, difference)
        for row, (rows, distances) in enumerate(zip(candidates, squared, strict=True), start=first):
            found[row] = rows[np.lexsort((rows, distances))[:k]]
    return found


def sound_vectors(folder: Path, n: int, *, rng: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Mean and deviation of 64 log-mel bands over half a second, every 10 ms; queries from sessions not indexed."""
    levels = sessions(folder, n_bands=64)
    indexed, held_out = split(len(levels), held_out=0.1, rng=rng)
    base = np.concatenate([_moments(levels[i]) for i in indexed])
    queries = np.concatenate([_moments(levels[i]) for i in held_out])
    return _drawn(base, n, rng=rng), _drawn(queries, N_QUERIES, rng=rng)


def _moments(levels: Vectors) -> Vectors:
    n_frames = round(_WINDOW_S / HOP_S)
    if len(levels) < n_frames:
        return np.empty((0, 2 * levels.shape[1]), dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(levels, n_frames, axis=0)  # (windows, bands, frames)
    return np.concatenate([windows.mean(axis=2), windows.std(axis=2)], axis=1).astype(np.float32)


def _drawn(vectors: Vectors, n: int, *, rng: np.random.Generator) -> Vectors:
    return vectors[np.sort(rng.permutation(len(vectors))[:n])]


def word_vectors(folder: Path, n: int) -> tuple[Vectors, Vectors]:
    base = np.load(folder / "base.npy", allow_pickle=False)[:n]
    return base.astype(np.float32), np.load(folder / "queries.npy", allow_pickle=False).astype(np.float32)
