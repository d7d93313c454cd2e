"""What all patterns share: a transform, and a color for each place (Buck 2019, chapter 10)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeAlias

from coincide_rays.errors import InputError
from coincide_rays.space.matrices import IDENTITY, Matrix, inverse
from coincide_rays.space.tuples import Color, ColorLike, Tuple, to_color

if TYPE_CHECKING:
    from coincide_rays.reference.shapes.shape import Shape


class Pattern(ABC):
    """Colors by place. A part of a pattern may be a color or another pattern, which stands in this one's space.

    Parameters
    ----------
    transform : where the pattern stands on the object.
    """

    def __init__(self, *, transform: Matrix = IDENTITY) -> None:
        self.transform = transform

    @property
    def transform(self) -> Matrix:
        """How the pattern lies on its shape; setting it computes the inverse."""
        return self._transform

    @transform.setter
    def transform(self, value: Matrix) -> None:
        self._inverse = inverse(value)
        self._transform = value

    @property
    def inverse(self) -> Matrix:
        """The inverse of `transform`, computed once."""
        return self._inverse

    @abstractmethod
    def local_color_at(self, p: Tuple) -> Color:
        """The color at a place in the pattern's own space."""


Part: TypeAlias = Color | Pattern


def to_part(value: ColorLike | Pattern, name: str) -> Part:
    """A pattern as it is, anything else as a color."""
    return value if isinstance(value, Pattern) else to_color(value, name)


def part_color(part: Part, p: Tuple) -> Color:
    """The color of a part at a place in the space of the pattern that has it."""
    return part if isinstance(part, Color) else part.local_color_at(part.inverse @ p)


def pattern_at(pattern: Pattern, p: Tuple) -> Color:
    """The color at a place in the pattern's own space, as the book's function of this name."""
    return pattern.local_color_at(p)


def pattern_at_shape(pattern: Pattern, shape: Shape, world_point: Tuple) -> Color:
    """The color of a shape's surface at a place in the world."""
    return pattern.local_color_at(pattern.inverse @ shape.world_to_object(world_point))


def check_amount(value: float, name: str) -> float:
    """Refuse what is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < float("inf"):
        raise InputError(f"`{name}` must be a finite number, got {value!r}")
    return float(value)
