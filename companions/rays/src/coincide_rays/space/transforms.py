"""Transforms: where things stand, and where the eye stands (Buck 2019, chapters 4 and 7).

The last factor acts first: `translation(0, 1, 0) @ scaling(2, 2, 2)` scales, then moves.
"""

from __future__ import annotations

import math

from coincide_rays.errors import InputError
from coincide_rays.space.matrices import Matrix
from coincide_rays.space.tuples import PointLike, cross, magnitude, normalize, to_point, to_vector


def translation(x: float, y: float, z: float) -> Matrix:
    """Move points; vectors stay as they are."""
    return Matrix([[1, 0, 0, x], [0, 1, 0, y], [0, 0, 1, z], [0, 0, 0, 1]])


def scaling(x: float, y: float, z: float) -> Matrix:
    """Scale by axis; a negative number also reflects."""
    return Matrix([[x, 0, 0, 0], [0, y, 0, 0], [0, 0, z, 0], [0, 0, 0, 1]])


def rotation_x(radians: float) -> Matrix:
    """Rotate about the x axis, left-handed as everything in the book."""
    c, s = math.cos(radians), math.sin(radians)
    return Matrix([[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1]])


def rotation_y(radians: float) -> Matrix:
    """Rotate about the y axis."""
    c, s = math.cos(radians), math.sin(radians)
    return Matrix([[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1]])


def rotation_z(radians: float) -> Matrix:
    """Rotate about the z axis."""
    c, s = math.cos(radians), math.sin(radians)
    return Matrix([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])


def shearing(xy: float, xz: float, yx: float, yz: float, zx: float, zy: float) -> Matrix:
    """Move each axis in proportion to the other two; `xy` is x in proportion to y."""
    return Matrix([[1, xy, xz, 0], [yx, 1, yz, 0], [zx, zy, 1, 0], [0, 0, 0, 1]])


def view_transform(look_from: PointLike, look_to: PointLike, up: PointLike) -> Matrix:
    """The transform that brings the world before an eye at `look_from` which looks at `look_to`.

    As in the book, `left` and the true `up` are not normalized: an `up` that is not at right angles to the view widens
    the picture by 1 / cos(pitch). An exporter must write the columns of the inverse, not an angle.

    Raises
    ------
    InputError : both points are the same, or `up` points along the view.
    """
    start, end = to_point(look_from, "look_from"), to_point(look_to, "look_to")
    if magnitude(end - start) == 0:
        raise InputError(f"`look_from` and `look_to` must differ, got {tuple(start)[:3]} twice")
    forward = normalize(end - start)
    left = cross(forward, normalize(to_vector(up, "up")))
    if magnitude(left) < 1e-9:
        raise InputError(f"`up` must not point along the view, got {tuple(up)[:3]} with view {tuple(forward)[:3]}")
    true_up = cross(left, forward)
    turn = Matrix(
        [
            [left.x, left.y, left.z, 0],
            [true_up.x, true_up.y, true_up.z, 0],
            [-forward.x, -forward.y, -forward.z, 0],
            [0, 0, 0, 1],
        ]
    )
    return turn @ translation(-start.x, -start.y, -start.z)
