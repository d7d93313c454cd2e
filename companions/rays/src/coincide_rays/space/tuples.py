"""Points, vectors and colors.

A point has w = 1, a vector w = 0, and arithmetic keeps the difference (Buck 2019, chapter 1). A color is a tuple of
its own, with the product of two colors taken part by part (chapter 2). All numbers are Python floats: for four of
them at a time, that is faster than an array. `==` is exact; `equal` is the book's comparison.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from coincide_rays.errors import InputError

# Two numbers of the book are equal within this; also the distance between a surface and the rays that leave it.
EPSILON = 1e-5


class Tuple:
    """Four numbers; make them with `point` and `vector`."""

    __slots__ = ("w", "x", "y", "z")

    def __init__(self, x: float, y: float, z: float, w: float) -> None:
        self.x, self.y, self.z, self.w = x, y, z, w

    def __iter__(self) -> Iterator[float]:
        return iter((self.x, self.y, self.z, self.w))

    def __len__(self) -> int:
        return 4

    def __getitem__(self, axis: int) -> float:
        return (self.x, self.y, self.z, self.w)[axis]

    def __add__(self, other: Tuple) -> Tuple:
        return Tuple(self.x + other.x, self.y + other.y, self.z + other.z, self.w + other.w)

    def __sub__(self, other: Tuple) -> Tuple:
        return Tuple(self.x - other.x, self.y - other.y, self.z - other.z, self.w - other.w)

    def __neg__(self) -> Tuple:
        return Tuple(-self.x, -self.y, -self.z, -self.w)

    def __mul__(self, factor: float) -> Tuple:
        return Tuple(self.x * factor, self.y * factor, self.z * factor, self.w * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Tuple:
        return Tuple(self.x / divisor, self.y / divisor, self.z / divisor, self.w / divisor)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Tuple({self.x:g}, {self.y:g}, {self.z:g}, {self.w:g})"

    @property
    def is_point(self) -> bool:
        """Whether this is a point: w is 1."""
        return self.w == 1

    @property
    def is_vector(self) -> bool:
        """Whether this is a vector: w is 0."""
        return self.w == 0


class Color:
    """Red, green and blue, linear, 1 for full; more and less are allowed until a picture is written."""

    __slots__ = ("blue", "green", "red")

    def __init__(self, red: float, green: float, blue: float) -> None:
        self.red, self.green, self.blue = red, green, blue

    def __iter__(self) -> Iterator[float]:
        return iter((self.red, self.green, self.blue))

    def __len__(self) -> int:
        return 3

    def __getitem__(self, part: int) -> float:
        return (self.red, self.green, self.blue)[part]

    def __add__(self, other: Color) -> Color:
        return Color(self.red + other.red, self.green + other.green, self.blue + other.blue)

    def __sub__(self, other: Color) -> Color:
        return Color(self.red - other.red, self.green - other.green, self.blue - other.blue)

    def __mul__(self, other: Color | float) -> Color:
        if isinstance(other, Color):
            return Color(self.red * other.red, self.green * other.green, self.blue * other.blue)
        return Color(self.red * other, self.green * other, self.blue * other)

    def __rmul__(self, factor: float) -> Color:
        return self * factor

    def __truediv__(self, divisor: float) -> Color:
        return Color(self.red / divisor, self.green / divisor, self.blue / divisor)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Color) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Color({self.red:g}, {self.green:g}, {self.blue:g})"


PointLike: TypeAlias = Tuple | Sequence[float]
ColorLike: TypeAlias = Color | Sequence[float]

BLACK = Color(0.0, 0.0, 0.0)
WHITE = Color(1.0, 1.0, 1.0)


def point(x: float, y: float, z: float) -> Tuple:
    """Make a point: w is 1."""
    return Tuple(x, y, z, 1.0)


def vector(x: float, y: float, z: float) -> Tuple:
    """Make a vector: w is 0."""
    return Tuple(x, y, z, 0.0)


def color(red: float, green: float, blue: float) -> Color:
    """Make a color; each part is 1 at full brightness and may be more."""
    return Color(red, green, blue)


def magnitude(v: Tuple) -> float:
    """Return the length of a vector."""
    return math.sqrt(v.x * v.x + v.y * v.y + v.z * v.z + v.w * v.w)


def normalize(v: Tuple) -> Tuple:
    """The vector of length 1 in the same direction; a vector without a direction stays as it is."""
    length = magnitude(v)
    return v if length == 0 else v / length


def dot(a: Tuple, b: Tuple) -> float:
    """Return the dot product."""
    return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w


def cross(a: Tuple, b: Tuple) -> Tuple:
    """Return the cross product, a vector at right angles to both."""
    return Tuple(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x, 0.0)


def reflect(v: Tuple, normal: Tuple) -> Tuple:
    """Throw `v` back at a surface with this unit normal (chapter 6)."""
    return v - normal * (2 * dot(v, normal))


def equal(a: float | Tuple | Color, b: float | Tuple | Color) -> bool:
    """Whether two numbers, tuples or colors differ by less than `EPSILON` in every part."""
    if isinstance(a, (Tuple, Color)) and isinstance(b, (Tuple, Color)):
        return len(a) == len(b) and all(equal(p, q) for p, q in zip(a, b, strict=True))
    if isinstance(a, (Tuple, Color)) or isinstance(b, (Tuple, Color)):
        return False
    return a == b or abs(a - b) < EPSILON


def to_point(value: PointLike, name: str) -> Tuple:
    """Read three finite numbers as a point; `name` is used in errors."""
    return point(*_three(value, name))


def to_vector(value: PointLike, name: str) -> Tuple:
    """Read three finite numbers as a vector."""
    return vector(*_three(value, name))


def to_color(value: ColorLike, name: str) -> Color:
    """Read three finite numbers as a color."""
    return Color(*_three(value, name))


def _three(value: PointLike | ColorLike, name: str) -> tuple[float, float, float]:
    if type(value) is Tuple:
        parts = [value.x, value.y, value.z]
    else:
        try:
            parts = [float(part) for part in value]
        except (TypeError, ValueError):
            raise InputError(f"`{name}` must be three numbers, got {value!r}") from None
    if len(parts) != 3 or not all(map(math.isfinite, parts)):
        raise InputError(f"`{name}` must be three finite numbers, got {value!r}")
    return parts[0], parts[1], parts[2]
