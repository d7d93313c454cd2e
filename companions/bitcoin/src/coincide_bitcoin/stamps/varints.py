"""Integers in OpenTimestamps files: 7 bits a byte, the lowest first, the top bit says that more follow (LEB128)."""

from __future__ import annotations

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.wire import Reader

LARGEST = 1 << 64


def varint(number: int) -> bytes:
    """Write a number."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def take_varint(reader: Reader, name: str) -> int:
    """Read a number below 2^64, written as short as it can be.

    Raises
    ------
    ParseError : truncated, too large, or with zeros on top.
    """
    start, number, shift = reader.position, 0, 0
    while True:
        byte = reader.unsigned(1, name)
        number |= (byte & 0x7F) << shift
        shift += 7
        if number >= LARGEST or shift > 70:
            raise ParseError(f"`{name}` must be below 2^64", start)
        if byte < 0x80:
            break
    if byte == 0 and shift > 7:
        raise ParseError(f"`{name}` must be written as short as it can be", start)
    return number


def sized(data: bytes) -> bytes:
    """Write the length of `data`, then `data`."""
    return varint(len(data)) + data


def take_sized(reader: Reader, name: str, *, most: int, least: int = 0) -> bytes:
    """Read a length, then as many bytes.

    Raises
    ------
    ParseError : truncated, shorter than `least` or longer than `most`.
    """
    start = reader.position
    length = take_varint(reader, f"length of {name}")
    if not least <= length <= most:
        raise ParseError(f"`{name}` must have from {least} to {most} bytes, got {length}", start)
    return reader.take(length, name)
