"""Keccak-256 as Ethereum uses it: SHA-3's permutation with the padding from before the standard.

OpenTimestamps has an operation for it, and the standard library does not. Source: Bertoni et al. 2011, "The Keccak
reference", sections 1.2 and 2.1; with the padding byte 0x06 it is SHA3-256.
"""

from __future__ import annotations

RATE = 136  # bytes that are absorbed between permutations, for 256 bits of output
_MASK = (1 << 64) - 1


def keccak256(data: bytes, *, padding: int = 0x01) -> bytes:
    """32 bytes."""
    padded = bytearray(data) + bytes(RATE - len(data) % RATE)
    padded[len(data)] ^= padding
    padded[-1] ^= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), RATE):
        for place in range(RATE // 8):
            lanes[place] ^= int.from_bytes(padded[start + 8 * place : start + 8 * place + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permute(lanes: list[int]) -> list[int]:
    """24 rounds over 5 × 5 lanes; lane (x, y) lies at x + 5 y."""
    register = 1
    for _ in range(24):
        parity = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        lanes = [lane ^ parity[(at + 4) % 5] ^ _rotate(parity[(at + 1) % 5], 1) for at, lane in enumerate(lanes)]
        moved = [0] * 25
        moved[0] = lanes[0]
        x, y = 1, 0
        for step in range(24):
            x, y, lane = y, (2 * x + 3 * y) % 5, lanes[x + 5 * y]
            moved[x + 5 * y] = _rotate(lane, (step + 1) * (step + 2) // 2 % 64)
        lanes = [
            moved[at] ^ (~moved[at // 5 * 5 + (at + 1) % 5] & moved[at // 5 * 5 + (at + 2) % 5]) for at in range(25)
        ]
        register, constant = _round_constant(register)
        lanes[0] ^= constant
    return lanes


def _round_constant(register: int) -> tuple[int, int]:
    """The next constant: bits 2^j - 1 come from a shift register over x^8 + x^6 + x^5 + x^4 + 1."""
    constant = 0
    for j in range(7):
        if register & 1:
            constant |= 1 << (1 << j) - 1
        register = register << 1 ^ (0x171 if register & 0x80 else 0)
    return register, constant


def _rotate(lane: int, by: int) -> int:
    return (lane << by | lane >> 64 - by) & _MASK
