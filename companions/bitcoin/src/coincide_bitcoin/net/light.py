"""A light client (Song 2019, chapters 11 and 12; BIP 37): headers, and only the transactions that concern it.

It knows that a transaction is in a block as surely as it knows the headers. It does not know that the other node shows
it all of them, nor that the block keeps all rules: for that, take `sync`.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.block.merkle_block import MerkleBlock
from coincide_bitcoin.chain.headers import HeaderChain, HeaderNode
from coincide_bitcoin.errors import ParseError, PeerError
from coincide_bitcoin.filters.bloom import BloomFilter
from coincide_bitcoin.net.messages import FILTERED_BLOCK, Inventory
from coincide_bitcoin.net.peer import Peer
from coincide_bitcoin.net.sync import fetch_headers
from coincide_bitcoin.transaction.transaction import Transaction


@dataclass(frozen=True)
class ProvenTransaction:
    """A transaction, and the header of the block that it is proven to be in."""

    transaction: Transaction
    node: HeaderNode


def find_transactions(
    headers: HeaderChain, peer: Peer, bloom: BloomFilter, *, start: int = 1
) -> list[ProvenTransaction]:
    """Follow the headers of a node whose hand was shaken, and ask for what matches a filter.

    Parameters
    ----------
    start : height of the first block that is asked for.

    Raises
    ------
    PeerError : the node does not answer, or shows a transaction without its proof.
    RuleError : a header breaks a rule, or a Merkle proof does not lead to its header.
    """
    fetch_headers(headers, peer)
    peer.send("filterload", bloom.serialize())
    found: list[ProvenTransaction] = []
    for height in range(start, headers.height + 1):
        found += _of_block(headers.at(height), peer)
    return found


def _of_block(node: HeaderNode, peer: Peer) -> list[ProvenTransaction]:
    peer.send("getdata", Inventory(((FILTERED_BLOCK, node.hash),)).payload())
    try:
        block = MerkleBlock.parse(peer.wait_for("merkleblock").payload)
        if block.header != node.header:
            raise PeerError(f"the other node shows another block than that of height {node.height}")
        transactions = {
            one.txid: one for one in (Transaction.parse(peer.wait_for("tx").payload) for _ in block.matches())
        }
    except ParseError as error:
        raise PeerError(f"the other node's block of height {node.height} cannot be read: {error}") from None
    proven = [txid for _, txid in block.matches()]
    if set(proven) != transactions.keys():
        raise PeerError(f"the other node shows other transactions than it proves for height {node.height}")
    return [ProvenTransaction(transactions[txid], node) for txid in proven]
