"""A node on loopback that serves its chain: handshake, headers, blocks, and blocks by a bloom filter (BIP 37).

One thread takes connections and one serves each; a lock guards the chain. It answers and never asks, so it finds no
peers and opens no connection.
"""

from __future__ import annotations

import ipaddress
import itertools
import socket
import threading
from types import TracebackType

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.block.merkle_block import MerkleBlock
from coincide_bitcoin.chain.chain import Chain
from coincide_bitcoin.errors import BitcoinError, InputError
from coincide_bitcoin.filters.bloom import BloomFilter
from coincide_bitcoin.filters.matching import matches
from coincide_bitcoin.net.envelope import Envelope
from coincide_bitcoin.net.messages import BLOCK, FILTERED_BLOCK, WITNESS_BLOCK, GetHeaders, Headers, Inventory
from coincide_bitcoin.net.peer import Peer

MOST_PEERS = 16


class Node:
    """Serves a chain to other nodes, until it is closed.

    Parameters
    ----------
    host, port : where to listen; a loopback address, and 0 for any free port.

    Attributes
    ----------
    port : where it listens.

    Raises
    ------
    InputError : `host` is not a loopback address, or the port is taken.
    """

    def __init__(self, chain: Chain, *, host: str = "127.0.0.1", port: int = 0) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise InputError(f"`host` must be a loopback address, as 127.0.0.1, got {host}")
        self.chain, self._lock = chain, threading.Lock()
        self._peers: list[tuple[Peer, threading.Thread]] = []
        try:
            self._listener = socket.create_server((host, port))
        except OSError as error:
            raise InputError(f"port {port} of {host} cannot be listened on: {error}") from None
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._take_connections, daemon=True)
        self._thread.start()

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections, and wait for their threads."""
        # Closing a listener does not wake the thread that waits in `accept`; shutting it down does.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for peer, thread in self._peers:
            peer.shut_down()
            thread.join()

    def _take_connections(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._peers = [(peer, thread) for peer, thread in self._peers if thread.is_alive()]
            if len(self._peers) == MOST_PEERS:
                connection.close()
                continue
            peer = Peer(connection, self.chain.consensus.network)
            thread = threading.Thread(target=self._serve, args=(peer,), daemon=True)
            self._peers.append((peer, thread))
            thread.start()

    def _serve(self, peer: Peer) -> None:
        """Answer until the other end goes, or sends what cannot be read: then it is not spoken to any more."""
        with peer:
            try:
                peer.shake_hands(self.chain.height)
                while True:
                    self._answer(peer, peer.receive())
            except BitcoinError:
                return

    def _answer(self, peer: Peer, envelope: Envelope) -> None:
        if envelope.command == "ping":
            peer.send("pong", envelope.payload)
        elif envelope.command == "getheaders":
            with self._lock:
                headers = self.chain.headers.after(GetHeaders.parse(envelope.payload).locator)
            peer.send("headers", Headers(tuple(headers)).payload())
        elif envelope.command == "getdata":
            for kind, block_hash in Inventory.parse(envelope.payload).items:
                self._send_block(peer, kind, block_hash)
        elif envelope.command == "filterload":
            peer.bloom = BloomFilter.parse(envelope.payload)
        elif envelope.command == "block":
            with self._lock:
                self.chain.accept(Block.parse(envelope.payload))

    def _send_block(self, peer: Peer, kind: int, block_hash: bytes) -> None:
        is_known = kind in (BLOCK, WITNESS_BLOCK) or (kind == FILTERED_BLOCK and peer.bloom is not None)
        with self._lock:
            node = self.chain.headers.get(block_hash) if is_known else None
            block = None if node is None else self.chain.block(node)
        if block is None:
            peer.send("notfound", Inventory(((kind, block_hash),)).payload())
        elif kind == FILTERED_BLOCK and peer.bloom is not None:
            found = [matches(one, peer.bloom) for one in block.transactions]
            peer.send("merkleblock", MerkleBlock.build(block.header, block.txids, found).serialize())
            for one in itertools.compress(block.transactions, found):
                peer.send("tx", one.serialize())
        else:
            peer.send("block", block.serialize())
