"""Patterns in space: stripes, gradient, rings, checkers; and patterns made of patterns (Buck 2019, chapter 10)."""

from __future__ import annotations

import math

from coincide_rays.errors import InputError
from coincide_rays.reference.patterns.pattern import Pattern, check_amount, part_color, to_part
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.noise import noise
from coincide_rays.space.tuples import Color, ColorLike, Tuple, point

# Three places far apart, where noise is drawn for x, y and z.
OFFSETS = ((0.0, 0.0, 0.0), (31.7, 47.3, 11.9), (73.1, 5.3, 89.7))


class StripePattern(Pattern):
    """Two colors in turn along x."""

    def __init__(self, a: ColorLike | Pattern, b: ColorLike | Pattern, *, transform: Matrix = IDENTITY) -> None:
        super().__init__(transform=transform)
        self.a, self.b = to_part(a, "a"), to_part(b, "b")

    def local_color_at(self, p: Tuple) -> Color:
        return part_color(self.a if math.floor(p.x) % 2 == 0 else self.b, p)


class GradientPattern(Pattern):
    """From one color to the other along x, again and again."""

    def __init__(self, a: ColorLike | Pattern, b: ColorLike | Pattern, *, transform: Matrix = IDENTITY) -> None:
        super().__init__(transform=transform)
        self.a, self.b = to_part(a, "a"), to_part(b, "b")

    def local_color_at(self, p: Tuple) -> Color:
        share = p.x - math.floor(p.x)
        return part_color(self.a, p) * (1 - share) + part_color(self.b, p) * share


class RingPattern(Pattern):
    """Rings round the y axis."""

    def __init__(self, a: ColorLike | Pattern, b: ColorLike | Pattern, *, transform: Matrix = IDENTITY) -> None:
        super().__init__(transform=transform)
        self.a, self.b = to_part(a, "a"), to_part(b, "b")

    def local_color_at(self, p: Tuple) -> Color:
        return part_color(self.a if math.floor(math.sqrt(p.x * p.x + p.z * p.z)) % 2 == 0 else self.b, p)


class CheckersPattern(Pattern):
    """Cubes of two colors."""

    def __init__(self, a: ColorLike | Pattern, b: ColorLike | Pattern, *, transform: Matrix = IDENTITY) -> None:
        super().__init__(transform=transform)
        self.a, self.b = to_part(a, "a"), to_part(b, "b")

    def local_color_at(self, p: Tuple) -> Color:
        is_even = (math.floor(p.x) + math.floor(p.y) + math.floor(p.z)) % 2 == 0
        return part_color(self.a if is_even else self.b, p)


class BlendedPattern(Pattern):
    """Two patterns on top of each other.

    Parameters
    ----------
    share : of `b`, 0 to 1.
    """

    def __init__(
        self, a: ColorLike | Pattern, b: ColorLike | Pattern, *, share: float = 0.5, transform: Matrix = IDENTITY
    ) -> None:
        super().__init__(transform=transform)
        self.a, self.b, self.share = to_part(a, "a"), to_part(b, "b"), check_amount(share, "share")
        if not 0 <= self.share <= 1:
            raise InputError(f"`share` must be from 0 to 1, got {share!r}")

    def local_color_at(self, p: Tuple) -> Color:
        return part_color(self.a, p) * (1 - self.share) + part_color(self.b, p) * self.share


class PerturbedPattern(Pattern):
    """A pattern whose places are shifted by noise, so that its lines run unevenly.

    Parameters
    ----------
    amount : of the shift, in units of the pattern.
    scale : how far apart the waves of the noise are.
    """

    def __init__(
        self,
        a: ColorLike | Pattern,
        *,
        amount: float = 0.2,
        scale: float = 1.0,
        transform: Matrix = IDENTITY,
    ) -> None:
        super().__init__(transform=transform)
        self.a, self.amount, self.scale = to_part(a, "a"), check_amount(amount, "amount"), check_amount(scale, "scale")
        if self.scale <= 0:
            raise InputError(f"`scale` must be above 0, got {scale!r}")

    def local_color_at(self, p: Tuple) -> Color:
        x, y, z = noise_vector(p, self.scale)
        return part_color(self.a, point(p.x + self.amount * x, p.y + self.amount * y, p.z + self.amount * z))


def noise_vector(p: Tuple, scale: float) -> tuple[float, float, float]:
    """Three independent noises at one place."""
    x, y, z = p.x / scale, p.y / scale, p.z / scale
    first, second, third = (noise(x + a, y + b, z + c) for a, b, c in OFFSETS)
    return first, second, third
