"""What a thread works with: addresses of a scene's tables and of room of its own."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from coincide_rays.kernel.layout import Arrays, dtype_of, width

# Boxes that wait: more than the builders' hierarchies are deep.
STACK_SIZE = 128


def address_of(array: NDArray[Any]) -> int:
    """Where the numbers of an array begin. Who uses it must keep the array."""
    return array.__array_interface__["data"][0]


class BoxRow:
    """A box that waits, and where the ray enters it."""

    node: int
    enter: float


class MeetingRow:
    """Where a line meets a leaf."""

    t: float
    leaf: int


class PartRow:
    """A part of a pattern that waits, with its share."""

    pattern: int
    x: float
    y: float
    z: float
    weight: float


class RayRow:
    """A ray that waits, with its share of the pixel."""

    ox: float
    oy: float
    oz: float
    dx: float
    dy: float
    dz: float
    weight: float
    remaining: int
    key: np.uint64


class NumberRow:
    """A whole number."""

    number: int


class Tables:
    """Addresses of a scene's tables, then of the room that a thread works in: each thread has a row of its own."""

    shapes: int
    triangles: int
    nodes: int
    items: int
    spaces: int
    operations: int
    materials: int
    patterns: int
    texels: int
    lights: int
    n_lights: int
    boxes: int
    crossed: int
    meetings: int
    near_solids: int
    inside: int
    parts: int
    rays: int


class Workspace(NamedTuple):
    """A row of addresses, and what stands there, which must be kept for as long as the row is used."""

    row: Tables
    kept: tuple[object, ...]


def make_workspace(arrays: Arrays, depth: int) -> Workspace:
    """Room for one thread to work in. A ray meets a shape at most four times; no part of a pattern waits twice."""
    n_met = 4 * len(arrays.shapes) + 4
    rooms = {
        "boxes": (BoxRow, STACK_SIZE),
        "crossed": (BoxRow, STACK_SIZE),
        "meetings": (MeetingRow, n_met),
        "near_solids": (NumberRow, len(arrays.spaces)),
        "inside": (NumberRow, n_met),
        "parts": (PartRow, len(arrays.patterns) + 1),
        "rays": (RayRow, depth + 4),
    }
    sizes = [width(row) * count for row, count in rooms.values()]
    # A cache line lies between the rooms of two threads.
    room = np.zeros(sum(sizes) + 16, dtype=np.int64)
    tables = np.zeros(1, dtype=dtype_of(Tables))
    for name, array in arrays._asdict().items():
        tables[name] = address_of(array)
    tables["n_lights"] = len(arrays.lights)
    start = address_of(room) + 64
    for name, size in zip(rooms, sizes, strict=True):
        tables[name] = start
        start += 8 * size
    return Workspace(cast("Tables", tables[0]), (arrays, room))
