"""Song 2019, chapter 6: numbers on the stack, little-endian, with the sign in the highest bit; 0 is empty."""

from __future__ import annotations

# Operands of arithmetic; results may be longer, up to 5 bytes, and then cannot be operands.
LONGEST_OPERAND = 4


def encode(number: int) -> bytes:
    """Write a number as shortly as it can be."""
    if number == 0:
        return b""
    data = bytearray(abs(number).to_bytes(abs(number).bit_length() // 8 + 1, "little"))
    if number < 0:
        data[-1] |= 0x80
    return bytes(data)


def decode(data: bytes) -> int:
    """Read a number, however long it is written."""
    if not data:
        return 0
    magnitude = int.from_bytes(data, "little")
    sign = 1 << (8 * len(data) - 1)
    return -(magnitude - sign) if magnitude & sign else magnitude


def is_minimal(data: bytes) -> bool:
    """Whether the number could not be written shorter: the last byte is more than a sign, unless its bit is needed."""
    return not data or bool(data[-1] & 0x7F) or (len(data) > 1 and bool(data[-2] & 0x80))


def is_true(data: bytes) -> bool:
    """Anything but zeros; -0 is zero."""
    return any(data[:-1]) or (bool(data) and data[-1] not in (0, 0x80))
