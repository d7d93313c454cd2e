"""Exact search by scanning everything: the reference, and the right choice for a few thousand vectors.

One float32 matrix product gives all squared distances of a block of queries with a known error bound. All
vectors that could be among the k nearest within that bound are measured again in full precision (`rerank`),
so rounding in the product can neither lose a neighbor nor reorder ties. Extra memory is bounded by
`BLOCK_PAIRS` or one row of size n.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from coincide.index import files, rerank
from coincide.index.protocol import Metric, Neighbors, check_k
from coincide.index.vectors.stored import as_stored, check_metric

KIND = "exact"
BLOCK_PAIRS = 1 << 22


class ExactIndex:
    """All neighbors, found by comparing with every stored vector; see `protocol.Index`.

    Parameters
    ----------
    metric : ``cosine`` or ``euclidean``.
    """

    def __init__(self, *, metric: Metric = "cosine") -> None:
        self._metric: Metric = check_metric(metric)
        self._vectors = np.empty((0, 0), dtype=np.float32)

    def __repr__(self) -> str:
        return f"ExactIndex(metric={self.metric!r}, size={len(self)}, dim={self.dim})"

    @property
    def metric(self) -> Metric:
        return self._metric

    @property
    def dim(self) -> int:
        return self._vectors.shape[1]

    @property
    def settings(self) -> Mapping[str, int]:
        return {}

    def __len__(self) -> int:
        return len(self._vectors)

    def add(self, vectors: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Store vectors; see `protocol.Index.add`."""
        fresh = as_stored(vectors, metric=self.metric, dim=self.dim, name="vectors")
        size = len(self)
        if len(fresh) > 0:
            self._vectors = np.concatenate([self._vectors, fresh]) if size > 0 else fresh
        return np.arange(size, size + len(fresh), dtype=np.int64)

    def search(self, queries: npt.ArrayLike, *, k: int) -> Neighbors:
        """Find all true neighbors; see `protocol.Index.search`. Cost grows with the size."""
        vectors = self._vectors
        k = min(check_k(k), len(vectors))
        asked = as_stored(queries, metric=self.metric, dim=vectors.shape[1], name="queries")
        ids = np.empty((len(asked), k), dtype=np.int64)
        distances = np.empty((len(asked), k), dtype=np.float32)
        if k > 0:
            for row, candidates in enumerate(_candidates(vectors, asked, k=k)):
                ids[row], distances[row] = rerank.nearest(vectors, asked[row], candidates, k=k, metric=self.metric)
        return Neighbors(ids=ids, distances=distances, n_distances=len(asked) * len(vectors))

    def save(self, path: str | Path) -> None:
        """Write the index to one file; see `protocol.Index.save`."""
        stored = files.Stored(kind=KIND, metric=self.metric, settings=self.settings, arrays={"vectors": self._vectors})
        files.write(Path(path), stored)

    @classmethod
    def load(cls, path: str | Path, *, mmap: bool = False) -> Self:
        """Read a saved exact index; see `protocol.Index.load`."""
        return cls.from_stored(Path(path), files.read(Path(path), mmap=mmap))

    @classmethod
    def from_stored(cls, path: Path, stored: files.Stored) -> Self:
        """Check what was read from a file and return it as an index; `path` is for error messages."""
        files.check_kind(path, stored, kind=KIND, arrays=("vectors",), settings=())
        files.check_vectors(path, stored)
        index = cls(metric=stored.metric)
        index._vectors = stored.arrays["vectors"]
        return index


def _candidates(
    vectors: npt.NDArray[np.float32], queries: npt.NDArray[np.float32], *, k: int
) -> list[npt.NDArray[np.int64]]:
    """For each query the ids of all vectors that may be among its k nearest, ties included."""
    lengths = _squared_lengths(vectors)
    step = max(1, BLOCK_PAIRS // len(vectors))
    found: list[npt.NDArray[np.int64]] = []
    for first in range(0, len(queries), step):
        block = queries[first : first + step]
        squared = lengths[None, :] - 2.0 * (block @ vectors.T)  # (q, n), less the query's own length
        kth = np.partition(squared, k - 1, axis=1)[:, k - 1]
        limits = kth + _slack(block, longest=float(lengths.max()))
        found.extend(np.flatnonzero(row <= limit) for row, limit in zip(squared, limits, strict=True))
    return found


def _squared_lengths(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.einsum("nd,nd->n", rows, rows)


def _slack(queries: npt.NDArray[np.float32], *, longest: float) -> npt.NDArray[np.float32]:
    """Twice the rounding error of a squared distance (Higham 2002, equation 3.5), with room for its parts."""
    dim = queries.shape[1]
    reach = (np.sqrt(_squared_lengths(queries).astype(np.float64)) + np.sqrt(longest)) ** 2
    numbers = np.finfo(np.float32)
    return (4.0 * (dim + 8) * (float(numbers.eps) * reach + float(numbers.tiny))).astype(np.float32)
