"""Rays and what they meet (Buck 2019, chapter 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coincide_rays.space.matrices import Matrix
from coincide_rays.space.tuples import Tuple

if TYPE_CHECKING:
    from coincide_rays.reference.shapes.shape import Shape


@dataclass(frozen=True, slots=True)
class Ray:
    """A half-line of sight.

    Attributes
    ----------
    direction : of any length; distances along the ray count in it.
    key : names the ray among all rays of a picture; random numbers come from it (`space.chance`).
    """

    origin: Tuple
    direction: Tuple
    key: int = 0


@dataclass(frozen=True, slots=True)
class Intersection:
    """Where a ray meets a shape.

    Attributes
    ----------
    t : distance in lengths of the ray's direction; negative behind its origin.
    u, v : place on a triangle, 0 elsewhere.
    """

    t: float
    object: Shape
    u: float = 0.0
    v: float = 0.0


def position(ray: Ray, t: float) -> Tuple:
    """Return the point of a ray at `t` times its direction."""
    return ray.origin + ray.direction * t


def transform(ray: Ray, m: Matrix) -> Ray:
    """Move a ray; its direction may change in length, so that `t` means the same."""
    return Ray(m @ ray.origin, m @ ray.direction, ray.key)


def intersections(*xs: Intersection) -> list[Intersection]:
    """Sort by distance; equal distances keep their order."""
    return sorted(xs, key=lambda each: each.t)


def hit(xs: list[Intersection]) -> Intersection | None:
    """The nearest intersection that does not lie behind the ray."""
    return min((each for each in xs if each.t >= 0), key=lambda each: each.t, default=None)
