"""Patterns as POV-Ray pigments."""

from __future__ import annotations

from collections.abc import Iterable

from coincide_rays.errors import InputError
from coincide_rays.reference.patterns.pattern import Part
from coincide_rays.reference.patterns.solid import (
    BlendedPattern,
    CheckersPattern,
    GradientPattern,
    RingPattern,
    StripePattern,
)
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import Color


def rgb(color: Iterable[float]) -> str:
    """A color, with all digits."""
    return "rgb <" + ", ".join(repr(float(level)) for level in color) + ">"


def pigment(part: Part, *, transmit: float) -> str:
    """A color or a pattern that lets a share of the light through.

    Raises
    ------
    InputError : a pattern that POV-Ray has no counterpart for.
    """
    return f"pigment {{ {_inside(part, transmit)} }}"


def _inside(part: Part, transmit: float) -> str:
    if isinstance(part, Color):
        return f"color {rgb(part)} transmit {transmit!r}"
    return f"{_pattern(part, transmit)} {_placed(part.transform)}"


def _pattern(part: Part, transmit: float) -> str:
    if isinstance(part, CheckersPattern):
        return f"checker {pigment(part.a, transmit=transmit)} {pigment(part.b, transmit=transmit)}"
    if isinstance(part, StripePattern):
        return "function { mod(floor(x) + 1e6, 2) } " + _halves(part, transmit)
    if isinstance(part, RingPattern):
        return "function { mod(floor(sqrt(x*x + z*z)), 2) } " + _halves(part, transmit)
    if isinstance(part, GradientPattern):
        a, b = _inside(part.a, transmit), _inside(part.b, transmit)
        return f"function {{ x - floor(x) }} pigment_map {{ [0 {a}] [1 {b}] }}"
    if isinstance(part, BlendedPattern):
        a, b = _inside(part.a, transmit), _inside(part.b, transmit)
        return f"average pigment_map {{ [{1 - part.share!r} {a}] [{part.share!r} {b}] }}"
    raise InputError(f"POV-Ray has no counterpart of {type(part).__name__}; export with another pattern")


def _halves(part: StripePattern | RingPattern, transmit: float) -> str:
    a, b = _inside(part.a, transmit), _inside(part.b, transmit)
    return f"pigment_map {{ [0 {a}] [0.5 {a}] [0.5 {b}] [1 {b}] }}"


def _placed(m: Matrix) -> str:
    if m is IDENTITY:
        return ""
    return "matrix <" + ", ".join(repr(m.rows[row][column]) for column in range(4) for row in range(3)) + ">"
