"""Groups: shapes that share a transform (Buck 2019, chapter 14), split by boxes (bonus chapter)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from coincide_rays.errors import InputError
from coincide_rays.reference.bounds import (
    BoundingBox,
    add_box,
    box_contains_box,
    intersects,
    split_bounds,
)
from coincide_rays.reference.materials import Material
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.shapes.csg import Csg
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import Tuple

Parent: TypeAlias = "Group | Csg"


class Group(Shape):
    """Children in a space of their own, which take the group's material if they have none.

    Parameters
    ----------
    children : added in this order.
    """

    def __init__(
        self,
        children: Iterable[Shape] = (),
        *,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(transform=transform, material=material, casts_shadow=casts_shadow, name=name)
        self.children: list[Shape] = []
        for child in children:
            self.add_child(child)

    def add_child(self, child: Shape) -> None:
        """Put a shape into the group; it leaves no other group for that.

        Raises
        ------
        InputError : the shape already stands in a group, or the group stands in the shape.
        """
        if not isinstance(child, Shape):
            raise InputError(f"a group holds shapes, got {child!r}")
        if child.parent is not None:
            raise InputError(f"{child!r} is already in {child.parent!r}; make a second shape")
        if child.includes(self):
            raise InputError(f"{self!r} cannot hold itself")
        self.children.append(child)
        child.parent = self
        self._box = None

    def __iter__(self) -> Iterator[Shape]:
        return iter(self.children)

    def __len__(self) -> int:
        return len(self.children)

    def __bool__(self) -> bool:
        return True

    def includes(self, other: Shape) -> bool:
        return self is other or any(child.includes(other) for child in self.children)

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        if not intersects(self.bounds(), ray):
            return []
        met = [each for child in self.children for each in child.intersect(ray)]
        return sorted(met, key=lambda each: each.t)

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        raise InputError("a group has no surface; ask the normal of the shape that was hit")

    def bounds(self) -> BoundingBox:
        box = self._box
        if box is None:
            box = BoundingBox()
            for child in self.children:
                box = add_box(box, child.parent_space_bounds())
            self._box = box
        return box

    def divide(self, threshold: int) -> None:
        if threshold <= len(self.children):
            left, right = partition_children(self)
            if left:
                make_subgroup(self, left)
            if right:
                make_subgroup(self, right)
        for child in self.children:
            child.divide(threshold)


def partition_children(group: Group) -> tuple[list[Shape], list[Shape]]:
    """Take out the children that lie wholly in one half of the group's box; the others stay."""
    left_box, right_box = split_bounds(group.bounds())
    left: list[Shape] = []
    right: list[Shape] = []
    stay: list[Shape] = []
    for child in group.children:
        box = child.parent_space_bounds()
        half = left if box_contains_box(left_box, box) else right if box_contains_box(right_box, box) else stay
        half.append(child)
    group.children = stay
    group._box = None
    for child in (*left, *right):
        child.parent = None
    return left, right


def make_subgroup(group: Group, children: list[Shape]) -> None:
    """Put shapes into a new group within `group`."""
    group.add_child(Group(children))
