"""Blocks (Song 2019, chapter 9): a header and its transactions, the first of which pays the miner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from coincide_bitcoin.block.header import HEADER_BYTES, BlockHeader
from coincide_bitcoin.block.merkle import MerkleProof, merkle_root, prove
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.transaction.transaction import Transaction
from coincide_bitcoin.wire import Reader, compact_size

SHORTEST_TRANSACTION = 10  # version, no inputs, no outputs, lock time


@dataclass(frozen=True)
class Block:
    """A header, and the transactions whose ids its Merkle root is made of."""

    header: BlockHeader
    transactions: tuple[Transaction, ...]

    @classmethod
    def parse(cls, data: bytes) -> Block:
        """Read a block that takes all of `data`.

        Raises
        ------
        ParseError : not a block, or followed by more.
        """
        reader = Reader(data)
        block = cls.read(reader)
        reader.finish()
        return block

    @classmethod
    def read(cls, reader: Reader) -> Block:
        """As `parse`, from where `reader` stands, and leave what follows."""
        reader.section = "block"
        header = BlockHeader.parse(reader.take(HEADER_BYTES, "header"))
        count = reader.count("number of transactions", item_length=SHORTEST_TRANSACTION)
        return cls(header, tuple([Transaction.read(reader) for _ in range(count)]))

    def serialize(self) -> bytes:
        """Header, number of transactions, transactions with their witnesses."""
        count = compact_size(len(self.transactions))
        return self.header.serialize() + count + b"".join(one.serialize() for one in self.transactions)

    @cached_property
    def hash(self) -> bytes:
        """32 bytes, as the next header holds them."""
        return self.header.hash

    @property
    def id(self) -> str:
        """The hash as people write it."""
        return self.hash[::-1].hex()

    @cached_property
    def txids(self) -> list[bytes]:
        """Ids of the transactions, in the order of their bytes on the wire."""
        return [one.txid for one in self.transactions]

    @property
    def coinbase(self) -> Transaction:
        """The first transaction."""
        return self.transactions[0]

    def merkle_root(self) -> bytes:
        """The root over the ids, which the header should have."""
        return merkle_root(self.txids)

    def size_without_witnesses(self) -> int:
        """Bytes, as nodes from before BIP 144 see the block."""
        bodies = sum(len(one.serialize_without_witnesses()) for one in self.transactions)
        return HEADER_BYTES + len(compact_size(len(self.transactions))) + bodies

    def weight(self) -> int:
        """Weight units (BIP 141), at most 4,000,000."""
        return 3 * self.size_without_witnesses() + len(self.serialize())

    def prove(self, txid: bytes) -> MerkleProof:
        """Prove that a transaction is in this block.

        Raises
        ------
        InputError : it is not.
        """
        if txid not in self.txids:
            raise InputError(f"block {self.id} does not hold transaction {txid[::-1].hex()}")
        return prove(self.txids, self.txids.index(txid))

    def check(self, *, limit: int) -> None:
        """Check all that needs no other block: see `coincide_bitcoin.block.check.check_block`."""
        # The rules know blocks, so the block knows them only while it is checked.
        from coincide_bitcoin.block.check import check_block

        check_block(self, limit=limit)

    def __repr__(self) -> str:
        return f"Block({self.id}, {len(self.transactions)} transactions)"
