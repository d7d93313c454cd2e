"""Every event on a plane, for people to look at.

Learning lays out 1,500 events by t-SNE, since more take minutes. The others are placed here among the laid-out events
nearest to them: close to those they resemble, and for nothing else to be trusted. That is made once per model and kept
in its folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.app.snapshot import Snapshot
from coincide.errors import CatalogError
from coincide.learned.model import MAP_FILE, MAP_ROWS_FILE
from coincide.seeds import generator
from coincide.tensor_files import DamagedTensorsError, load_tensors, save_tensors

ALL_FILE = "map_all.safetensors"
_POINTS = "points"
_N_NEAREST = 3
_SPREAD = 0.35
"""How far events are strewn around their place, in distances between neighbors of the layout; else they would cover
each other."""
_BLOCK = 2048


@dataclass(frozen=True, slots=True)
class MapLabels:
    """What people said about the events.

    Attributes
    ----------
    names : the first is empty and means that nothing was said.
    numbers : (n,) index into `names`, in row order.
    """

    names: Sequence[str]
    numbers: NDArray[np.uint16]


def map_points(snapshot: Snapshot) -> NDArray[np.float32]:
    """Return the place of every event, (n, 2), in row order.

    Raises
    ------
    CatalogError : the embeddings cannot be read.
    """
    n = len(snapshot.contents.events)
    path = snapshot.files.folder / ALL_FILE
    with contextlib.suppress(OSError, DamagedTensorsError, KeyError):
        points = load_tensors(path, is_sealed=True).arrays[_POINTS]
        if points.shape == (n, 2):
            return points
    points = _place_all(snapshot, n)
    # A folder that cannot be written to only costs time.
    with contextlib.suppress(OSError):
        save_tensors(path, {_POINTS: points}, {})
    return points


def map_labels(labels: Mapping[int, str], n_events: int) -> MapLabels:
    """Turn what people said, name by row, into numbers."""
    names = ["", *sorted(set(labels.values()))[: np.iinfo(np.uint16).max]]
    number = {name: place for place, name in enumerate(names)}
    numbers = np.zeros(n_events, dtype=np.uint16)
    for row, name in labels.items():
        numbers[row] = number.get(name, 0)
    return MapLabels(names, numbers)


def _place_all(snapshot: Snapshot, n: int) -> NDArray[np.float32]:
    laid_out, rows = _laid_out(snapshot)
    if len(rows) == 0:
        return np.zeros((n, 2), dtype=np.float32)
    embeddings = snapshot.embeddings
    points = np.zeros((n, 2), dtype=np.float32)
    marks = np.array(embeddings[rows])
    for start in range(0, n, _BLOCK):
        points[start : start + _BLOCK] = _among(np.asarray(embeddings[start : start + _BLOCK]) @ marks.T, laid_out)
    strewn = generator(0, "map").standard_normal((n, 2)) * (_SPREAD * _usual_gap(laid_out))
    points += strewn.astype(np.float32)
    points[rows] = laid_out
    return points


def _laid_out(snapshot: Snapshot) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    try:
        plane = np.array(snapshot.files.array(MAP_FILE), dtype=np.float32)
        rows = np.array(snapshot.files.array(MAP_ROWS_FILE), dtype=np.int64)
    except CatalogError:
        return np.zeros((0, 2), dtype=np.float32), np.zeros(0, dtype=np.int64)
    return plane, rows


def _among(similarity: NDArray[np.float32], laid_out: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weighted mean place of the most similar marks, for each row of `similarity` (rows, marks)."""
    from coincide.kernels import highest_of_rows

    nearest = highest_of_rows(similarity, n=min(_N_NEAREST, similarity.shape[1]))
    near = np.take_along_axis(similarity, nearest, axis=1)
    # The best counts most, or an event between two islands would lie in the sea.
    weights = np.exp((near - near.max(axis=1, keepdims=True)) / 0.02)
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("nk,nkd->nd", weights, laid_out[nearest]).astype(np.float32)


def _usual_gap(laid_out: NDArray[np.float32]) -> float:
    if len(laid_out) < 2:
        return 0.0
    squares = (laid_out**2).sum(axis=1)
    distances = squares[:, None] + squares[None, :] - 2 * laid_out @ laid_out.T
    np.fill_diagonal(distances, np.inf)
    return float(np.sqrt(max(float(np.median(distances.min(axis=1))), 0.0)))
