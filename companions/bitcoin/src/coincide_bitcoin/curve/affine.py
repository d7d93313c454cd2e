"""Song 2019, chapters 2 and 3: points of y² = x³ + ax + b over a prime field, by chord and tangent.

One division per addition, so it is some hundred times slower than `multiplication`, whose slow twin it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.curve import secp256k1
from coincide_bitcoin.curve.field import FieldElement
from coincide_bitcoin.errors import InputError


@dataclass(frozen=True)
class Point:
    """A point of the curve with `a` and `b`; x and y are None at infinity.

    Raises
    ------
    InputError : (x, y) is not on the curve; or operands are on different curves.
    """

    x: FieldElement | None
    y: FieldElement | None
    a: FieldElement
    b: FieldElement

    def __post_init__(self) -> None:
        if self.x is None or self.y is None:
            return
        if self.y**2 != self.x**3 + self.a * self.x + self.b:
            raise InputError(f"({self.x.number}, {self.y.number}) is not on the curve")

    def __neg__(self) -> Point:
        return Point(self.x, None if self.y is None else -self.y, self.a, self.b)

    def __add__(self, other: Point) -> Point:
        if (self.a, self.b) != (other.a, other.b):
            raise InputError("points must be on the same curve")
        if self.x is None or self.y is None:
            return other
        if other.x is None or other.y is None:
            return self
        if self.x == other.x and (self.y != other.y or self.y.number == 0):
            return Point(None, None, self.a, self.b)
        if self.x == other.x:
            slope = (3 * self.x**2 + self.a) / (2 * self.y)
        else:
            slope = (other.y - self.y) / (other.x - self.x)
        x = slope**2 - self.x - other.x
        return Point(x, slope * (self.x - x) - self.y, self.a, self.b)

    def __rmul__(self, times: int) -> Point:
        """Double and add, times ≥ 0."""
        total, power = Point(None, None, self.a, self.b), self
        while times:
            if times & 1:
                total = total + power
            power = power + power
            times >>= 1
        return total


def secp256k1_point(x: int, y: int) -> Point:
    """The point (x, y) of secp256k1."""
    p = secp256k1.P
    return Point(*(FieldElement(number, p) for number in (x, y, 0, 7)))


def verify(public: Point, digest: int, r: int, s: int) -> bool:
    """Verify an ECDSA signature with two multiplications and one addition (Song 2019, chapter 3)."""
    if not (0 < r < secp256k1.N and 0 < s < secp256k1.N):
        return False
    inverse = pow(s, secp256k1.N - 2, secp256k1.N)
    generator = secp256k1_point(*secp256k1.G)
    total = (digest * inverse % secp256k1.N) * generator + (r * inverse % secp256k1.N) * public
    return total.x is not None and total.x.number % secp256k1.N == r
