"""Bytes in, values out: the one reader of everything that the network serializes, and its counterpart.

A `Reader` is total: each read gives a value or a `ParseError` with its offset. Limits come before allocation: a length
or a count is checked against what is left before anything is taken. Integers are little-endian. Every read is named,
for errors and for `decode`, which asks the reader to keep the fields it has read.

Source: Bitcoin Core's `serialize.h`; Song 2019, chapter 5 ("varints").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from coincide_bitcoin.errors import ParseError

# The largest length or count that the network knows (Bitcoin Core, MAX_SIZE).
LARGEST_SIZE = 0x02000000


@dataclass(frozen=True)
class Field:
    """Some bytes and what they mean: `section` and `name` say which, `value` is what was read."""

    offset: int
    length: int
    section: str
    name: str
    value: int | bytes


class Reader:
    """Reads values from `data`, from `start` on.

    Attributes
    ----------
    position : offset of the next byte, from the beginning of `data`.
    section : what is being read, for errors: ("input", 3) or "header"; set by whoever reads.
    fields : what has been read so far; None unless asked for with `keep_fields`.
    """

    __slots__ = ("data", "end", "fields", "position", "section")

    def __init__(self, data: bytes, *, start: int = 0, keep_fields: bool = False) -> None:
        self.data = bytes(data)
        self.position = start
        self.end = len(self.data)
        self.section: str | tuple[str, int] = ""
        self.fields: list[Field] | None = [] if keep_fields else None

    @property
    def remaining(self) -> int:
        """Number of bytes not read yet."""
        return self.end - self.position

    def take(self, length: int, name: str) -> bytes:
        """Read `length` bytes.

        Raises
        ------
        ParseError : fewer are left.
        """
        start = self.position
        stop = start + length
        if stop > self.end:
            self.fail(f"`{name}` needs {_bytes(length)}, {self.end - start} left", at=start)
        self.position = stop
        piece = self.data[start:stop]
        if self.fields is not None:
            self._keep(start, name, piece)
        return piece

    def unsigned(self, length: int, name: str) -> int:
        """Read an unsigned integer of `length` bytes."""
        start = self.position
        stop = start + length
        if stop > self.end:
            self.fail(f"`{name}` needs {_bytes(length)}, {self.end - start} left", at=start)
        self.position = stop
        value = int.from_bytes(self.data[start:stop], "little")
        if self.fields is not None:
            self._keep(start, name, value)
        return value

    def signed(self, length: int, name: str) -> int:
        """Read an integer of `length` bytes in two's complement."""
        start = self.position
        value = int.from_bytes(self.take(length, name), "little", signed=True)
        if self.fields is not None:
            self.fields.pop()
            self._keep(start, name, value)
        return value

    def compact_size(self, name: str, *, limit: int = LARGEST_SIZE) -> int:
        """Read a length or count of 1, 3, 5 or 9 bytes ("varint" in Song 2019), which must be as short as it can be.

        Raises
        ------
        ParseError : truncated, longer than need be, or above `limit`.
        """
        start = self.position
        if start >= self.end:
            self.fail(f"`{name}` needs 1 byte, 0 left", at=start)
        value = self.data[start]
        self.position = start + 1
        if value >= 0xFD:
            value = self._long_size(start, name, 1 << (value - 0xFC))
        if value > limit:
            self.fail(f"`{name}` must be at most {limit}, got {value}", at=start)
        if self.fields is not None:
            self._keep(start, name, value)
        return value

    def count(self, name: str, *, item_length: int, limit: int = LARGEST_SIZE) -> int:
        """Read the number of items that follow, each of at least `item_length` bytes.

        Raises
        ------
        ParseError : above `limit`, or more than the bytes that are left can hold.
        """
        start = self.position
        value = self.compact_size(name, limit=limit)
        if value * item_length > self.end - self.position:
            self.fail(
                f"`{name}` says {value}, each at least {_bytes(item_length)}, but {self.end - self.position} are left",
                at=start,
            )
        return value

    def sized(self, name: str, *, limit: int = LARGEST_SIZE) -> bytes:
        """Read a compact size, then as many bytes."""
        return self.take(self.compact_size(f"length of {name}" if self.fields is not None else name, limit=limit), name)

    def finish(self) -> None:
        """Check that nothing is left.

        Raises
        ------
        ParseError : there are more bytes.
        """
        if self.position != self.end:
            self.section = ""
            self.fail(f"expected the end, got {_bytes(self.remaining)} more", at=self.position)

    def fail(self, why: str, *, at: int) -> NoReturn:
        """Raise a `ParseError` about the section that is being read."""
        section = _name(self.section)
        raise ParseError(f"{section}: {why}" if section else why, at)

    def _long_size(self, start: int, name: str, length: int) -> int:
        stop = self.position + length
        if stop > self.end:
            self.fail(f"`{name}` needs {_bytes(length + 1)}, {self.end - start} left", at=start)
        value = int.from_bytes(self.data[self.position : stop], "little")
        self.position = stop
        if len(compact_size(value)) != length + 1:
            self.fail(f"`{name}` must be as short as it can be; {value} takes {length + 1} bytes here", at=start)
        return value

    def _keep(self, start: int, name: str, value: int | bytes) -> None:
        assert self.fields is not None
        self.fields.append(Field(start, self.position - start, _name(self.section), name, value))


def unsigned(value: int, length: int) -> bytes:
    """Write an unsigned integer in `length` bytes."""
    return value.to_bytes(length, "little")


def signed(value: int, length: int) -> bytes:
    """Write an integer in `length` bytes, in two's complement."""
    return value.to_bytes(length, "little", signed=True)


def compact_size(value: int) -> bytes:
    """Write a length or count, 0 ≤ value < 2⁶⁴, in 1, 3, 5 or 9 bytes."""
    if value < 0xFD:
        return value.to_bytes(1, "little")
    if value <= 0xFFFF:
        return b"\xfd" + value.to_bytes(2, "little")
    if value <= 0xFFFFFFFF:
        return b"\xfe" + value.to_bytes(4, "little")
    return b"\xff" + value.to_bytes(8, "little")


def sized(data: bytes) -> bytes:
    """Write the length of `data`, then `data`."""
    return compact_size(len(data)) + data


def _name(section: str | tuple[str, int]) -> str:
    return section if isinstance(section, str) else f"{section[0]} {section[1]}"


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"
