"""Encodings that look like that of a signature (r, s), fault by fault: of each, strict DER has one and knows no other.

X.690 gives the kinds of fault: tags, definite and indefinite lengths, long forms, content that is short, long, padded
or of another type. Values are those near 0, the order and the prime, and those that become r or s modulo something.
"""

from __future__ import annotations

from collections.abc import Iterator

from coincide_bitcoin.curve.secp256k1 import N, P

Labelled = Iterator[tuple[str, bytes]]

SEQUENCE, INTEGER = 0x30, 0x02
# Elements of other types: null, booleans, strings of bits and bytes, object, reals (1, NaN, infinity), text, sets.
_OTHERS = """
    0500 010100 0101ff 030100 03020001 0400 040100 0600 06012a 090380fe01 090142 090140 0a0101 0c00 0c0130 1300 1600
    3000 30020500 3100 3003020101 a000 a0030201 80 0201 02 00 0000
"""
OTHERS = [bytes.fromhex(one) for one in _OTHERS.split()]


def element(tag: int, content: bytes, length: bytes | None = None) -> bytes:
    """One element; the length in its shortest form unless another is given."""
    return bytes([tag]) + (shortest(len(content)) if length is None else length) + content


def shortest(length: int) -> bytes:
    """A length as DER writes it."""
    if length < 0x80:
        return bytes([length])
    written = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(written)]) + written


def integer(number: int) -> bytes:
    """The content of an integer, which may be negative: two's complement, as short as it can be."""
    return number.to_bytes((number if number >= 0 else -number - 1).bit_length() // 8 + 1, "big", signed=True)


def lengths(right: int) -> Labelled:
    """Lengths that are not the shortest form of the right one."""
    for wrong in range(256):
        if wrong != right:
            yield f"length {wrong:02x}", bytes([wrong])
    for width in (1, 2, 3, 4, 5, 8, 9, 16, 126):
        yield f"length in {width} bytes", bytes([0x80 | width]) + right.to_bytes(width, "big")
    for width in (2, 4, 5, 8, 9):
        # What remains of it in 8, 16, 32 or 64 bits is right.
        large = right + (1 << 8 * (width - 1))
        yield f"length {large:x}", bytes([0x80 | width]) + large.to_bytes(width, "big")
        yield f"length of {width} ff", bytes([0x80 | width]) + b"\xff" * width
    yield "length that is forbidden", b"\xff"


def elements(tag: int, content: bytes) -> Labelled:
    """Faults of one element."""
    good = element(tag, content)
    for other in range(256):
        if other != tag:
            yield f"tag {other:02x}", element(other, content)
    for label, length in lengths(len(content)):
        yield label, element(tag, content, length)
    yield "indefinite length", bytes([tag, 0x80]) + content + b"\x00\x00"
    yield "indefinite length, without end", bytes([tag, 0x80]) + content
    yield "constructed, of one piece", element(tag | 0x20, good) if tag & 0x20 == 0 else element(tag, good)
    for number, other in enumerate(OTHERS):
        yield f"replaced by other {number}", other
        yield f"with other {number} inside, behind", element(tag, content + other)
        yield f"with other {number} inside, before", element(tag, other + content)
        yield f"with other {number} behind", good + other
        yield f"with other {number} before", other + good
    yield "left out", b""
    yield "twice", good + good
    yield "inside itself", element(tag, good)
    for cut in range(len(content)):
        yield f"content cut to {cut}", element(tag, content[:cut])
        yield f"content without the first {cut + 1}", element(tag, content[cut + 1 :])
        yield f"cut after {cut}", good[: 2 + cut]


def padded(content: bytes) -> Labelled:
    """The same integer, or its bytes, with more of them."""
    for count in (1, 2, 4, 32, 64, 128, 256):
        yield f"{count} zeros before", element(INTEGER, bytes(count) + content)
        yield f"{count} ff before", element(INTEGER, b"\xff" * count + content)
        yield f"{count} zeros behind", element(INTEGER, content + bytes(count))
    if content[0] == 0:
        yield "negative", element(INTEGER, content[1:])


def values(number: int) -> Iterator[tuple[str, int]]:
    """Other integers that this one might be mistaken for."""
    for name, modulus in (("n", N), ("p", P), ("2^256", 1 << 256), ("2^64", 1 << 64), ("2^320", 1 << 320)):
        yield f"plus {name}", number + modulus
        yield f"minus {name}", number - modulus
        yield f"{name} minus it", modulus - number
        yield f"plus 2^64 {name}", number + (modulus << 64)
        yield f"plus 2^256 {name}", number + (modulus << 256)
    yield "negative", -number
    yield "less one", number - 1
    yield "and one", number + 1
    yield "doubled", 2 * number
    yield "inverse", pow(number, -1, N)


SPECIAL = (
    0,
    1,
    2,
    -1,
    N - 2,
    N - 1,
    N,
    N + 1,
    N // 2,
    P - N,
    P - 1,
    P,
    P + 1,
    2**128,
    2**255,
    2**256 - 1,
    2**256,
    2**520,
)


def encodings(r: int, s: int) -> Labelled:
    """All of them, except the right one. High s is a right encoding, so it is not among them."""
    parts = {"r": element(INTEGER, integer(r)), "s": element(INTEGER, integer(s))}
    good = element(SEQUENCE, parts["r"] + parts["s"])
    yield from (("sequence: " + label, data) for label, data in elements(SEQUENCE, parts["r"] + parts["s"]))
    for name, number in (("r", r), ("s", s)):
        faults = [*elements(INTEGER, integer(number)), *padded(integer(number))]
        faults += [(label, element(INTEGER, integer(value))) for label, value in values(number)]
        faults += [(f"is {value:x}", element(INTEGER, integer(value))) for value in SPECIAL]
        for label, data in faults:
            inside = data + parts["s"] if name == "r" else parts["r"] + data
            yield f"{name}: {label}", element(SEQUENCE, inside)
            yield f"{name}, not counted: {label}", element(SEQUENCE, inside, shortest(len(good) - 2))
    for first in SPECIAL:
        for second in SPECIAL:
            inside = element(INTEGER, integer(first)) + element(INTEGER, integer(second))
            yield f"r {first:x}, s {second:x}", element(SEQUENCE, inside)
    for bit in range(8 * len(good)):
        changed = int.from_bytes(good, "big") ^ (1 << bit)
        yield f"bit {bit} changed", changed.to_bytes(len(good), "big")
    for place in range(len(good) + 1):
        yield f"cut after {place}", good[:place]
        yield f"without the first {place}", good[place:]
        for byte in (b"\x00", b"\x80", b"\xff", good[:1]):
            yield f"byte {byte.hex()} put in at {place}", good[:place] + byte + good[place:]
            yield f"byte {byte.hex()} in place of {place}", good[:place] + byte + good[place + 1 :]
        yield f"without byte {place}", good[:place] + good[place + 1 :]
    yield "r and s in 32 bytes each", r.to_bytes(32, "big") + s.to_bytes(32, "big")
    yield "swapped", element(SEQUENCE, parts["s"] + parts["r"])
    yield "r alone", element(SEQUENCE, parts["r"])
    yield "three integers", element(SEQUENCE, parts["r"] + parts["s"] + parts["s"])
    yield "in hexadecimal", good.hex().encode()
