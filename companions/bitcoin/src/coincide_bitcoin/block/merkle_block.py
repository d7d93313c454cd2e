"""Merkle blocks: a header, and a proof for the transactions that matched a filter (BIP 37; Song 2019, chapter 11).

The tree is walked from the root, depth first. A flag bit of 1 says that the node lies above a match (or is one), and
its children follow; 0 says that its hash is given. Both lists must be used up to the last hash and the last bit, or
somebody has added something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide_bitcoin.block.header import HEADER_BYTES, BlockHeader
from coincide_bitcoin.block.merkle import parents
from coincide_bitcoin.errors import InputError, RuleError
from coincide_bitcoin.hashes import hash256
from coincide_bitcoin.wire import Reader, compact_size, sized, unsigned

MOST_TRANSACTIONS = 4_000_000 // (60 * 4)  # block weight by the least weight of a transaction


@dataclass(frozen=True, slots=True)
class MerkleBlock:
    """The message `merkleblock`.

    Attributes
    ----------
    header : of the block.
    count : number of its transactions.
    hashes : of nodes, in the order of the walk.
    flags : bits, the lowest of each byte first.
    """

    header: BlockHeader
    count: int
    hashes: tuple[bytes, ...]
    flags: bytes

    @classmethod
    def build(cls, header: BlockHeader, ids: Sequence[bytes], is_match: Sequence[bool]) -> MerkleBlock:
        """Prove that the matching ones of `ids` (bytes in the order of the wire) are in the block."""
        if not ids or len(ids) != len(is_match):
            raise InputError(
                f"`is_match` must hold one boolean for each of at least one id, got {len(is_match)} of {len(ids)}"
            )
        hash_levels, match_levels = [list(ids)], [list(is_match)]
        while len(hash_levels[-1]) > 1:
            hash_levels.append(parents(hash_levels[-1]))
            below = match_levels[-1]
            match_levels.append([any(below[at : at + 2]) for at in range(0, len(below), 2)])
        hashes: list[bytes] = []
        bits: list[bool] = []
        pending = [(len(hash_levels) - 1, 0)]
        while pending:
            level, at = pending.pop()
            bits.append(match_levels[level][at])
            if level == 0 or not bits[-1]:
                hashes.append(hash_levels[level][at])
                continue
            if 2 * at + 1 < len(hash_levels[level - 1]):
                pending.append((level - 1, 2 * at + 1))
            pending.append((level - 1, 2 * at))
        return cls(header, len(ids), tuple(hashes), _pack(bits))

    @classmethod
    def parse(cls, data: bytes) -> MerkleBlock:
        """Read the payload of the message.

        Raises
        ------
        ParseError : truncated or longer than it says.
        """
        reader = Reader(data)
        header = BlockHeader.parse(reader.take(HEADER_BYTES, "header"))
        count = reader.unsigned(4, "number of transactions")
        n_hashes = reader.count("number of hashes", item_length=32)
        hashes = tuple(reader.take(32, "hash") for _ in range(n_hashes))
        flags = reader.sized("flags")
        reader.finish()
        return cls(header, count, hashes, flags)

    def serialize(self) -> bytes:
        """The payload of the message."""
        head = self.header.serialize() + unsigned(self.count, 4)
        return head + compact_size(len(self.hashes)) + b"".join(self.hashes) + sized(self.flags)

    def matches(self) -> list[tuple[int, bytes]]:
        """Check the proof; give the index and id of each transaction that matched.

        Raises
        ------
        RuleError : the proof does not lead to the header's Merkle root, or has something left over.
        """
        root, found = self._walk()
        if root != self.header.merkle_root:
            raise _bad("the hashes do not lead to the Merkle root of the header")
        return found

    def _walk(self) -> tuple[bytes, list[tuple[int, bytes]]]:
        """Post-order, with our own stack: a node is visited once to go down and once to join its children."""
        if not 0 < self.count <= MOST_TRANSACTIONS or len(self.hashes) > self.count:
            raise _bad(f"{self.count} transactions and {len(self.hashes)} hashes cannot be in a block")
        widths = [self.count]
        while widths[-1] > 1:
            widths.append((widths[-1] + 1) // 2)
        hashes, n_bits, n_hashes = iter(self.hashes), 0, 0
        found: list[tuple[int, bytes]] = []
        done: list[bytes] = []
        pending = [(len(widths) - 1, 0, False)]
        while pending:
            level, at, is_joining = pending.pop()
            if is_joining:
                done.append(_join(done, has_two=2 * at + 1 < widths[level - 1]))
                continue
            is_above, n_bits = self._flag(n_bits), n_bits + 1
            if level and is_above:
                pending.append((level, at, True))
                if 2 * at + 1 < widths[level - 1]:
                    pending.append((level - 1, 2 * at + 1, False))
                pending.append((level - 1, 2 * at, False))
                continue
            node = next(hashes, None)
            if node is None:
                raise _bad("there are fewer hashes than the flags ask for")
            n_hashes += 1
            done.append(node)
            if is_above:
                found.append((at, node))
        if n_hashes != len(self.hashes) or (n_bits + 7) // 8 != len(self.flags) or self._has_flags_from(n_bits):
            raise _bad("there are more hashes or flags than the proof uses")
        return done[0], found

    def _flag(self, at: int) -> bool:
        if at >= 8 * len(self.flags):
            raise _bad("there are fewer flags than nodes")
        return bool(self.flags[at >> 3] >> (at & 7) & 1)

    def _has_flags_from(self, at: int) -> bool:
        return any(self._flag(place) for place in range(at, 8 * len(self.flags)))


def _join(done: list[bytes], *, has_two: bool) -> bytes:
    right = done.pop()
    if not has_two:
        return hash256(right + right)
    left = done.pop()
    if left == right:
        raise _bad("two siblings are equal, which a block never has (CVE-2012-2459)")
    return hash256(left + right)


def _pack(bits: list[bool]) -> bytes:
    packed = bytearray((len(bits) + 7) // 8)
    for at, bit in enumerate(bits):
        packed[at >> 3] |= bit << (at & 7)
    return bytes(packed)


def _bad(why: str) -> RuleError:
    return RuleError("bad-merkle-proof", why)
