"""Slow, obvious twins."""

from __future__ import annotations

from hashlib import sha256


def merkle_root(hashes):
    if len(hashes) == 1:
        return hashes[0]
    if len(hashes) % 2:
        hashes = [*hashes, hashes[-1]]
    pairs = zip(hashes[::2], hashes[1::2], strict=True)
    return merkle_root([sha256(sha256(left + right).digest()).digest() for left, right in pairs])


def golomb(numbers, remainder_bits):
    """Bits one at a time, as BIP 158 writes them down."""
    bits, last = [], 0
    for number in numbers:
        quotient, remainder = divmod(number - last, 2**remainder_bits)
        bits += [1] * quotient + [0]
        bits += [remainder >> place & 1 for place in reversed(range(remainder_bits))]
        last = number
    while len(bits) % 8:
        bits.append(0)
    return bytes(
        sum(bit << 7 - at for at, bit in enumerate(bits[start : start + 8])) for start in range(0, len(bits), 8)
    )
