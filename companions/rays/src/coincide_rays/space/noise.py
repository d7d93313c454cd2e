"""Smooth noise in space: gradients on the whole-number grid, blended between (Perlin 1985, 2002).

The gradients come from a hash of the grid point instead of a table. The numbers lie within about ±1.
"""

from __future__ import annotations

import math

MASK = 0x7FFFFFFF


def noise(x: float, y: float, z: float) -> float:
    """Noise at one place."""
    i, j, k = math.floor(x), math.floor(y), math.floor(z)
    u, v, w = x - i, y - j, z - k
    fu, fv, fw = _fade(u), _fade(v), _fade(w)
    total = 0.0
    for corner in range(8):
        a, b, c = corner & 1, (corner >> 1) & 1, corner >> 2
        weight = (fu if a else 1 - fu) * (fv if b else 1 - fv) * (fw if c else 1 - fw)
        total += weight * _gradient(i + a, j + b, k + c, u - a, v - b, w - c)
    return total


def _fade(t: float) -> float:
    return t * t * t * (t * (t * 6 - 15) + 10)


def _gradient(i: int, j: int, k: int, x: float, y: float, z: float) -> float:
    """One of 12 directions, towards the middles of a cube's edges."""
    h = (i * 73856093 ^ j * 19349663 ^ k * 83492791) & MASK
    h = (h ^ (h >> 13)) * 1274126177 & MASK
    h = (h ^ (h >> 16)) % 12
    p, q = (x, y) if h < 4 else (x, z) if h < 8 else (y, z)
    return (p if h & 1 == 0 else -p) + (q if h & 2 == 0 else -q)
