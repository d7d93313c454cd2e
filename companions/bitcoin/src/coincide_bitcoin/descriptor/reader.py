"""BIP 380: the text of a descriptor, read from left to right: names, words, marks and keys."""

from __future__ import annotations

from typing import NoReturn

from coincide_bitcoin.descriptor.key import KeyExpression, parse_key
from coincide_bitcoin.errors import ParseError, shown
from coincide_bitcoin.networks import Network


class DescriptorReader:
    """A text and how far it has been read.

    Attributes
    ----------
    at : offset of the next character.
    """

    def __init__(self, text: str, network: Network) -> None:
        self.text, self.network, self.at = text, network, 0

    def fail(self, why: str, at: int | None = None) -> NoReturn:
        """Raise a `ParseError`, at the next character unless another place is given."""
        raise ParseError(why, self.at if at is None else at)

    def key(self, *, may_be_long: bool, x_only: bool = False) -> KeyExpression:
        """A key expression (BIP 380)."""
        start = self.at
        key = parse_key(self.word(), self.network, at=start, x_only=x_only)
        if not (may_be_long or key.is_compressed):
            self.fail("keys in witnesses must be compressed, this one is not", start)
        return key

    def name(self) -> str:
        """Letters and underscores, perhaps none."""
        start = self.at
        while self.peek().isalpha() or self.peek() == "_":
            self.at += 1
        return self.text[start : self.at]

    def word(self) -> str:
        """Up to the next mark of the grammar; a key's own brackets and slashes belong to it."""
        start = self.at
        while self.peek() not in ("", ",", "(", ")", "{", "}"):
            self.at += 1
        return self.text[start : self.at]

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def expect(self, mark: str) -> None:
        """Read this mark."""
        if self.peek() != mark:
            self.fail(f"expected {mark!r}, got {repr(self.peek()) if self.peek() else 'the end'}")
        self.at += 1

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.text):
            self.fail(f"expected the end of the descriptor, got {shown(self.text[self.at :])}")
