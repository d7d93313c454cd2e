"""OpenTimestamps operations: what a proof does to a message, one step at a time (Todd 2016, `opentimestamps.core.op`).

An operation is one byte, followed by an argument if it appends or prepends. Hashes have the bytes of OpenPGP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hashes import ripemd160, sha1, sha256
from coincide_bitcoin.stamps.keccak import keccak256
from coincide_bitcoin.stamps.varints import sized, take_sized
from coincide_bitcoin.wire import Reader

LONGEST_MESSAGE = 4096  # bytes, also of an argument

SHA1, RIPEMD160, SHA256, KECCAK256 = 0x02, 0x03, 0x08, 0x67
APPEND, PREPEND, REVERSE, HEXLIFY = 0xF0, 0xF1, 0xF2, 0xF3

HASHES: dict[int, Callable[[bytes], bytes]] = {
    SHA1: sha1,
    RIPEMD160: ripemd160,
    SHA256: sha256,
    KECCAK256: keccak256,
}
DIGEST_BYTES = {SHA1: 20, RIPEMD160: 20, SHA256: 32, KECCAK256: 32}
NAMES = {
    SHA1: "sha1",
    RIPEMD160: "ripemd160",
    SHA256: "sha256",
    KECCAK256: "keccak256",
    APPEND: "append",
    PREPEND: "prepend",
    REVERSE: "reverse",
    HEXLIFY: "hexlify",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One step: `code` is its byte, `argument` the bytes to append or prepend."""

    code: int
    argument: bytes = b""

    def apply(self, message: bytes) -> bytes:
        """The message after this step."""
        if self.code == APPEND:
            return message + self.argument
        if self.code == PREPEND:
            return self.argument + message
        if self.code == REVERSE:
            return message[::-1]
        if self.code == HEXLIFY:
            return message.hex().encode()
        return HASHES[self.code](message)

    def serialize(self) -> bytes:
        """The byte, and the argument with its length."""
        return bytes((self.code,)) + (sized(self.argument) if self.code in (APPEND, PREPEND) else b"")

    def __str__(self) -> str:
        return f"{NAMES[self.code]} {self.argument.hex()}".rstrip()


def read_operation(code: int, reader: Reader) -> Operation:
    """Read the rest of an operation whose byte has been read.

    Raises
    ------
    ParseError : the byte is unknown, or the argument empty or longer than 4096 bytes.
    """
    if code not in NAMES:
        raise ParseError(f"expected an operation of OpenTimestamps, got byte {code:#04x}", reader.position - 1)
    if code not in (APPEND, PREPEND):
        return Operation(code)
    return Operation(code, take_sized(reader, "argument", least=1, most=LONGEST_MESSAGE))
