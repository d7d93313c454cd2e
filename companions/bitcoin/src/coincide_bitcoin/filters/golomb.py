"""BIP 158: Golomb-coded sets.

Numbers that are spread evenly have differences that follow a geometric law, and Golomb-Rice codes are the shortest for
it: the quotient by 2^P in unary, then the remainder in P bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coincide_bitcoin.errors import ParseError


def encode(numbers: Iterable[int], *, remainder_bits: int) -> bytes:
    """Pack numbers in ascending order into bits, most significant first, filled up with zeros."""
    bits: list[str] = []
    last = 0
    for number in numbers:
        quotient, remainder = divmod(number - last, 1 << remainder_bits)
        bits.append("1" * quotient + "0" + format(remainder, f"0{remainder_bits}b"))
        last = number
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big") if text else b""


def decode(packed: bytes, count: int, *, remainder_bits: int) -> Iterator[int]:
    """Unpack `count` numbers, one at a time, so that a search can stop early.

    Raises
    ------
    ParseError : the bits end before the last number, or more than 7 are left over.
    """
    text = format(int.from_bytes(packed, "big"), f"0{8 * len(packed)}b") if packed else ""
    at = number = 0
    for _ in range(count):
        stop = text.find("0", at)
        end = stop + 1 + remainder_bits
        if stop < 0 or end > len(text):
            raise ParseError(f"the filter must hold {count} numbers, but its bits end before", len(packed))
        number += (stop - at << remainder_bits) + int(text[stop + 1 : end], 2)
        at = end
        yield number
    if len(text) - at > 7 or "1" in text[at:]:
        raise ParseError(f"the filter must end after {count} numbers, got more bits", at // 8)
