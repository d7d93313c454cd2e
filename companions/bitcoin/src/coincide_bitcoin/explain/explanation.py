"""An explanation: facts about the whole, and a row for each piece, in order and without gaps."""

from __future__ import annotations

from dataclasses import dataclass, field

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.wire import Field


@dataclass(frozen=True)
class Subject:
    """What is to be explained: a text, its bytes if it is hex; or bytes without a text, from a file."""

    text: str
    data: bytes | None

    @classmethod
    def of_text(cls, text: str) -> Subject:
        """A text as somebody typed it, hex or not."""
        text = "".join(text.split()) if "(" not in text else text.strip()
        try:
            return cls(text, bytes.fromhex(text))
        except ValueError:
            return cls(text, None)

    @classmethod
    def of_bytes(cls, data: bytes) -> Subject:
        """The content of a file: bytes, or text in which they are written."""
        try:
            text = data.decode("ascii").strip()
        except UnicodeDecodeError:
            return cls("", data)
        return cls.of_text(text) if text.isprintable() or "\n" in text else cls("", data)

    def bytes_of(self, kind: str) -> bytes:
        """The bytes.

        Raises
        ------
        ParseError : the text is no hex.
        """
        if self.data is None:
            at = next((place for place, one in enumerate(self.text) if one not in "0123456789abcdefABCDEF"), 0)
            got = f"{len(self.text)} characters that are neither"
            raise ParseError(f"expected {kind} in hex, or the name of a file that holds it, got {got}", at)
        return self.data


@dataclass(frozen=True)
class Row:
    """One piece: where it is, what it is called, its bytes in hex, and what they mean."""

    offset: int
    length: int
    section: str
    name: str
    hex: str
    meaning: str


@dataclass(frozen=True)
class Explanation:
    """What it is, facts about the whole, and its pieces; `pieces` are empty where the text is no bytes."""

    kind: str
    facts: dict[str, str]
    pieces: tuple[Row, ...] = field(default=())


def row(one: Field, data: bytes, meaning: str) -> Row:
    """The row of a field that a reader has kept."""
    return Row(one.offset, one.length, one.section, one.name, data[one.offset : one.offset + one.length].hex(), meaning)
