"""What stands where in the flat arrays. All are float64 with one row per thing, but for lists of numbers of things.

shapes      kind, material, shadow, ends, inverse transform, corners of triangles in the world
nodes       boxes of the hierarchy: 3 lowest, 3 highest, first child or item, number of items (0: two children)
items       numbers of shapes; -1 - k for solid k
spaces      one for the scene, then one per solid: root node (-1: none), first item without a box, number of these, 0
solids      first operation, number of operations
operations  operation, first leaf on the left, first on the right, end; inner ones first
materials   color, Phong, mirror, glass, pattern, bumps
patterns    kind, parts, numbers, color, inverse transform
texels      colors of images
lights      kind, cells, place, intensity, edges or axis
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPHERE, PLANE, CUBE, CYLINDER, CONE, TRIANGLE, SMOOTH_TRIANGLE, TORUS = range(8)
UNION, INTERSECTION, DIFFERENCE = range(3)
POINT, SPOT, AREA = range(3)
SOLID, STRIPE, GRADIENT, RING, CHECKERS, BLENDED, PERTURBED, TEXTURE, CUBE_MAP = range(9)
UV_CHECKERS, UV_ALIGN_CHECK, UV_IMAGE = 9, 10, 11
SPHERICAL, PLANAR, CYLINDRICAL = range(3)

# Columns of shapes.
KIND, MATERIAL, SHADOW, CLOSED, LOW, HIGH = 0, 1, 2, 3, 4, 5
INVERSE = 8
M0, M1, M2, M3, M4, M5, M6, M7, M8, M9, M10, M11 = range(INVERSE, INVERSE + 12)
P1, E1, E2, N1, N2, N3 = 20, 23, 26, 29, 32, 35
SHAPE_WIDTH = 40
# Columns of nodes.
FIRST, COUNT, NODE_WIDTH = 6, 7, 8
# Columns of materials after the color.
AMBIENT, DIFFUSE, SPECULAR, SHININESS, REFLECTIVE, TRANSPARENCY, INDEX, PATTERN = 3, 4, 5, 6, 7, 8, 9, 10
BUMP_KIND, BUMP_AMOUNT, BUMP_SCALE, MATERIAL_WIDTH = 11, 12, 13, 16
# Columns of patterns: kind, two parts, two numbers, color, inverse; flat ones keep more colors after the first.
PART_A, PART_B, NUMBER_A, NUMBER_B, COLOR, PATTERN_INVERSE, SECOND_COLOR, PATTERN_WIDTH = 1, 2, 3, 4, 5, 8, 20, 28
# Columns of lights.
U_STEPS, V_STEPS, JITTER, PLACE, INTENSITY, U_EDGE, V_EDGE, COS_LOW, COS_HIGH, LIGHT_WIDTH = (
    1,
    2,
    3,
    4,
    7,
    10,
    13,
    16,
    17,
    20,
)


class Arrays(NamedTuple):
    """A scene as flat arrays."""

    shapes: Floats
    nodes: Floats
    items: Ints
    spaces: Ints
    solids: Ints
    operations: Ints
    materials: Floats
    patterns: Floats
    texels: Floats
    lights: Floats


class Scratch(NamedTuple):
    """Room that a thread works in: numbers of things, distances, rays that wait, their keys."""

    ints: Ints
    floats: Floats
    rays: Floats
    keys: NDArray[np.uint64]


# Rooms within scratch.ints: the walk down the boxes, solids found, what a ray is inside of; then leaves by distance.
STACK, STACK_SIZE = 0, 256
# At the start of scratch.floats: where the boxes that wait are entered, or pattern parts that wait, five numbers each;
# then distances.
PARTS_SIZE = 5 * 64


def make_scratch(arrays: Arrays, depth: int) -> Scratch:
    """Room enough for this scene: a ray meets a shape at most four times."""
    n_met = 4 * len(arrays.shapes) + 4
    return Scratch(
        ints=np.empty(STACK_SIZE + 2 * n_met + len(arrays.solids) + 1, dtype=np.int64),
        floats=np.empty(PARTS_SIZE + n_met),
        rays=np.zeros((depth + 4, 9)),
        keys=np.zeros(depth + 4, dtype=np.uint64),
    )
