"""The plane of x and z (Buck 2019, chapter 9)."""

from __future__ import annotations

import math

from coincide_rays.reference.bounds import BoundingBox
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.tuples import Tuple, point, vector

# A ray that climbs less than this counts as parallel.
PARALLEL = 1e-12


class Plane(Shape):
    """Infinite, at y = 0, without an inside."""

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        if abs(ray.direction.y) < PARALLEL:
            return []
        return [Intersection(-ray.origin.y / ray.direction.y, self)]

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        return vector(0.0, 1.0, 0.0)

    def bounds(self) -> BoundingBox:
        return BoundingBox(point(-math.inf, 0, -math.inf), point(math.inf, 0, math.inf))
