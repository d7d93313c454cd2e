"""Headers first, then blocks (Bitcoin Core since 0.10): ask a node for what we lack, and check all of it."""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.block.header import BlockHeader
from coincide_bitcoin.chain.chain import Chain
from coincide_bitcoin.chain.headers import MOST_HEADERS, HeaderChain, HeaderNode
from coincide_bitcoin.errors import ParseError, PeerError
from coincide_bitcoin.net.messages import MOST_LOCATOR, WITNESS_BLOCK, GetHeaders, Headers, Inventory
from coincide_bitcoin.net.peer import Peer

BLOCKS_AT_ONCE = 16


def sync(chain: Chain, peer: Peer) -> int:
    """Follow a node whose hand was shaken to the end of its best branch.

    Returns
    -------
    The height of the chain afterwards.

    Raises
    ------
    PeerError : it does not answer, sends what cannot be read, or lacks a block that it has announced.
    RuleError : a header or block breaks a rule.
    """
    fetch_headers(chain.headers, peer, accept=chain.accept_header)
    while wanted := chain.missing(limit=BLOCKS_AT_ONCE):
        peer.send("getdata", Inventory(tuple([(WITNESS_BLOCK, node.hash) for node in wanted])).payload())
        pending = {node.hash for node in wanted}
        while pending:
            answer = peer.wait_for("block", "notfound")
            if answer.command == "notfound":
                raise PeerError(f"the other node lacks a block that it has announced, one of {len(wanted)}")
            block = _parsed(answer.payload)
            if block.hash not in pending:
                raise PeerError(f"the other node sends block {block.id}, which it was not asked for")
            pending.remove(block.hash)
            chain.accept(block)
    return chain.height


def fetch_headers(
    headers: HeaderChain, peer: Peer, *, accept: Callable[[BlockHeader], HeaderNode] | None = None
) -> int:
    """Ask for headers until the other node has no more.

    Parameters
    ----------
    accept : takes each header; `headers.extend` if not given.

    Returns
    -------
    The number of headers that came.

    Raises
    ------
    PeerError : it does not answer, or sends what cannot be read.
    RuleError : a header breaks a rule.
    """
    accept = accept or headers.extend
    total, locator = 0, tuple(headers.locator())
    while True:
        peer.send("getheaders", GetHeaders(locator).payload())
        try:
            found = Headers.parse(peer.wait_for("headers").payload).headers
        except ParseError as error:
            raise PeerError(f"the other node's `headers` cannot be read: {error}") from None
        for header in found:
            accept(header)
        total += len(found)
        if len(found) < MOST_HEADERS:
            return total
        locator = (found[-1].hash, *headers.locator())[:MOST_LOCATOR]


def _parsed(payload: bytes) -> Block:
    try:
        return Block.parse(payload)
    except ParseError as error:
        raise PeerError(f"the other node's block cannot be read: {error}") from None
