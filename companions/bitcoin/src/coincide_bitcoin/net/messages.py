"""Payloads of the messages that a node of ours understands (Song 2019, chapters 10 to 12; BIPs 31, 130, 144).

Each is a frozen value with `payload()` and `parse`; `version` first, then `verack`, then the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.block.header import HEADER_BYTES, BlockHeader
from coincide_bitcoin.chain.headers import MOST_HEADERS
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.wire import Reader, compact_size, sized, unsigned

PROTOCOL_VERSION = 70016
NODE_NETWORK, NODE_WITNESS = 1, 8
BLOCK, FILTERED_BLOCK, WITNESS_BLOCK = 2, 3, 0x40000002  # kinds of inventory (BIPs 37 and 144)
MOST_ITEMS, MOST_LOCATOR = 50_000, 101
USER_AGENT = b"/coincide-bitcoin:0.1/"
_ADDRESS_BYTES = 26


@dataclass(frozen=True, slots=True)
class Version:
    """Who one is: protocol, services, clock, a number to notice oneself by, name, and height."""

    time: int
    nonce: int
    height: int
    version: int = PROTOCOL_VERSION
    services: int = NODE_NETWORK | NODE_WITNESS
    user_agent: bytes = USER_AGENT

    def payload(self) -> bytes:
        """Addresses are left at zero: nobody needs them on loopback."""
        head = unsigned(self.version, 4) + unsigned(self.services, 8) + unsigned(self.time, 8)
        tail = unsigned(self.nonce, 8) + sized(self.user_agent) + unsigned(self.height, 4)
        return head + bytes(2 * _ADDRESS_BYTES) + tail + b"\x00"

    @classmethod
    def parse(cls, payload: bytes) -> Version:
        """Read `version`; what newer nodes add at its end is left alone.

        Raises
        ------
        ParseError : truncated.
        """
        reader = Reader(payload)
        version, services, time = (
            reader.unsigned(4, "version"),
            reader.unsigned(8, "services"),
            reader.unsigned(8, "time"),
        )
        reader.take(2 * _ADDRESS_BYTES, "addresses")
        nonce, agent = reader.unsigned(8, "nonce"), reader.sized("user agent", limit=256)
        return cls(time, nonce, reader.unsigned(4, "height"), version, services, agent)


@dataclass(frozen=True, slots=True)
class GetHeaders:
    """Asks for the headers after the first of `locator` that the other node knows, up to `stop` (zeros: to the end)."""

    locator: tuple[bytes, ...]
    stop: bytes = bytes(32)

    def payload(self) -> bytes:
        return unsigned(PROTOCOL_VERSION, 4) + compact_size(len(self.locator)) + b"".join(self.locator) + self.stop

    @classmethod
    def parse(cls, payload: bytes) -> GetHeaders:
        """Read `getheaders`.

        Raises
        ------
        ParseError : truncated, too long, or more than 101 hashes.
        """
        reader = Reader(payload)
        reader.unsigned(4, "version")
        count = reader.count("number of hashes", item_length=32, limit=MOST_LOCATOR)
        locator = tuple([reader.take(32, "hash") for _ in range(count)])
        stop = reader.take(32, "stop")
        reader.finish()
        return cls(locator, stop)


@dataclass(frozen=True, slots=True)
class Headers:
    """Up to 2000 headers, each followed by a zero where a block would have its number of transactions."""

    headers: tuple[BlockHeader, ...]

    def payload(self) -> bytes:
        return compact_size(len(self.headers)) + b"".join(one.serialize() + b"\x00" for one in self.headers)

    @classmethod
    def parse(cls, payload: bytes) -> Headers:
        """Read `headers`.

        Raises
        ------
        ParseError : truncated, too many, or with transactions.
        """
        reader = Reader(payload)
        count = reader.count("number of headers", item_length=HEADER_BYTES + 1, limit=MOST_HEADERS)
        headers: list[BlockHeader] = []
        for _ in range(count):
            headers.append(BlockHeader.parse(reader.take(HEADER_BYTES, "header")))
            if reader.compact_size("number of transactions"):
                raise ParseError("headers must come without transactions", reader.position - 1)
        reader.finish()
        return cls(tuple(headers))


@dataclass(frozen=True, slots=True)
class Inventory:
    """Kinds and hashes: what a node has (`inv`), is asked for (`getdata`) or does not have (`notfound`)."""

    items: tuple[tuple[int, bytes], ...]

    def payload(self) -> bytes:
        return compact_size(len(self.items)) + b"".join(unsigned(kind, 4) + one for kind, one in self.items)

    @classmethod
    def parse(cls, payload: bytes) -> Inventory:
        """Read any of the three.

        Raises
        ------
        ParseError : truncated, too long, or more than 50,000 items.
        """
        reader = Reader(payload)
        count = reader.count("number of items", item_length=36, limit=MOST_ITEMS)
        items = tuple([(reader.unsigned(4, "kind"), reader.take(32, "hash")) for _ in range(count)])
        reader.finish()
        return cls(items)
