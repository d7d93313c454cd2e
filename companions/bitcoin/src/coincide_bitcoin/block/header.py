"""Block headers (Song 2019, chapter 9): 80 bytes that carry the proof of work."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from coincide_bitcoin.block.target import target_of
from coincide_bitcoin.errors import ParseError, RuleError
from coincide_bitcoin.hashes import hash256

HEADER_BYTES = 80
_LAYOUT = struct.Struct("<i32s32sIII")


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """What miners hash.

    Attributes
    ----------
    version : signed 32 bits; since BIP 9 also a field of flags.
    previous : hash of the block before, in the order of its bytes on the wire.
    merkle_root : of the transactions' ids, in the same order.
    time : seconds since 1970 UTC, as the miner says.
    bits : the target, packed (`coincide_bitcoin.block.target`).
    nonce : 32 bits that miners vary.
    """

    version: int
    previous: bytes
    merkle_root: bytes
    time: int
    bits: int
    nonce: int

    @classmethod
    def parse(cls, data: bytes) -> BlockHeader:
        """Read 80 bytes.

        Raises
        ------
        ParseError : another number of bytes.
        """
        if len(data) != HEADER_BYTES:
            raise ParseError(f"a block header must have 80 bytes, got {len(data)}", min(len(data), HEADER_BYTES))
        return cls(*_LAYOUT.unpack(data))

    def serialize(self) -> bytes:
        """The 80 bytes."""
        return _LAYOUT.pack(self.version, self.previous, self.merkle_root, self.time, self.bits, self.nonce)

    @property
    def hash(self) -> bytes:
        """32 bytes, as the next header holds them."""
        return hash256(self.serialize())

    @property
    def id(self) -> str:
        """The hash as people write it: reversed, in hex."""
        return self.hash[::-1].hex()

    def check_work(self, *, limit: int) -> None:
        """Check that the hash meets the target, and the target the network's limit.

        Raises
        ------
        RuleError : "high-hash" or "bad-diffbits".
        """
        check_work(self.hash, self.bits, limit=limit)


def check_work(block_hash: bytes, bits: int, *, limit: int) -> None:
    """The same for a hash that is at hand."""
    target = target_of(bits)
    if target > limit:
        raise RuleError("bad-diffbits", f"bits {bits:08x} are easier than the network allows")
    if int.from_bytes(block_hash, "little") > target:
        raise RuleError("high-hash", f"the hash {block_hash[::-1].hex()} is above the target of bits {bits:08x}")
