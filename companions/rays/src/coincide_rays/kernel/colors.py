"""Colors of patterns, bumps and random numbers, compiled. The twins are `reference.patterns` and `space`."""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.kernel.compiled import inlined, inner
from coincide_rays.kernel.layout import (
    BLENDED,
    CHECKERS,
    COLOR,
    CUBE_MAP,
    GRADIENT,
    KIND,
    M0,
    M1,
    M2,
    M3,
    M4,
    M5,
    M6,
    M7,
    M8,
    M9,
    M10,
    M11,
    NUMBER_A,
    NUMBER_B,
    PART_A,
    PART_B,
    PERTURBED,
    PLANAR,
    RING,
    SECOND_COLOR,
    SOLID,
    SPHERICAL,
    STRIPE,
    UV_ALIGN_CHECK,
    UV_CHECKERS,
    Floats,
)

Three = tuple[float, float, float]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_ONE, _11, _27, _30, _31 = np.uint64(1), np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_MASK = 0x7FFFFFFF


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
    return float(mix(key, purpose) >> _11) * 2.0**-53


@inlined
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
    i, j, k = int(math.floor(x)), int(math.floor(y)), int(math.floor(z))
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


@inlined
def _is_even(number: float) -> bool:
    return number - 2 * math.floor(number / 2) == 0


@inner
def pattern_color(patterns: Floats, texels: Floats, floats: Floats, i: int, x: float, y: float, z: float) -> Three:
    """The color of a pattern at a place in the space of what has it. Parts that wait stand in `floats`."""
    red = green = blue = 0.0
    weight = 1.0
    waiting = 0
    while True:
        kind = patterns[i, KIND]
        if kind == SOLID:
            red += weight * patterns[i, COLOR]
            green += weight * patterns[i, COLOR + 1]
            blue += weight * patterns[i, COLOR + 2]
            if waiting == 0:
                return red, green, blue
            waiting -= 1
            at = waiting * 5
            i = int(floats[at])
            x, y, z, weight = floats[at + 1], floats[at + 2], floats[at + 3], floats[at + 4]
            continue
        x, y, z = (
            patterns[i, M0] * x + patterns[i, M1] * y + patterns[i, M2] * z + patterns[i, M3],
            patterns[i, M4] * x + patterns[i, M5] * y + patterns[i, M6] * z + patterns[i, M7],
            patterns[i, M8] * x + patterns[i, M9] * y + patterns[i, M10] * z + patterns[i, M11],
        )
        first, second = int(patterns[i, PART_A]), int(patterns[i, PART_B])
        if kind == STRIPE:
            i = first if _is_even(math.floor(x)) else second
        elif kind == CHECKERS:
            i = first if _is_even(math.floor(x) + math.floor(y) + math.floor(z)) else second
        elif kind == RING:
            i = first if _is_even(math.floor(math.sqrt(x * x + z * z))) else second
        elif kind == GRADIENT or kind == BLENDED:
            share = x - math.floor(x) if kind == GRADIENT else patterns[i, NUMBER_A]
            at = waiting * 5
            floats[at], floats[at + 1], floats[at + 2], floats[at + 3] = second, x, y, z
            floats[at + 4] = weight * share
            waiting += 1
            weight *= 1 - share
            i = first
        elif kind == PERTURBED:
            a, b, c = noise_vector(x, y, z, patterns[i, NUMBER_B])
            amount = patterns[i, NUMBER_A]
            x, y, z = x + amount * a, y + amount * b, z + amount * c
            i = first
        else:
            a, b, c = _texture_color(patterns, texels, i, x, y, z)
            red, green, blue = red + weight * a, green + weight * b, blue + weight * c
            if waiting == 0:
                return red, green, blue
            waiting -= 1
            at = waiting * 5
            i = int(floats[at])
            x, y, z, weight = floats[at + 1], floats[at + 2], floats[at + 3], floats[at + 4]


@inner
def _texture_color(patterns: Floats, texels: Floats, i: int, x: float, y: float, z: float) -> Three:
    if patterns[i, KIND] == CUBE_MAP:
        face, u, v = _cube_place(x, y, z)
        return _flat_color(patterns, texels, int(patterns[i, SECOND_COLOR + face]), u, v)
    mapping = patterns[i, NUMBER_A]
    if mapping == PLANAR:
        return _flat_color(patterns, texels, int(patterns[i, PART_A]), x - math.floor(x), z - math.floor(z))
    u = 1 - (math.atan2(x, z) / (2 * math.pi) + 0.5)
    if mapping == SPHERICAL:
        radius = math.sqrt(x * x + y * y + z * z)
        v = 0.5 if radius == 0 else 1 - math.acos(max(-1.0, min(1.0, y / radius))) / math.pi
    else:
        v = y - math.floor(y)
    return _flat_color(patterns, texels, int(patterns[i, PART_A]), u, v)


@inlined
def _half_turn(a: float) -> float:
    return (a - 2 * math.floor(a / 2)) / 2


@inner
def _cube_place(x: float, y: float, z: float) -> tuple[int, float, float]:
    """Face in the order left, front, right, back, up, down, with u and v on it."""
    largest = max(abs(x), abs(y), abs(z))
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
def _flat_color(patterns: Floats, texels: Floats, i: int, u: float, v: float) -> Three:
    kind = patterns[i, KIND]
    if kind == UV_CHECKERS:
        is_first = _is_even(math.floor(u * patterns[i, NUMBER_A]) + math.floor(v * patterns[i, NUMBER_B]))
        c = COLOR if is_first else SECOND_COLOR
        return patterns[i, c], patterns[i, c + 1], patterns[i, c + 2]
    if kind == UV_ALIGN_CHECK:
        corner = 0
        if v > 0.8:
            corner = 1 if u < 0.2 else 2 if u > 0.8 else 0
        elif v < 0.2:
            corner = 3 if u < 0.2 else 4 if u > 0.8 else 0
        c = COLOR + 3 * corner
        return patterns[i, c], patterns[i, c + 1], patterns[i, c + 2]
    width, height = patterns[i, NUMBER_A], patterns[i, NUMBER_B]
    column, row = math.floor(u * (width - 1) + 0.5), math.floor((1 - v) * (height - 1) + 0.5)
    t = int(patterns[i, PART_A] + row * width + column)
    return texels[t, 0], texels[t, 1], texels[t, 2]
