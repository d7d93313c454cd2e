"""Triangles, flat and smooth (Buck 2019, chapter 15; Möller and Trumbore 1997)."""

from __future__ import annotations

from coincide_rays.reference.bounds import BoundingBox, box_of
from coincide_rays.reference.materials import Material
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import PointLike, Tuple, cross, dot, normalize, to_point, to_vector

# A determinant below this counts as a ray in the triangle's plane.
PARALLEL = 1e-20


class Triangle(Shape):
    """Three corners, seen from both sides.

    Attributes
    ----------
    e1, e2 : edges from `p1` to the others.
    normal : of length 1; zero if the corners lie in a line.
    """

    def __init__(
        self,
        p1: PointLike,
        p2: PointLike,
        p3: PointLike,
        *,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        self.p1, self.p2, self.p3 = to_point(p1, "p1"), to_point(p2, "p2"), to_point(p3, "p3")
        self.e1, self.e2 = self.p2 - self.p1, self.p3 - self.p1
        self.normal = normalize(cross(self.e2, self.e1))

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        return meet_triangle(self, ray)

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        return self.normal

    def bounds(self) -> BoundingBox:
        return box_of([self.p1, self.p2, self.p3])


class SmoothTriangle(Shape):
    """A triangle with a normal at each corner, blended between.

    Attributes
    ----------
    e1, e2 : edges from `p1` to the others.
    """

    def __init__(
        self,
        p1: PointLike,
        p2: PointLike,
        p3: PointLike,
        n1: PointLike,
        n2: PointLike,
        n3: PointLike,
        *,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        self.p1, self.p2, self.p3 = to_point(p1, "p1"), to_point(p2, "p2"), to_point(p3, "p3")
        self.n1, self.n2, self.n3 = to_vector(n1, "n1"), to_vector(n2, "n2"), to_vector(n3, "n3")
        self.e1, self.e2 = self.p2 - self.p1, self.p3 - self.p1

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        return meet_triangle(self, ray)

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        u, v = (hit.u, hit.v) if hit is not None else self._place(p)
        return self.n2 * u + self.n3 * v + self.n1 * (1 - u - v)

    def _place(self, p: Tuple) -> tuple[float, float]:
        """u and v of a place in the triangle's plane, where no hit tells them."""
        across = cross(self.e1, self.e2)
        area2, offset = dot(across, across), p - self.p1
        if area2 == 0:
            return 0.0, 0.0
        return dot(cross(offset, self.e2), across) / area2, dot(cross(self.e1, offset), across) / area2

    def bounds(self) -> BoundingBox:
        return box_of([self.p1, self.p2, self.p3])


def meet_triangle(triangle: Triangle | SmoothTriangle, ray: Ray) -> list[Intersection]:
    """Where a ray meets three corners, with u along the first edge and v along the second."""
    across = cross(ray.direction, triangle.e2)
    determinant = dot(triangle.e1, across)
    if abs(determinant) < PARALLEL:
        return []
    offset = ray.origin - triangle.p1
    u = dot(offset, across) / determinant
    if u < 0 or u > 1:
        return []
    turned = cross(offset, triangle.e1)
    v = dot(ray.direction, turned) / determinant
    if v < 0 or u + v > 1:
        return []
    return [Intersection(dot(triangle.e2, turned) / determinant, triangle, u, v)]
