"""What every index can do, and what a search returns.

Ids are consecutive from 0 in the order of adding. Results are ordered by distance as float32, then by id, so
equal distances always come in one order. `add` replaces the state in one step: searches in other threads see
the index as it was before or after, and an interrupted `add` changes nothing. Adding copies the index, so add
many vectors at once.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, Self, SupportsIndex, cast

import numpy as np
import numpy.typing as npt

from coincide.errors import InputError

Metric = Literal["euclidean", "cosine"]


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The nearest stored vectors of each query, nearest first.

    Attributes
    ----------
    ids : (q, k) int64; fewer columns if fewer than k vectors are stored.
    distances : (q, k) float32; cosine in [0, 2], Euclidean 0 or more.
    n_distances : how many pairs of query and stored vector were compared, over all queries.
    """

    ids: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float32]
    n_distances: int


class Index(Protocol):
    """A growing set of vectors of one length that can be asked for neighbors."""

    @property
    def metric(self) -> Metric:
        """Distance in use."""
        ...

    @property
    def dim(self) -> int:
        """Length of the vectors; 0 until the first are added."""
        ...

    @property
    def settings(self) -> Mapping[str, int]:
        """Everything else the index was made with, as saved in its file."""
        ...

    def __len__(self) -> int: ...

    def add(self, vectors: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Store vectors.

        Parameters
        ----------
        vectors : (n, dim) finite real numbers, stored as float32; no all-zero row under cosine.

        Returns
        -------
        (n,) their ids, consecutive from the size before.

        Raises
        ------
        InputError : unusable vectors; nothing is added.
        """
        ...

    def search(self, queries: npt.ArrayLike, *, k: int) -> Neighbors:
        """Find the stored vectors nearest to each query.

        Parameters
        ----------
        queries : (q, dim) finite real numbers; a single vector is `query[None, :]`.
        k : number of neighbors, 1 or more.

        Returns
        -------
        Neighbors of shape (q, min(k, size)).

        Raises
        ------
        InputError : unusable queries or k.
        """
        ...

    def save(self, path: str | Path) -> None:
        """Write the index to one file, in one step: a reader finds the old file or the new one.

        Raises
        ------
        IndexFileError : it cannot be written.
        """
        ...

    @classmethod
    def load(cls, path: str | Path, *, mmap: bool = False) -> Self:
        """Read a saved index of this kind.

        Parameters
        ----------
        mmap : leave the arrays in the file and let the system fetch what a search touches.

        Raises
        ------
        IndexFileError : missing, damaged, foreign, of another kind or newer.
        """
        ...


def check_k(k: object) -> int:
    """Return `k` as an int, or raise InputError if it is not a whole number from 1."""
    number = as_whole(k)
    if number is None or number < 1:
        raise InputError(f"`k` must be a whole number of neighbors, 1 or more, got {k!r}. Pass `k=10`, say.")
    return number


def as_whole(value: object) -> int | None:
    """Return a Python or NumPy whole number as int, and None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(cast("SupportsIndex", value))
    except TypeError:
        return None
