"""ECDSA signatures in DER: strictly, as BIP 66 wants them, and leniently, as blocks before it have them.

    30 length  02 length r  02 length s

r and s are big-endian integers with a sign, as short as they can be. Before BIP 66, whatever OpenSSL read was valid:
`decode_leniently` reads as Bitcoin Core's `ecdsa_signature_parse_der_lax` does.
"""

from __future__ import annotations

from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.errors import ParseError

SHORTEST, LONGEST = 8, 72


def encode(r: int, s: int) -> bytes:
    """Write a signature, 0 ≤ r, s < 2²⁵⁶."""
    body = b"".join(b"\x02" + bytes([len(number)]) + number for number in (_integer(r), _integer(s)))
    return b"\x30" + bytes([len(body)]) + body


def decode(signature: bytes) -> tuple[int, int]:
    """Read r and s strictly.

    Raises
    ------
    ParseError : anything but the one encoding of two integers from 1 to N - 1.
    """
    if not SHORTEST <= len(signature) <= LONGEST:
        raise ParseError(f"a signature in DER must have {SHORTEST} to {LONGEST} bytes, got {len(signature)}", 0)
    if signature[0] != 0x30:
        raise ParseError(f"a signature must begin with 30, got {signature[0]:02x}", 0)
    if signature[1] != len(signature) - 2:
        raise ParseError(f"the length must be {len(signature) - 2}, what follows it, got {signature[1]}", 1)
    r, after = _strict_integer(signature, 2, "r")
    s, after = _strict_integer(signature, after, "s")
    if after != len(signature):
        raise ParseError(f"expected the end after s, got {len(signature) - after} bytes more", after)
    return r, s


def is_strict(signature: bytes) -> bool:
    """Whether the encoding is strict, whatever the values of r and s (BIP 66, without the byte of the hash type)."""
    if not (6 <= len(signature) <= LONGEST and signature[0] == 0x30 and signature[1] == len(signature) - 2):
        return False
    after = _after_strict_integer(signature, 2)
    return after is not None and _after_strict_integer(signature, after) == len(signature)


def decode_leniently(signature: bytes) -> tuple[int, int] | None:
    """Read r and s as Bitcoin before BIP 66 does; None if even that fails.

    An integer above 2²⁵⁶ makes both 0, which no key verifies.
    """
    at = _skip_sequence(signature)
    numbers: list[int] = []
    for _ in range(2):
        place = _lenient_integer(signature, at)
        if place is None:
            return None
        start, at = place
        numbers.append(int.from_bytes(signature[start:at], "big"))
    if any(number >= N for number in numbers):
        return 0, 0
    return numbers[0], numbers[1]


def _integer(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _strict_integer(signature: bytes, at: int, name: str) -> tuple[int, int]:
    after = _after_strict_integer(signature, at)
    if after is None:
        raise ParseError(f"{name} must be 02, a length, and an integer as short as it can be and not negative", at)
    number = int.from_bytes(signature[at + 2 : after], "big")
    if not 0 < number < N:
        raise ParseError(f"{name} must be from 1 to the order of the curve less 1", at)
    return number, after


def _after_strict_integer(signature: bytes, at: int) -> int | None:
    if at + 3 > len(signature) or signature[at] != 0x02:
        return None
    length = signature[at + 1]
    after = at + 2 + length
    if length == 0 or after > len(signature) or signature[at + 2] & 0x80:
        return None
    if length > 1 and signature[at + 2] == 0 and not signature[at + 3] & 0x80:
        return None
    return after


def _skip_sequence(signature: bytes) -> int:
    """The offset of the first integer, or one past the end: 30 and a length, whose value nobody looks at."""
    if len(signature) < 2 or signature[0] != 0x30:
        return len(signature)
    long = signature[1] & 0x7F if signature[1] & 0x80 else 0
    return 2 + long


def _lenient_integer(signature: bytes, at: int) -> tuple[int, int] | None:
    """Where the integer at `at` begins and ends."""
    if at + 2 > len(signature) or signature[at] != 0x02:
        return None
    length = signature[at + 1]
    at += 2
    if length & 0x80:
        long = length & 0x7F
        if long > len(signature) - at:
            return None
        written = signature[at : at + long].lstrip(b"\x00")
        if len(written) >= 4:
            return None
        length = int.from_bytes(written, "big")
        at += long
    if length > len(signature) - at:
        return None
    return at, at + length
