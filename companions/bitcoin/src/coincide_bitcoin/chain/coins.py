"""Song 2019, chapter 5: coins, outputs that are not spent yet, with what the rules ask about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from coincide_bitcoin.transaction.transaction import OutPoint, Output, read_output
from coincide_bitcoin.wire import Reader, compact_size


@dataclass(frozen=True, slots=True)
class Coin:
    """An unspent output, the height of its block, and whether a coinbase made it."""

    output: Output
    height: int
    is_coinbase: bool

    def serialize(self) -> bytes:
        """Height and flag in one number, then the output."""
        return compact_size(self.height << 1 | self.is_coinbase) + self.output.serialize()

    @classmethod
    def read(cls, reader: Reader) -> Coin:
        """Read what `serialize` wrote."""
        code = reader.compact_size("height", limit=1 << 33)
        return cls(read_output(reader), code >> 1, bool(code & 1))


class CoinSource(Protocol):
    """Where unspent outputs are looked up: the database, or a dictionary of them."""

    def coin(self, point: OutPoint) -> Coin | None:
        """The coin at an output, None if there is none or it is spent."""
        ...


@dataclass(frozen=True)
class BlockChange:
    """What connecting a block does to the coins; disconnecting it does the reverse.

    Attributes
    ----------
    spent : coins from before the block that it spends.
    created : coins that it makes, save those that it spends itself.
    """

    spent: dict[OutPoint, Coin]
    created: dict[OutPoint, Coin]

    def undo_bytes(self) -> bytes:
        """The spent coins, as they are kept for a reorganisation; the block itself says which were created."""
        parts = [compact_size(len(self.spent))]
        parts += [point.serialize() + coin.serialize() for point, coin in self.spent.items()]
        return b"".join(parts)


def read_undo(data: bytes) -> dict[OutPoint, Coin]:
    """The coins that a block had spent."""
    reader = Reader(data)
    spent: dict[OutPoint, Coin] = {}
    for _ in range(reader.count("number of coins", item_length=46)):
        point = OutPoint(reader.take(32, "txid"), reader.unsigned(4, "index"))
        spent[point] = Coin.read(reader)
    reader.finish()
    return spent
