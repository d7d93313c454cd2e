"""What stands in the rows of a flat scene. A class lists the numbers of a row in order, eight bytes each.

Python fills tables of floats, a row per thing; `as_rows` makes the whole numbers among them integers. Compiled code
reads rows by name, through `rows`. All that it needs is one row of addresses, `workspace.Tables`.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.void]

SPHERE, PLANE, CUBE, CYLINDER, CONE, TORUS, TRIANGLE, SMOOTH_TRIANGLE = range(8)
UNION, INTERSECTION, DIFFERENCE = range(3)
POINT, SPOT, AREA = range(3)
SOLID, STRIPE, GRADIENT, RING, CHECKERS, BLENDED, PERTURBED, TEXTURE, CUBE_MAP = range(9)
UV_CHECKERS, UV_ALIGN_CHECK, UV_IMAGE = 9, 10, 11
SPHERICAL, PLANAR, CYLINDRICAL = range(3)
NOISE, WAVES = 1, 2


class ShapeRow:
    """A leaf: ends of cylinders and cones, or both radii of a torus; normals of triangles; inverse transform."""

    kind: int
    material: int
    shadow: int
    closed: int
    triangle: int
    low: float
    high: float
    n1x: float
    n1y: float
    n1z: float
    n2x: float
    n2y: float
    n2z: float
    n3x: float
    n3y: float
    n3z: float
    m0: float
    m1: float
    m2: float
    m3: float
    m4: float
    m5: float
    m6: float
    m7: float
    m8: float
    m9: float
    m10: float
    m11: float


class TriangleRow:
    """A corner and the two edges from it, in the world. They stand in the order of the items, as rays visit them."""

    x: float
    y: float
    z: float
    e1x: float
    e1y: float
    e1z: float
    e2x: float
    e2y: float
    e2z: float


class NodeRow:
    """A box of the hierarchy; its first child or item, and its number of items (0: two children)."""

    x0: float
    y0: float
    z0: float
    x1: float
    y1: float
    z1: float
    first: int
    count: int


class ItemRow:
    """What stands in a box: a leaf, with its triangle or -1; or solid k as leaf -1 - k."""

    leaf: int
    triangle: int


class SpaceRow:
    """The scene, then each solid: its root (-1: none), its items without a box, the operations of a solid."""

    root: int
    first: int
    count: int
    first_operation: int
    end_operation: int


class OperationRow:
    """One operation of a solid, inner ones first: leaves from `left` to `right` and from `right` to `end`."""

    operation: int
    left: int
    right: int
    end: int


class MaterialRow:
    """Color, Phong, mirror, glass, pattern (-1: none), bumps (0: none)."""

    red: float
    green: float
    blue: float
    ambient: float
    diffuse: float
    specular: float
    shininess: float
    reflective: float
    transparency: float
    index: float
    pattern: int
    bump_kind: int
    bump_amount: float
    bump_scale: float


class PatternRow:
    """Two parts, two numbers, a color, the inverse transform; flat patterns have four more colors in its place.

    The parts of an image are its first texel and its width. Cube maps have six faces.
    """

    kind: int
    a: int
    b: int
    number_a: float
    number_b: float
    red: float
    green: float
    blue: float
    m0: float
    m1: float
    m2: float
    m3: float
    m4: float
    m5: float
    m6: float
    m7: float
    m8: float
    m9: float
    m10: float
    m11: float
    left: int
    front: int
    right: int
    back: int
    up: int
    down: int


class ColorRow:
    """A texel, or the sum of a pixel's samples."""

    red: float
    green: float
    blue: float


class LightRow:
    """Cells and jitter of area lights, place, intensity, both edges (of spots: the axis), cosines of spots."""

    kind: int
    u_steps: int
    v_steps: int
    jitter: int
    x: float
    y: float
    z: float
    red: float
    green: float
    blue: float
    ux: float
    uy: float
    uz: float
    vx: float
    vy: float
    vz: float
    cos_low: float
    cos_high: float


class CameraRow:
    """Inverse transform, half sizes, pixel, lens."""

    m0: float
    m1: float
    m2: float
    m3: float
    m4: float
    m5: float
    m6: float
    m7: float
    m8: float
    m9: float
    m10: float
    m11: float
    half_width: float
    half_height: float
    pixel_size: float
    aperture: float
    focus: float


class PictureRow:
    """Addresses of the camera, the pixels' sums and the counter of tiles taken; sizes; which samples to add."""

    camera: int
    pixels: int
    counter: int
    width: int
    height: int
    tile: int
    first_sample: int
    end_sample: int
    samples: int
    bounces: int
    seed: np.uint64


class Arrays(NamedTuple):
    """A scene as tables, in the order of `Tables`."""

    shapes: Rows
    triangles: Rows
    nodes: Rows
    items: Rows
    spaces: Rows
    operations: Rows
    materials: Rows
    patterns: Rows
    texels: Rows
    lights: Rows


_TYPES: dict[Any, str] = {int: "i8", float: "f8", np.uint64: "u8"}


@functools.cache
def dtype_of(row: type) -> np.dtype[np.void]:
    """The NumPy type of a row."""
    return np.dtype([(name, _TYPES[kind]) for name, kind in get_type_hints(row).items()])


@functools.cache
def column(row: type, name: str) -> int:
    """At which place of a row a number stands."""
    return list(get_type_hints(row)).index(name)


def width(row: type) -> int:
    """How many numbers a row has."""
    return dtype_of(row).itemsize // 8


def as_rows(table: Floats, row: type) -> Rows:
    """A table of floats, n × width, as rows: whole numbers become integers where they stand."""
    rows = np.ascontiguousarray(table, dtype=np.float64).view(dtype_of(row))[:, 0]
    for place, (name, kind) in enumerate(get_type_hints(row).items()):
        if kind is int:
            rows[name] = table[:, place]
    return rows
