"""BIP 158: compact block filters, which hold every script that a block pays or spends.

Each script becomes a number below N·M by SipHash under the block's hash; the set is Golomb-coded. A script that is not
in the block is found with a chance of one in 784,931.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.filters.golomb import decode, encode
from coincide_bitcoin.filters.siphash import siphash
from coincide_bitcoin.hashes import hash256
from coincide_bitcoin.wire import Reader, compact_size

REMAINDER_BITS = 19  # P of the basic filter
FALSE_POSITIVE_RATE = 784931  # M of the basic filter, as one in M
OP_RETURN = 0x6A


@dataclass(frozen=True, slots=True)
class CompactFilter:
    """The basic filter of a block.

    Attributes
    ----------
    block_hash : in the order of the wire; its first 16 bytes are the key.
    count : number of scripts, N.
    packed : the Golomb-coded set.
    """

    block_hash: bytes
    count: int
    packed: bytes

    @classmethod
    def of_scripts(cls, block_hash: bytes, scripts: Iterable[bytes]) -> CompactFilter:
        """Make a filter; equal scripts count once, empty ones not at all."""
        unique = {script for script in scripts if script}
        numbers = sorted(_numbers(block_hash, unique, len(unique)))
        return cls(block_hash, len(unique), encode(numbers, remainder_bits=REMAINDER_BITS))

    @classmethod
    def parse(cls, block_hash: bytes, data: bytes) -> CompactFilter:
        """Read a filter as nodes send it, to its last bit.

        Raises
        ------
        ParseError : truncated, or longer than its count says.
        """
        reader = Reader(data)
        count = reader.compact_size("number of scripts")
        packed = reader.take(reader.remaining, "filter")
        for _ in decode(packed, count, remainder_bits=REMAINDER_BITS):
            pass
        return cls(block_hash, count, packed)

    def serialize(self) -> bytes:
        """The count and the set."""
        return compact_size(self.count) + self.packed

    def matches(self, scripts: Iterable[bytes]) -> bool:
        """Whether one of the scripts is in the block: certainly not, or probably."""
        wanted = _numbers(self.block_hash, scripts, self.count)
        return any(number in wanted for number in decode(self.packed, self.count, remainder_bits=REMAINDER_BITS))

    def header(self, previous: bytes) -> bytes:
        """32 bytes that commit to this filter and to all before it (BIP 157); 32 zeros come before the first."""
        if len(previous) != 32:
            raise InputError(f"`previous` must have 32 bytes, got {len(previous)}")
        return hash256(hash256(self.serialize()) + previous)


def scripts_of_block(outputs: Iterable[bytes], spent: Iterable[bytes]) -> set[bytes]:
    """The scripts of the basic filter: of outputs, save those that begin with OP_RETURN, and of what is spent."""
    kept = {script for script in outputs if script and script[0] != OP_RETURN}
    return kept | {script for script in spent if script}


def _numbers(block_hash: bytes, scripts: Iterable[bytes], count: int) -> set[int]:
    key, size = block_hash[:16], count * FALSE_POSITIVE_RATE
    return {siphash(key, script) * size >> 64 for script in scripts}
