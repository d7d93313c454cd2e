"""Folders of events that were never sound: embeddings of kinds on a sphere, so that a session takes seconds.

Each kind lies around one to three centers in ten of 64 dimensions, wider in some than in others; every fourth kind
looks like the one before it. A few events are odd, like nothing else, and a person calls them noise. New events come
from another recording: the same kinds, all moved a little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coincide.label import NOISE

_DIM, _INNER = 64, 10
_LOOK_ALIKE, _APART, _MOVED = 0.35, 0.5, 0.1


@dataclass(frozen=True)
class Shape:
    """What a generated folder is like.

    Attributes
    ----------
    tail : exponent of the sizes of kinds by rank; 0 makes them equal.
    width : how far events lie from the center of their kind, as centers are 1 long.
    n_centers : most centers of a kind.
    odd : share of events that are like nothing else.
    """

    name: str
    n_kinds: int
    tail: float
    width: float
    n_centers: int = 2
    odd: float = 0.05
    n_events: int = 700


SHAPES = (
    Shape("frequent and rare", 9, 2.6, 0.4, n_centers=3, odd=0.03),
    Shape("long tail", 14, 1.6, 0.4),
    Shape("kinds that overlap", 12, 1.0, 0.7, n_centers=3),
    Shape("35 kinds", 35, 0.9, 0.4, n_events=1100),
    Shape("equal kinds", 8, 0.0, 0.6),
)


@dataclass(frozen=True)
class GeneratedFolder:
    """Events to label, and new ones to name.

    Attributes
    ----------
    embeddings, new_embeddings : (n, 64) and (m, 64), unit rows.
    names, new_names : what a person would say.
    recordings : (n,) number of the recording of each event.
    """

    embeddings: npt.NDArray[np.float32]
    names: npt.NDArray[np.str_]
    recordings: npt.NDArray[np.int64]
    new_embeddings: npt.NDArray[np.float32]
    new_names: npt.NDArray[np.str_]


def generate(shape: Shape, *, seed: int) -> GeneratedFolder:
    """Make a folder, and half as many new events."""
    rng = np.random.default_rng(seed)
    ranks = np.arange(1, shape.n_kinds + 1) ** -shape.tail
    sizes = np.maximum(2, (shape.n_events * ranks / ranks.sum()).astype(np.int64))
    kinds = _Kinds(shape, rng)
    rows, names = kinds.draw(sizes)
    new_rows, new_names = kinds.draw(np.maximum(1, sizes // 2))
    new_rows += _MOVED * rng.normal(size=(1, _DIM)) / np.sqrt(_DIM)
    order = rng.permutation(len(rows))
    return GeneratedFolder(
        embeddings=_unit(rows)[order],
        names=names[order],
        recordings=np.arange(len(rows)) % 6,
        new_embeddings=_unit(new_rows),
        new_names=new_names,
    )


class _Kinds:
    """Where the events of each kind lie."""

    def __init__(self, shape: Shape, rng: np.random.Generator) -> None:
        self._shape, self._rng = shape, rng
        self._basis = np.linalg.qr(rng.normal(size=(_DIM, _INNER)))[0].T
        self._centers = _unit(rng.normal(size=(shape.n_kinds, _INNER)))
        for kind in range(1, shape.n_kinds, 4):
            self._centers[kind] = self._centers[kind - 1] + _LOOK_ALIKE * self._centers[kind]
        self._centers = _unit(self._centers)
        size = (shape.n_kinds, shape.n_centers, _INNER)
        self._offsets = _APART * rng.normal(size=size) / np.sqrt(_INNER)
        self._widths = shape.width * (0.5 + rng.random(shape.n_kinds))
        self._stretched = np.exp(0.5 * rng.normal(size=(shape.n_kinds, _INNER)))

    def draw(self, sizes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]:
        """Draw so many events of each kind, and odd ones."""
        drawn = [self._of(kind, int(size)) for kind, size in enumerate(sizes)]
        n_odd = int(self._shape.odd * sizes.sum())
        inner = np.concatenate([*drawn, _unit(self._rng.normal(size=(n_odd, _INNER)))])
        names = [f"kind {kind}" for kind, size in enumerate(sizes) for _ in range(size)] + [NOISE] * n_odd
        return inner @ self._basis + 0.02 * self._rng.normal(size=(len(inner), _DIM)), np.array(names)

    def _of(self, kind: int, size: int) -> npt.NDArray[np.float64]:
        center = self._rng.integers(1 + kind % self._shape.n_centers, size=size)
        noise = self._widths[kind] * self._stretched[kind] * self._rng.normal(size=(size, _INNER)) / np.sqrt(_INNER)
        return self._centers[kind] + self._offsets[kind][center] + noise


def _unit(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
