"""The sphere with radius 1 round the origin (Buck 2019, chapter 5)."""

from __future__ import annotations

import math

from coincide_rays.reference.bounds import BoundingBox
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.tuples import Tuple, point, vector


class Sphere(Shape):
    """Radius 1, round the origin."""

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        o, d = ray.origin, ray.direction
        a = d.x * d.x + d.y * d.y + d.z * d.z
        b = 2 * (d.x * o.x + d.y * o.y + d.z * o.z)
        c = o.x * o.x + o.y * o.y + o.z * o.z - 1
        discriminant = b * b - 4 * a * c
        if discriminant < 0 or a == 0:
            return []
        root = math.sqrt(discriminant)
        return [Intersection((-b - root) / (2 * a), self), Intersection((-b + root) / (2 * a), self)]

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        return vector(p.x, p.y, p.z)

    def bounds(self) -> BoundingBox:
        return BoundingBox(point(-1, -1, -1), point(1, 1, 1))
