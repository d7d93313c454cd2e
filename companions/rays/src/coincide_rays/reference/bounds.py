"""Boxes along the axes, which spare rays most shapes (Buck 2019, bonus chapter on bounding boxes)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from coincide_rays.reference.rays import Ray
from coincide_rays.space.matrices import Matrix
from coincide_rays.space.tuples import Tuple, point

INFINITY = math.inf
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """From `minimum` to `maximum`; empty at first, with both the wrong way round."""

    minimum: Tuple = point(INFINITY, INFINITY, INFINITY)  # noqa: RUF009  a tuple is never changed
    maximum: Tuple = point(-INFINITY, -INFINITY, -INFINITY)  # noqa: RUF009

    @property
    def min(self) -> Tuple:
        """`minimum`, as the book writes it."""
        return self.minimum

    @property
    def max(self) -> Tuple:
        """`maximum`, as the book writes it."""
        return self.maximum

    @property
    def is_empty(self) -> bool:
        return any(low > high for low, high in zip(self.minimum, self.maximum, strict=True))

    @property
    def is_finite(self) -> bool:
        return all(map(math.isfinite, (*self.minimum, *self.maximum)))


def box_of(points: list[Tuple]) -> BoundingBox:
    """The smallest box round some points."""
    low = [min(axis) for axis in zip(*points, strict=True)]
    high = [max(axis) for axis in zip(*points, strict=True)]
    return BoundingBox(point(*low[:3]), point(*high[:3]))


def add_point(box: BoundingBox, p: Tuple) -> BoundingBox:
    """The box, grown to hold a point."""
    return add_box(box, BoundingBox(p, p))


def add_box(a: BoundingBox, b: BoundingBox) -> BoundingBox:
    """The smallest box that holds both."""
    low, high = zip(a.minimum, b.minimum, strict=True), zip(a.maximum, b.maximum, strict=True)
    return BoundingBox(point(*[min(pair) for pair in low][:3]), point(*[max(pair) for pair in high][:3]))


def box_contains_point(box: BoundingBox, p: Tuple) -> bool:
    return all(low <= at <= high for low, at, high in list(zip(box.minimum, p, box.maximum, strict=True))[:3])


def box_contains_box(box: BoundingBox, other: BoundingBox) -> bool:
    return box_contains_point(box, other.minimum) and box_contains_point(box, other.maximum)


def transform_box(box: BoundingBox, m: Matrix) -> BoundingBox:
    """The smallest box round the moved box; infinite sides are moved without making NaN of 0 times infinity."""
    if box.is_empty:
        return box
    low: list[float] = []
    high: list[float] = []
    for row in m.rows[:3]:
        ends = [
            sorted((factor * a, factor * b)) if factor != 0 else [0.0, 0.0]
            for factor, a, b in zip(row[:3], box.minimum, box.maximum, strict=False)
        ]
        low.append(sum(end[0] for end in ends) + row[3])
        high.append(sum(end[1] for end in ends) + row[3])
    return BoundingBox(point(*low), point(*high))


def intersects(box: BoundingBox, ray: Ray) -> bool:
    """Whether the ray's line goes through the box."""
    if box.is_empty:
        return False
    near, far = slab_interval(tuple(ray.origin), tuple(ray.direction), tuple(box.minimum), tuple(box.maximum))
    return near <= far


def slab_interval(
    origin: tuple[float, ...], direction: tuple[float, ...], low: tuple[float, ...], high: tuple[float, ...]
) -> tuple[float, float]:
    """Where a line is inside a box, as its first and last distance; the first is bigger if it is nowhere."""
    near, far = -INFINITY, INFINITY
    for axis in range(3):
        start, step = origin[axis], direction[axis]
        if step == 0:
            if not low[axis] <= start <= high[axis]:
                return INFINITY, -INFINITY
            continue
        a, b = (low[axis] - start) / step, (high[axis] - start) / step
        near, far = max(near, min(a, b)), min(far, max(a, b))
    return near, far


def split_bounds(box: BoundingBox) -> tuple[BoundingBox, BoundingBox]:
    """Halve a box across its longest side; the first of equally long ones."""
    sizes = [high - low for low, high in zip(box.minimum, box.maximum, strict=True)][:3]
    axis = sizes.index(max(sizes))
    middle = box.minimum[axis] + sizes[axis] / 2
    left_end = [*list(box.maximum)[:axis], middle, *list(box.maximum)[axis + 1 :]]
    right_start = [*list(box.minimum)[:axis], middle, *list(box.minimum)[axis + 1 :]]
    return BoundingBox(box.minimum, point(*left_end[:3])), BoundingBox(point(*right_start[:3]), box.maximum)
