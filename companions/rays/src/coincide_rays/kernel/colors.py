"""Colors of patterns, bumps and random numbers, compiled. The twins are `reference.patterns` and `space`."""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import (
    BLENDED,
    CHECKERS,
    CUBE_MAP,
    GRADIENT,
    PERTURBED,
    PLANAR,
    RING,
    SOLID,
    SPHERICAL,
    STRIPE,
    UV_ALIGN_CHECK,
    UV_CHECKERS,
    PatternRow,
    column,
    width,
)
from coincide_rays.kernel.rows import color_at, number_at, part_at, pattern_at
from coincide_rays.kernel.workspace import Tables

Three = tuple[float, float, float]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_ONE, _11, _27, _30, _31 = np.uint64(1), np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_MASK = 0x7FFFFFFF
_WIDTH, _COLORS, _FACES = width(PatternRow), column(PatternRow, "red"), column(PatternRow, "left")


@inner
def mix(key: np.uint64, purpose: np.uint64) -> np.uint64:
    """A new key; the twin of `space.chance.mix`."""
    z = key + _GOLDEN * (purpose + _ONE)
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)


@inner
def unit(key: np.uint64, purpose: np.uint64) -> float:
    """A number in [0, 1)."""
    return (mix(key, purpose) >> _11) * 2.0**-53


@inner
def _fade(t: float) -> float:
    return t * t * t * (t * (t * 6 - 15) + 10)


@inner
def _gradient(i: int, j: int, k: int, x: float, y: float, z: float) -> float:
    h = (i * 73856093 ^ j * 19349663 ^ k * 83492791) & _MASK
    h = (h ^ (h >> 13)) * 1274126177 & _MASK
    h = (h ^ (h >> 16)) % 12
    p = x if h < 8 else y
    q = y if h < 4 else z
    return (p if h & 1 == 0 else -p) + (q if h & 2 == 0 else -q)


@inner
def noise(x: float, y: float, z: float) -> float:
    """Smooth noise; the twin of `space.noise.noise`."""
    i, j, k = math.floor(x), math.floor(y), math.floor(z)
    u, v, w = x - i, y - j, z - k
    fu, fv, fw = _fade(u), _fade(v), _fade(w)
    total = 0.0
    for corner in range(8):
        a, b, c = corner & 1, (corner >> 1) & 1, corner >> 2
        weight = (fu if a else 1 - fu) * (fv if b else 1 - fv) * (fw if c else 1 - fw)
        total += weight * _gradient(i + a, j + b, k + c, u - a, v - b, w - c)
    return total


@inner
def noise_vector(x: float, y: float, z: float, scale: float) -> Three:
    """Three independent noises at one place."""
    x, y, z = x / scale, y / scale, z / scale
    return noise(x, y, z), noise(x + 31.7, y + 47.3, z + 11.9), noise(x + 73.1, y + 5.3, z + 89.7)


@inner
def _is_even(number: int) -> bool:
    return number & 1 == 0


@inner
def pattern_color(tables: Tables, i: int, x: float, y: float, z: float) -> Three:
    """The color of a pattern at a place in the space of what has it. Parts that wait stand in `parts`."""
    red = green = blue = 0.0
    weight = 1.0
    waiting = 0
    while True:
        pattern = pattern_at(tables.patterns, i)
        kind = pattern.kind
        if kind != SOLID:
            x, y, z = (
                pattern.m0 * x + pattern.m1 * y + pattern.m2 * z + pattern.m3,
                pattern.m4 * x + pattern.m5 * y + pattern.m6 * z + pattern.m7,
                pattern.m8 * x + pattern.m9 * y + pattern.m10 * z + pattern.m11,
            )
        if kind == STRIPE or kind == CHECKERS or kind == RING:
            i = pattern.a if _is_even(_cell(kind, x, y, z)) else pattern.b
        elif kind == GRADIENT or kind == BLENDED:
            share = x - math.floor(x) if kind == GRADIENT else pattern.number_a
            part = part_at(tables.parts, waiting)
            part.pattern, part.x, part.y, part.z, part.weight = pattern.b, x, y, z, weight * share
            waiting += 1
            weight *= 1 - share
            i = pattern.a
        elif kind == PERTURBED:
            a, b, c = noise_vector(x, y, z, pattern.number_b)
            x, y, z = x + pattern.number_a * a, y + pattern.number_a * b, z + pattern.number_a * c
            i = pattern.a
        else:
            r, g, b = pattern.red, pattern.green, pattern.blue
            if kind != SOLID:
                r, g, b = _texture_color(tables, pattern, i, x, y, z)
            red, green, blue = red + weight * r, green + weight * g, blue + weight * b
            if waiting == 0:
                return red, green, blue
            waiting -= 1
            part = part_at(tables.parts, waiting)
            i, x, y, z, weight = part.pattern, part.x, part.y, part.z, part.weight


@inner
def _cell(kind: int, x: float, y: float, z: float) -> int:
    """The number of the stripe, ring or step of checkers at a place."""
    if kind == STRIPE:
        return math.floor(x)
    if kind == RING:
        return math.floor(math.sqrt(x * x + z * z))
    return math.floor(x) + math.floor(y) + math.floor(z)


@inner
def _texture_color(tables: Tables, pattern: PatternRow, i: int, x: float, y: float, z: float) -> Three:
    flat = pattern.a
    if pattern.kind == CUBE_MAP:
        face, u, v = _cube_place(x, y, z)
        flat = number_at(tables.patterns, i * _WIDTH + _FACES + face).number
    elif pattern.number_a == PLANAR:
        u, v = x - math.floor(x), z - math.floor(z)
    else:
        u = 1 - (math.atan2(x, z) / (2 * math.pi) + 0.5)
        v = y - math.floor(y)
        if pattern.number_a == SPHERICAL:
            radius = math.sqrt(x * x + y * y + z * z)
            v = 0.5 if radius == 0 else 1 - math.acos(max(-1.0, min(1.0, y / radius))) / math.pi
    return _flat_color(tables, flat, u, v)


@inner
def _half_turn(a: float) -> float:
    return (a - 2 * math.floor(a / 2)) / 2


@inner
def _cube_place(x: float, y: float, z: float) -> tuple[int, float, float]:
    """Face in the order left, front, right, back, up, down, with u and v on it."""
    largest = max(max(abs(x), abs(y)), abs(z))
    if largest == x:
        return 2, _half_turn(1 - z), _half_turn(y + 1)
    if largest == -x:
        return 0, _half_turn(z + 1), _half_turn(y + 1)
    if largest == y:
        return 4, _half_turn(x + 1), _half_turn(1 - z)
    if largest == -y:
        return 5, _half_turn(x + 1), _half_turn(z + 1)
    if largest == z:
        return 1, _half_turn(x + 1), _half_turn(y + 1)
    return 3, _half_turn(1 - x), _half_turn(y + 1)


@inner
def _flat_color(tables: Tables, i: int, u: float, v: float) -> Three:
    pattern = pattern_at(tables.patterns, i)
    if pattern.kind != UV_CHECKERS and pattern.kind != UV_ALIGN_CHECK:
        column = math.floor(u * (pattern.number_a - 1) + 0.5)
        row = math.floor((1 - v) * (pattern.number_b - 1) + 0.5)
        texel = color_at(tables.texels, pattern.a + row * pattern.b + column)
        return texel.red, texel.green, texel.blue
    number = 0
    if pattern.kind == UV_CHECKERS:
        if not _is_even(math.floor(u * pattern.number_a) + math.floor(v * pattern.number_b)):
            number = 1
    elif v > 0.8:
        number = 1 if u < 0.2 else 2 if u > 0.8 else 0
    elif v < 0.2:
        number = 3 if u < 0.2 else 4 if u > 0.8 else 0
    color = color_at(tables.patterns + 8 * (i * _WIDTH + _COLORS), number)
    return color.red, color.green, color.blue
