"""What all shapes share: a transform, a material, a parent (Buck 2019, chapters 9 and 14)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from coincide_rays.errors import InputError
from coincide_rays.reference.bounds import BoundingBox, transform_box
from coincide_rays.reference.materials import Material
from coincide_rays.reference.rays import Intersection, Ray, transform
from coincide_rays.space.matrices import IDENTITY, Matrix, inverse, transpose
from coincide_rays.space.tuples import Tuple, normalize

if TYPE_CHECKING:
    from coincide_rays.reference.shapes.group import Parent


class Shape(ABC):
    """Something to see. Everything may be set later.

    Parameters
    ----------
    transform : from the shape's own space to its parent's.
    material : None takes the nearest group's that has one, else the default.
    casts_shadow : False lets light through to everything else.
    name : for trees and truth.
    """

    def __init__(
        self,
        *,
        transform: Matrix = IDENTITY,
        material: Material | None = None,
        casts_shadow: bool = True,
        name: str = "",
    ) -> None:
        self.parent: Parent | None = None
        self._box: BoundingBox | None = None
        self._own_material = material
        self.transform = transform
        self.casts_shadow = casts_shadow
        self.name = name

    def __setattr__(self, attribute: str, value: object) -> None:
        """Boxes of the groups above are worked out again after any change."""
        object.__setattr__(self, attribute, value)
        above = self.__dict__.get("parent")
        while above is not None:
            object.__setattr__(above, "_box", None)
            above = above.__dict__.get("parent")

    @property
    def transform(self) -> Matrix:
        """From the shape's own space to its parent's, or to the world; setting it computes the inverse."""
        return self._transform

    @transform.setter
    def transform(self, value: Matrix) -> None:
        if not isinstance(value, Matrix) or len(value) != 4:
            raise InputError(f"`transform` must be a matrix of 4 × 4, got {value!r}")
        self._inverse = inverse(value)
        self._transform = value

    @property
    def inverse(self) -> Matrix:
        """The inverse of `transform`, computed once."""
        return self._inverse

    @property
    def material(self) -> Material:
        """The shape's own material, else the nearest group's, else a default one, which is then its own."""
        given = self.given_material()
        if given is None:
            given = self._own_material = Material()
        return given

    @material.setter
    def material(self, value: Material) -> None:
        self._own_material = value

    def given_material(self) -> Material | None:
        """The material that was given to this shape or to the nearest group above it, if any."""
        shape: Shape | None = self
        while shape is not None:
            if shape._own_material is not None:
                return shape._own_material
            shape = shape.parent
        return None

    @abstractmethod
    def local_intersect(self, ray: Ray) -> list[Intersection]:
        """All meetings with a ray in the shape's own space, nearest first."""

    @abstractmethod
    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        """The normal at a place on the surface, in the shape's own space, of any length."""

    @abstractmethod
    def bounds(self) -> BoundingBox:
        """A box round the shape in its own space."""

    def includes(self, other: Shape) -> bool:
        """Whether `other` is this shape or a part of it (chapter 16)."""
        return self is other

    def intersect(self, ray: Ray) -> list[Intersection]:
        """All meetings with a ray in the space of the shape's parent."""
        return self.local_intersect(ray if self._inverse is IDENTITY else transform(ray, self._inverse))

    def world_to_object(self, p: Tuple) -> Tuple:
        """A place in the world, told in the shape's own space."""
        return self._inverse @ (p if self.parent is None else self.parent.world_to_object(p))

    def normal_to_world(self, normal: Tuple) -> Tuple:
        """A normal in the shape's own space, told in the world and normalized."""
        turned = transpose(self._inverse) @ normal
        turned = normalize(Tuple(turned.x, turned.y, turned.z, 0.0))
        return turned if self.parent is None else self.parent.normal_to_world(turned)

    def normal_at(self, world_point: Tuple, hit: Intersection | None = None) -> Tuple:
        """The unit normal at a place in the world."""
        return self.normal_to_world(self.local_normal_at(self.world_to_object(world_point), hit))

    def parent_space_bounds(self) -> BoundingBox:
        """A box round the shape in the space of its parent."""
        return transform_box(self.bounds(), self._transform)

    def divide(self, threshold: int) -> None:  # noqa: B027  most shapes have no parts
        """Split groups with `threshold` parts or more; other shapes stay as they are."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})" if self.name else f"{type(self).__name__}()"


def throws_shadow(shape: Shape) -> bool:
    """Whether a shape and all groups above it cast shadows."""
    above: Shape | None = shape
    while above is not None:
        if not above.casts_shadow:
            return False
        above = above.parent
    return True
