"""Random numbers that depend on nothing but their name.

Every ray has a key, made from the seed, the pixel, the sample and the bounces so far. A random number is a hash of
a key and a purpose, so a picture has the same bytes whatever the order in which its pixels are drawn, and the plain
and the compiled renderer draw the same numbers. The hash is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
"""

from __future__ import annotations

MASK = (1 << 64) - 1
REFLECTED, REFRACTED = 1, 2


def mix(key: int, purpose: int) -> int:
    """A new 64-bit key from a key and a small number."""
    z = (key + 0x9E3779B97F4A7C15 * (purpose + 1)) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def unit(key: int, purpose: int) -> float:
    """A number in [0, 1)."""
    return (mix(key, purpose) >> 11) * 2.0**-53
