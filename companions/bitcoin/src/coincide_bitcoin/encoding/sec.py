"""Song 2019, chapter 4; SEC 1, sections 2.3.3 and 2.3.4: points as 33 or 65 bytes.

Compressed: 02 or 03 for even or odd y, and x. Uncompressed: 04, x and y. Hybrid: 06 or 07, x and y; nobody should write
it, but it is valid in a block.
"""

from __future__ import annotations

from coincide_bitcoin.curve.secp256k1 import Affine, P, is_on_curve, lift_x
from coincide_bitcoin.errors import ParseError


def encode(point: Affine, *, compressed: bool = True) -> bytes:
    """Write a point as 33 bytes, or as 65."""
    x, y = point
    if compressed:
        return bytes([2 + (y & 1)]) + x.to_bytes(32, "big")
    return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def decode(data: bytes, *, allow_hybrid: bool = False) -> Affine:
    """Read a point.

    Raises
    ------
    ParseError : wrong length or first byte, a coordinate that is out of range, or not on the curve.
    """
    if len(data) == 33 and data[0] in (2, 3):
        x = int.from_bytes(data[1:], "big")
        point = lift_x(x, is_odd=data[0] == 3)
        if point is None:
            raise ParseError("no point of the curve has this x" if x < P else "x must be below the field's prime", 1)
        return point
    if len(data) == 65 and data[0] in ((4, 6, 7) if allow_hybrid else (4,)):
        return _decode_both(data)
    begin = f", which begins with {data[0]:02x}" if data else ""
    raise ParseError(f"a point must be 33 bytes from 02 or 03, or 65 bytes from 04, got {len(data)} bytes{begin}", 0)


def _decode_both(data: bytes) -> Affine:
    x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    if not is_on_curve(x, y):
        raise ParseError("(x, y) must be a point of the curve, both below the field's prime", 1)
    if data[0] in (6, 7) and data[0] & 1 != y & 1:
        raise ParseError(f"y must be {'odd' if data[0] == 7 else 'even'} after {data[0]:02x}", 0)
    return x, y
