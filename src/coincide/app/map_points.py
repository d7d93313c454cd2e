"""Every event on a plane, and what people said about it; the places are those that learning wrote."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.app.snapshot import Snapshot
from coincide.categorize import place_events
from coincide.errors import CatalogError
from coincide.learned.model_files import MAP_FILE, MAP_ROWS_FILE, read_places, write_places


@dataclass(frozen=True, slots=True)
class MapLabels:
    """What people said about the events.

    Attributes
    ----------
    model : id of the model whose events they are.
    names : the first is empty and means that nothing was said.
    numbers : index into `names` for each event, in row order.
    """

    model: str
    names: Sequence[str]
    numbers: Sequence[int]


def map_points(snapshot: Snapshot) -> NDArray[np.float32]:
    """Return the place of every event, (n, 2), in row order; found and kept where an earlier version wrote none.

    Raises
    ------
    CatalogError : the embeddings cannot be read.
    """
    n, folder = len(snapshot.contents.events), snapshot.files.folder
    places = read_places(folder)
    if len(places) != n:
        places = place_events(snapshot.embeddings, *_laid_out(snapshot))
        # A folder that cannot be written to only costs time.
        with contextlib.suppress(OSError):
            write_places(folder, places)
    return places


def map_labels(labels: Mapping[int, str], snapshot: Snapshot) -> MapLabels:
    """Turn what people said, name by row, into numbers."""
    names = ["", *sorted(set(labels.values()))[: np.iinfo(np.uint16).max]]
    number = {name: place for place, name in enumerate(names)}
    numbers = [0] * len(snapshot.contents.events)
    for row, name in labels.items():
        numbers[row] = number.get(name, 0)
    return MapLabels(snapshot.model.id, names, numbers)


def _laid_out(snapshot: Snapshot) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    try:
        plane = np.array(snapshot.files.array(MAP_FILE), dtype=np.float32)
        rows = np.array(snapshot.files.array(MAP_ROWS_FILE), dtype=np.int64)
    except CatalogError:
        return np.zeros((0, 2), dtype=np.float32), np.zeros(0, dtype=np.int64)
    return plane, rows
