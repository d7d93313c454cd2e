"""The torus about the y axis, a quartic (named in Buck 2019, chapter 17).

The four roots come from NumPy's companion matrix and are then polished by Newton's method. Far origins would cost
digits, so the ray is first moved to where it is nearest to the middle.
"""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.reference.bounds import BoundingBox
from coincide_rays.reference.materials import Material
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import Tuple, point, vector


class Torus(Shape):
    """A ring that lies in the plane of x and z.

    Parameters
    ----------
    major : radius of the ring.
    minor : radius of its tube, less than `major`.
    """

    def __init__(
        self,
        *,
        major: float = 1.0,
        minor: float = 0.25,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        if not 0 < minor < major < math.inf:
            raise InputError(f"a torus needs 0 < `minor` < `major`, got {minor!r} and {major!r}")
        self.major, self.minor = float(major), float(minor)

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        o, d = ray.origin, ray.direction
        length = math.sqrt(d.x * d.x + d.y * d.y + d.z * d.z)
        if length == 0:
            return []
        unit = d / length
        nearest = -(o.x * unit.x + o.y * unit.y + o.z * unit.z)
        polynomial = quartic(o + unit * nearest, unit, self.major, self.minor)
        return [Intersection((root + nearest) / length, self) for root in _real_roots(polynomial)]

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        ring = math.sqrt(p.x * p.x + p.z * p.z)
        inward = 1 - self.major / ring if ring > 0 else 0.0
        return vector(p.x * inward, p.y, p.z * inward)

    def bounds(self) -> BoundingBox:
        outer = self.major + self.minor
        return BoundingBox(point(-outer, -self.minor, -outer), point(outer, self.minor, outer))


def quartic(o: Tuple, d: Tuple, major: float, minor: float) -> tuple[float, float, float, float, float]:
    """Coefficients, highest power first, of (|p|² + R² - r²)² = 4 R² (x² + z²) along o + s d with unit d."""
    od = o.x * d.x + o.y * d.y + o.z * d.z
    k = o.x * o.x + o.y * o.y + o.z * o.z + major * major - minor * minor
    ring = 4 * major * major
    return (
        1.0,
        4 * od,
        2 * k + 4 * od * od - ring * (d.x * d.x + d.z * d.z),
        4 * k * od - 2 * ring * (o.x * d.x + o.z * d.z),
        k * k - ring * (o.x * o.x + o.z * o.z),
    )


def _real_roots(polynomial: tuple[float, ...]) -> list[float]:
    """The real roots, nearest first; pairs that nearly touch are left out, as a ray that grazes is."""
    derivative = np.polyder(np.array(polynomial))
    found: list[float] = []
    for root in np.roots(polynomial):
        if abs(root.imag) > 1e-6 * max(1.0, abs(root)):
            continue
        s = float(root.real)
        for _ in range(8):
            slope = float(np.polyval(derivative, s))
            if slope == 0:
                break
            s -= float(np.polyval(polynomial, s)) / slope
        found.append(s)
    return sorted(found) if len(found) % 2 == 0 else []
