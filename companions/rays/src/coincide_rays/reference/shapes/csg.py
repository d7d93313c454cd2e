"""Solids made of two solids: union, intersection, difference (Buck 2019, chapter 16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from coincide_rays.errors import InputError
from coincide_rays.reference.bounds import BoundingBox, add_box, intersects
from coincide_rays.reference.materials import Material
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import Tuple

Operation: TypeAlias = Literal["union", "intersection", "difference"]
OPERATIONS: tuple[Operation, ...] = ("union", "intersection", "difference")


class Csg(Shape):
    """Two shapes joined. Surfaces keep the materials of the shapes they come from.

    Parameters
    ----------
    operation : `union`, `intersection`, or `difference` (left without right).
    left, right : any shapes, also groups.
    """

    def __init__(
        self,
        operation: Operation,
        left: Shape,
        right: Shape,
        *,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        if operation not in OPERATIONS:
            raise InputError(f"`operation` must be {', '.join(OPERATIONS)}, got {operation!r}")
        for child in (left, right):
            if not isinstance(child, Shape):
                raise InputError(f"a CSG joins two shapes, got {child!r}")
            if child.parent is not None or left is right:
                raise InputError(f"{child!r} is already somewhere else; make a second shape")
        self.operation: Operation = operation
        self.left, self.right = left, right
        left.parent = right.parent = self

    @property
    def children(self) -> list[Shape]:
        """Its two shapes, left and right."""
        return [self.left, self.right]

    def includes(self, other: Shape) -> bool:
        return self is other or self.left.includes(other) or self.right.includes(other)

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        if not intersects(self.bounds(), ray):
            return []
        met = [*self.left.intersect(ray), *self.right.intersect(ray)]
        return filter_intersections(self, sorted(met, key=lambda each: each.t))

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        raise InputError("a CSG has no surface of its own; ask the normal of the shape that was hit")

    def bounds(self) -> BoundingBox:
        box = self._box
        if box is None:
            box = add_box(self.left.parent_space_bounds(), self.right.parent_space_bounds())
            self._box = box
        return box

    def divide(self, threshold: int) -> None:
        self.left.divide(threshold)
        self.right.divide(threshold)


def intersection_allowed(operation: Operation, left_hit: bool, in_left: bool, in_right: bool) -> bool:
    """Whether a meeting lies on the joint's surface: `left_hit` says on which shape, the others where the ray is."""
    if operation == "union":
        return not (in_right if left_hit else in_left)
    if operation == "intersection":
        return in_right if left_hit else in_left
    return not in_right if left_hit else in_left


def filter_intersections(csg: Csg, xs: Sequence[Intersection]) -> list[Intersection]:
    """Keep the meetings that lie on the surface of the joint."""
    in_left = in_right = False
    kept: list[Intersection] = []
    for each in xs:
        left_hit = csg.left.includes(each.object)
        if intersection_allowed(csg.operation, left_hit, in_left, in_right):
            kept.append(each)
        if left_hit:
            in_left = not in_left
        else:
            in_right = not in_right
    return kept
