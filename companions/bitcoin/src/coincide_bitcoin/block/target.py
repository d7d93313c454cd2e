"""Targets, work, and retargeting (Song 2019, chapter 9; Bitcoin's `nBits`).

A header is valid when its hash, read as a little-endian number, is at most the target. `bits` packs the target into
four bytes like a floating-point number in base 256: one byte of exponent, three of mantissa with a sign.
"""

from __future__ import annotations

from functools import lru_cache

from coincide_bitcoin.errors import RuleError

BLOCKS_PER_RETARGET = 2016
TARGET_SPACING_S = 600
TARGET_TIMESPAN_S = BLOCKS_PER_RETARGET * TARGET_SPACING_S


@lru_cache(maxsize=1024)  # thousands of headers in a row have the same
def target_of(bits: int) -> int:
    """Unpack a target.

    Raises
    ------
    RuleError : the packed number is negative, zero, or has more than 256 bits.
    """
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    target = mantissa >> 8 * (3 - exponent) if exponent <= 3 else mantissa << 8 * (exponent - 3)
    if target == 0 or bits & 0x800000 or target >> 256:
        raise RuleError("bad-diffbits", f"bits {bits:08x} must hold a target above 0 and below 2^256")
    return target


def bits_of(target: int) -> int:
    """Pack a target, rounding it down to 16 to 23 significant bits.

    >>> hex(bits_of(target_of(0x1D00FFFF)))
    '0x1d00ffff'
    """
    exponent = (target.bit_length() + 7) // 8
    mantissa = target << 8 * (3 - exponent) if exponent <= 3 else target >> 8 * (exponent - 3)
    if mantissa & 0x800000:  # it would read as a sign
        mantissa >>= 8
        exponent += 1
    return exponent << 24 | mantissa


@lru_cache(maxsize=1024)
def work_of(bits: int) -> int:
    """The expected number of hashes that it takes to meet this target: 2^256 / (target + 1)."""
    return (1 << 256) // (target_of(bits) + 1)


def difficulty_of(bits: int) -> float:
    """How many times harder than the first block of the main net."""
    return target_of(0x1D00FFFF) / target_of(bits)


def retarget(bits: int, seconds: int, *, limit: int) -> int:
    """Compute the bits of the next 2016 blocks.

    Parameters
    ----------
    bits : of the last 2016 blocks.
    seconds : between the first and the last of them, which is 2015 steps: the chain's oldest off-by-one.
    limit : the easiest target that the network allows.

    Returns
    -------
    The new bits. The target changes by at most a factor of 4.
    """
    seconds = min(max(seconds, TARGET_TIMESPAN_S // 4), TARGET_TIMESPAN_S * 4)
    return bits_of(min(target_of(bits) * seconds // TARGET_TIMESPAN_S, limit))
