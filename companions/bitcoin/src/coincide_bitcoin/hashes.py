"""Hash functions: SHA-256 once and twice, RIPEMD-160, HASH160, and the tagged hashes of BIP 340.

The standard library has SHA-256. RIPEMD-160 comes from OpenSSL, which may be built without it; then the plain one below
(Dobbertin, Bosselaers, Preneel 1996) steps in, and gives the same.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as HASH  # pyright: ignore[reportPrivateUsage]


def sha256(data: bytes) -> bytes:
    """32 bytes of SHA-256 (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def hash256(data: bytes) -> bytes:
    """32 bytes: SHA-256 of SHA-256, as for transaction and block ids (which are shown in reverse)."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def hash160(data: bytes) -> bytes:
    """20 bytes: RIPEMD-160 of SHA-256, as in addresses."""
    return ripemd160(hashlib.sha256(data).digest())


def sha1(data: bytes) -> bytes:
    """20 bytes of SHA-1, broken, for OP_SHA1 only."""
    return hashlib.sha1(data, usedforsecurity=False).digest()


def tagged_hash(tag: str, data: bytes) -> bytes:
    """32 bytes: SHA-256 of the tag's hash twice, then `data` (BIP 340, "Tagged hashes")."""
    state = _tagged(tag).copy()
    state.update(data)
    return state.digest()


def ripemd160(data: bytes) -> bytes:
    """20 bytes of RIPEMD-160."""
    if _openssl_has_ripemd160():
        return hashlib.new("ripemd160", data, usedforsecurity=False).digest()
    return plain_ripemd160(data)


def plain_ripemd160(data: bytes) -> bytes:
    """RIPEMD-160 without OpenSSL: two lines of 80 steps per block of 64 bytes, joined at its end."""
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
    padded = data + b"\x80" + b"\x00" * (-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "little")
    for start in range(0, len(padded), 64):
        words = [int.from_bytes(padded[at : at + 4], "little") for at in range(start, start + 64, 4)]
        left = _line(state, words, _LEFT_WORDS, _LEFT_SHIFTS, _LEFT_CONSTANTS, (0, 1, 2, 3, 4))
        right = _line(state, words, _RIGHT_WORDS, _RIGHT_SHIFTS, _RIGHT_CONSTANTS, (4, 3, 2, 1, 0))
        state = [(state[i] + left[(i + 1) % 5] + right[(i + 2) % 5]) & _MASK for i in (1, 2, 3, 4, 0)]
    return b"".join(word.to_bytes(4, "little") for word in state)


@cache
def _tagged(tag: str) -> HASH:
    name = sha256(tag.encode())
    return hashlib.sha256(name + name)


@cache
def _openssl_has_ripemd160() -> bool:
    try:
        hashlib.new("ripemd160", b"", usedforsecurity=False)
    except ValueError:
        return False
    return True


_MASK = 0xFFFFFFFF
_RHO = (7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8)
_SHIFTS = (
    (11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8),
    (12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7),
    (13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9),
    (14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6),
    (15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5),
)


def _orders(first: list[int]) -> list[list[int]]:
    """The five orders of message words: each is the one before it, permuted by rho."""
    orders = [first]
    for _ in range(4):
        orders.append([_RHO[i] for i in orders[-1]])
    return orders


_LEFT_WORDS = _orders(list(range(16)))
_RIGHT_WORDS = _orders([(9 * i + 5) % 16 for i in range(16)])
_LEFT_SHIFTS = [[_SHIFTS[turn][word] for word in order] for turn, order in enumerate(_LEFT_WORDS)]
_RIGHT_SHIFTS = [[_SHIFTS[turn][word] for word in order] for turn, order in enumerate(_RIGHT_WORDS)]
_LEFT_CONSTANTS = (0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
_RIGHT_CONSTANTS = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0)


def _line(
    state: list[int],
    words: list[int],
    orders: list[list[int]],
    shifts: list[list[int]],
    constants: tuple[int, ...],
    mixers: tuple[int, ...],
) -> list[int]:
    a, b, c, d, e = state
    for turn in range(5):
        for word, shift in zip(orders[turn], shifts[turn], strict=True):
            total = (a + _mix(mixers[turn], b, c, d) + words[word] + constants[turn]) & _MASK
            a, e, d, c, b = e, d, _rotate(c, 10), b, (_rotate(total, shift) + e) & _MASK
    return [a, b, c, d, e]


def _mix(which: int, x: int, y: int, z: int) -> int:
    match which:
        case 0:
            return x ^ y ^ z
        case 1:
            return (x & y) | (~x & z)
        case 2:
            return (x | (~y & _MASK)) ^ z
        case 3:
            return (x & z) | (y & ~z)
        case _:
            return x ^ (y | (~z & _MASK))


def _rotate(word: int, by: int) -> int:
    return ((word << by) | (word >> (32 - by))) & _MASK
