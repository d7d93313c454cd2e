"""Boxes around shapes, in the world."""

from __future__ import annotations

import math
from collections.abc import Sequence

from coincide_rays.reference.bounds import transform_box
from coincide_rays.reference.shapes.csg import Csg
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.space.matrices import Matrix

Box = tuple[Sequence[float], Sequence[float]]
"""Lowest and highest corner."""


def box_of(shape: Shape, forward: Matrix) -> Box:
    """A box in the world; round a sphere the smallest there is."""
    if isinstance(shape, Sphere):
        reach = [math.hypot(row[0], row[1], row[2]) for row in forward.rows[:3]]
        middle = [row[3] for row in forward.rows[:3]]
        return (
            [m - r for m, r in zip(middle, reach, strict=True)],
            [m + r for m, r in zip(middle, reach, strict=True)],
        )
    box = transform_box(shape.bounds(), forward)
    return [*box.minimum][:3], [*box.maximum][:3]


def union_box(boxes: list[Box]) -> Box:
    """The box around boxes."""
    if not boxes:
        return [0.0] * 3, [0.0] * 3
    return (
        [min(values) for values in zip(*(box[0] for box in boxes), strict=True)],
        [max(values) for values in zip(*(box[1] for box in boxes), strict=True)],
    )


def joint_box(shape: Csg, left: Box, right: Box) -> Box:
    """A difference lies within its left side, an intersection within both."""
    if shape.operation == "difference":
        return left
    if shape.operation == "union":
        return union_box([left, right])
    low = [max(a, b) for a, b in zip(left[0], right[0], strict=True)]
    high = [min(a, b) for a, b in zip(left[1], right[1], strict=True)]
    if any(a > b for a, b in zip(low, high, strict=True)):
        return [0.0] * 3, [0.0] * 3
    return low, high
