"""Cylinders and double cones about the y axis, cut off and capped (Buck 2019, chapter 13).

A closed one is met as a solid is: where the ray is inside the wall and between the caps. That gives an even number of
meetings also where a ray grazes the rim, which the book's test of each cap by itself does not.
"""

from __future__ import annotations

import math

from coincide_rays.errors import InputError
from coincide_rays.reference.bounds import BoundingBox
from coincide_rays.reference.materials import Material
from coincide_rays.reference.rays import Intersection, Ray, position
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import Tuple, point, vector

INFINITY = math.inf
# Relative sizes below which a quadratic is linear, and its discriminant 0.
LINEAR, TANGENT = 1e-24, 1e-12
Interval = tuple[float, float]


class Cylinder(Shape):
    """Radius 1; infinite and open unless told otherwise.

    Parameters
    ----------
    minimum, maximum : where it is cut off, exclusive.
    closed : with caps.
    """

    def __init__(
        self,
        *,
        minimum: float = -INFINITY,
        maximum: float = INFINITY,
        closed: bool = False,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        check_cut(minimum, maximum)
        self.minimum, self.maximum, self.closed = minimum, maximum, closed

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        o, d = ray.origin, ray.direction
        a = d.x * d.x + d.z * d.z
        b = 2 * (o.x * d.x + o.z * d.z)
        c = o.x * o.x + o.z * o.z - 1
        if a <= LINEAR * d.y * d.y:
            inside = [(-INFINITY, INFINITY)] if c <= 0 else []
        else:
            discriminant = b * b - 4 * a * c
            if discriminant < 0:
                return []
            root = math.sqrt(discriminant)
            inside = [((-b - root) / (2 * a), (-b + root) / (2 * a))]
        return _meetings(self, ray, inside)

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        off_wall = abs(math.sqrt(p.x * p.x + p.z * p.z) - 1)
        return _cap_normal(self, p, off_wall) or vector(p.x, 0.0, p.z)

    def bounds(self) -> BoundingBox:
        return BoundingBox(point(-1, self.minimum, -1), point(1, self.maximum, 1))


class Cone(Shape):
    """Two cones, tip to tip at the origin, as wide as they are high; infinite and open unless told otherwise.

    Parameters
    ----------
    minimum, maximum : where it is cut off, exclusive.
    closed : with caps.
    """

    def __init__(
        self,
        *,
        minimum: float = -INFINITY,
        maximum: float = INFINITY,
        closed: bool = False,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        check_cut(minimum, maximum)
        self.minimum, self.maximum, self.closed = minimum, maximum, closed

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        o, d = ray.origin, ray.direction
        a = d.x * d.x - d.y * d.y + d.z * d.z
        b = 2 * (o.x * d.x - o.y * d.y + o.z * d.z)
        c = o.x * o.x - o.y * o.y + o.z * o.z
        if a == 0 and b != 0 and not self.closed:
            # The book's own number, half of the true distance: docs/decisions/0001-parallel-to-a-cone.md.
            return [each for each in [Intersection(-c / (2 * b), self)] if self._is_between(position(ray, each.t))]
        return _meetings(self, ray, _inside_cone(a, b, c, d.x * d.x + d.y * d.y + d.z * d.z))

    def _is_between(self, p: Tuple) -> bool:
        return self.minimum < p.y < self.maximum

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        wall = math.sqrt(p.x * p.x + p.z * p.z)
        return _cap_normal(self, p, abs(wall - abs(p.y))) or vector(p.x, -wall if p.y > 0 else wall, p.z)

    def bounds(self) -> BoundingBox:
        widest = max(abs(self.minimum), abs(self.maximum))
        return BoundingBox(point(-widest, self.minimum, -widest), point(widest, self.maximum, widest))


def check_cut(minimum: float, maximum: float) -> None:
    """Refuse ends that are NaN or the wrong way round."""
    if not minimum <= maximum:
        raise InputError(f"`minimum` must be at most `maximum`, got {minimum!r} and {maximum!r}")


def _inside_cone(a: float, b: float, c: float, length2: float) -> list[Interval]:
    """Where a t² + b t + c is at most 0."""
    if abs(a) <= TANGENT * length2:
        if b == 0:
            return [(-INFINITY, INFINITY)] if c < 0 else []
        only = -c / b
        return [(-INFINITY, only)] if b > 0 else [(only, INFINITY)]
    discriminant = b * b - 4 * a * c
    if abs(discriminant) <= TANGENT * (b * b + abs(4 * a * c)):
        discriminant = 0.0
    if discriminant < 0:
        return []
    root = math.sqrt(discriminant)
    first, second = sorted(((-b - root) / (2 * a), (-b + root) / (2 * a)))
    return [(first, second)] if a > 0 else [(-INFINITY, first), (second, INFINITY)]


def _meetings(shape: Cylinder | Cone, ray: Ray, inside: list[Interval]) -> list[Intersection]:
    """Meetings with wall and caps, from where the line is within the wall."""
    start, step = ray.origin.y, ray.direction.y
    if not shape.closed:
        ends = [t for interval in inside for t in interval if math.isfinite(t)]
        return [Intersection(t, shape) for t in ends if shape.minimum < start + t * step < shape.maximum]
    if step == 0:
        between = (-INFINITY, INFINITY) if shape.minimum <= start <= shape.maximum else (INFINITY, -INFINITY)
    else:
        first, second = (shape.minimum - start) / step, (shape.maximum - start) / step
        between = (min(first, second), max(first, second))
    cut = [(max(first, between[0]), min(second, between[1])) for first, second in inside]
    return [Intersection(t, shape) for pair in cut if pair[0] <= pair[1] for t in pair if math.isfinite(t)]


def _cap_normal(shape: Cylinder | Cone, p: Tuple, off_wall: float) -> Tuple | None:
    """The normal of a cap, if the place is nearer to it than to the wall."""
    if abs(p.y - shape.maximum) < off_wall:
        return vector(0.0, 1.0, 0.0)
    return vector(0.0, -1.0, 0.0) if abs(p.y - shape.minimum) < off_wall else None
