"""The cube from -1 to 1 (Buck 2019, chapter 12)."""

from __future__ import annotations

from coincide_rays.reference.bounds import BoundingBox, slab_interval
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.tuples import Tuple, point, vector


class Cube(Shape):
    """Sides of length 2, round the origin."""

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        near, far = slab_interval(tuple(ray.origin), tuple(ray.direction), (-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
        return [] if near > far else [Intersection(near, self), Intersection(far, self)]

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        largest = max(abs(p.x), abs(p.y), abs(p.z))
        if largest == abs(p.x):
            return vector(p.x, 0.0, 0.0)
        return vector(0.0, p.y, 0.0) if largest == abs(p.y) else vector(0.0, 0.0, p.z)

    def bounds(self) -> BoundingBox:
        return BoundingBox(point(-1, -1, -1), point(1, 1, 1))
