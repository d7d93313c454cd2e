"""Errors a user can do something about.

BitcoinError
├── InputError      an argument has a value that makes no sense; also a ValueError
├── ParseError      bytes or text are not what they should be; knows the offset
├── SigningError    a signature is refused: unsafe, or for the wrong network
├── RuleError       a transaction, block or header breaks a rule; knows the rule's name
├── PeerError       another node does not answer, or sends what cannot be read
└── FileError       a file cannot be read or written

Whether a script succeeds is an answer and no error: see `coincide_bitcoin.script.Verdict`.
"""

from __future__ import annotations


class BitcoinError(Exception):
    """Anything that a user of this library can repair."""


class InputError(BitcoinError, ValueError):
    """An argument has a value that makes no sense."""


class ParseError(BitcoinError):
    """Bytes or text are not what they should be.

    Attributes
    ----------
    why : what was expected and what came.
    at : offset of the fault, in bytes or characters, from the beginning.
    """

    def __init__(self, why: str, at: int) -> None:
        super().__init__(f"at offset {at}: {why}")
        self.why = why
        self.at = at

    def __reduce__(self) -> tuple[type[ParseError], tuple[str, int]]:
        return ParseError, (self.why, self.at)


class SigningError(BitcoinError):
    """A signature is refused: unsafe, or for the wrong network."""


class RuleError(BitcoinError):
    """A transaction, block or header breaks a rule.

    Attributes
    ----------
    rule : the rule's name, as Bitcoin Core spells it where it has one ("bad-txns-vin-empty").
    why : what was expected and what came.
    """

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(f"{rule}: {why}")
        self.rule = rule
        self.why = why

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str]]:
        return RuleError, (self.rule, self.why)


class PeerError(BitcoinError):
    """Another node does not answer, or sends what cannot be read."""


class FileError(BitcoinError):
    """A file cannot be read or written."""


LONGEST_SHOWN = 16


def shown(word: str) -> str:
    """A word of the user's for an error: quoted if it is short, else only its length, since it may be a private key."""
    if not word:
        return "nothing"
    return repr(word) if len(word) <= LONGEST_SHOWN else f"{len(word)} characters"
