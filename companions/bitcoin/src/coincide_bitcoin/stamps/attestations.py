"""OpenTimestamps attestations: who says that a message existed, and where to check it (`opentimestamps.core.notary`).

Eight bytes of kind and a payload. A kind we do not know is kept as it is: a proof may hold it beside one that we do.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.stamps.varints import sized, take_sized, take_varint, varint
from coincide_bitcoin.wire import Reader

LONGEST_PAYLOAD, LONGEST_ADDRESS = 8192, 1000
_ADDRESS_CHARACTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/:")

BITCOIN = bytes.fromhex("0588960d73d71901")
LITECOIN = bytes.fromhex("06869a0d73d71b45")
PENDING = bytes.fromhex("83dfe30d2ef90c8e")


@dataclass(frozen=True, slots=True)
class Attestation:
    """The end of one path through a proof.

    Attributes
    ----------
    kind : 8 bytes.
    payload : what the kind makes of it, at most 8192 bytes.
    """

    kind: bytes
    payload: bytes

    @classmethod
    def bitcoin(cls, height: int) -> Attestation:
        """The message is the Merkle root of the Bitcoin block at this height."""
        return cls(BITCOIN, varint(height))

    @property
    def height(self) -> int | None:
        """Of the block, if this is an attestation by Bitcoin."""
        return take_varint(Reader(self.payload), "height") if self.kind == BITCOIN else None

    @property
    def calendar(self) -> str | None:
        """Address of the server that promised to stamp the message, if that is all there is yet."""
        if self.kind != PENDING:
            return None
        return take_sized(Reader(self.payload), "address", most=LONGEST_ADDRESS).decode("ascii")

    def serialize(self) -> bytes:
        """Kind and payload, after the byte 0."""
        return b"\x00" + self.kind + sized(self.payload)

    def __str__(self) -> str:
        if self.height is not None:
            return f"Bitcoin block {self.height}"
        if self.calendar is not None:
            return f"promised by {self.calendar}"
        name = "Litecoin" if self.kind == LITECOIN else f"unknown kind {self.kind.hex()}"
        return f"{name}, payload {self.payload.hex()}"


def read_attestation(reader: Reader) -> Attestation:
    """Read an attestation whose byte 0 has been read.

    Raises
    ------
    ParseError : truncated, or its payload is not what its kind holds.
    """
    kind = reader.take(8, "kind of attestation")
    start = reader.position
    payload = take_sized(reader, "payload", most=LONGEST_PAYLOAD)
    inner = Reader(payload)
    if kind in (BITCOIN, LITECOIN):
        take_varint(inner, "height")
    elif kind == PENDING:
        if not _ADDRESS_CHARACTERS.issuperset(take_sized(inner, "address", most=LONGEST_ADDRESS)):
            raise ParseError("the address of a calendar must have only letters, digits and -._/:", start)
    else:
        return Attestation(kind, payload)
    inner.finish()
    return Attestation(kind, payload)
