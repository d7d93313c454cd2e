"""All errors of this package; catch `GobanError` for any of them.

GobanError
├── IllegalMove      a move that the rules forbid
├── RecordError      a file or text that cannot be read
├── ProtocolError    a program that does not speak GTP, or has died
└── UsageError       an argument out of its range
"""

from __future__ import annotations


class GobanError(Exception):
    """Whatever goes wrong here and can be said in one sentence."""


class IllegalMove(GobanError):
    """A move that the rules forbid."""


class RecordError(GobanError):
    """A record, network or other file that cannot be read.

    Attributes
    ----------
    offset : the byte at which the trouble begins, or None.
    """

    def __init__(self, message: str, *, offset: int | None = None) -> None:
        super().__init__(message if offset is None else f"{message} (at byte {offset})")
        self.offset = offset


class ProtocolError(GobanError):
    """A program on the other side that does not speak GTP, or has died."""


class UsageError(GobanError):
    """An argument out of its range."""
