"""Make blocks on regtest, where half of all hashes meet the target (Song 2019, chapter 9).

For tests, demonstrations and stamps on a network of one's own; on any other the search would not end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.block.coinbase import COMMITMENT_HEAD, commitment, height_prefix, subsidy
from coincide_bitcoin.block.header import BlockHeader
from coincide_bitcoin.block.merkle import merkle_root
from coincide_bitcoin.block.target import target_of
from coincide_bitcoin.chain.consensus import REGTEST_CONSENSUS, Consensus
from coincide_bitcoin.chain.headers import HeaderNode, next_bits
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.script.script import push_number
from coincide_bitcoin.transaction.transaction import FINAL, Input, OutPoint, Output, Transaction

EASY_TARGET = 1 << 240  # about 65,000 hashes
VERSION = 0x20000000  # BIP 9, no flag raised


def mine(
    parent: HeaderNode,
    script_pubkey: bytes,
    transactions: Sequence[Transaction] = (),
    *,
    fees: int = 0,
    time: int | None = None,
    extra: int = 0,
    consensus: Consensus = REGTEST_CONSENSUS,
) -> Block:
    """Make the block after `parent`.

    Parameters
    ----------
    script_pubkey : who gets the subsidy and the fees.
    fees : satoshi that the transactions leave over.
    time : seconds since 1970; one after the parent's if not given.
    extra : a number in the coinbase, so that two blocks in the same place differ.

    Raises
    ------
    InputError : the network's target is too hard to meet here.
    """
    time = parent.header.time + 1 if time is None else time
    bits = next_bits(parent, time, consensus)
    if target_of(bits) < EASY_TARGET:
        raise InputError(f"blocks can be made on regtest only; bits {bits:08x} are too hard")
    paid = subsidy(parent.height + 1, halving=consensus.halving) + fees
    block_transactions = (coinbase(parent.height + 1, script_pubkey, paid, transactions, extra=extra), *transactions)
    root = merkle_root([one.txid for one in block_transactions])
    return solve(Block(BlockHeader(VERSION, parent.hash, root, time, bits, 0), block_transactions))


def coinbase(
    height: int, script_pubkey: bytes, value: int, transactions: Sequence[Transaction] = (), *, extra: int = 0
) -> Transaction:
    """The transaction that pays the miner, with the height (BIP 34) and a commitment to the witnesses (BIP 141)."""
    script_sig = height_prefix(height) + push_number(extra)
    outputs = (Output(value, script_pubkey),)
    if not any(one.has_witnesses for one in transactions):
        return Transaction(1, (Input(OutPoint(bytes(32), FINAL), script_sig),), outputs)
    reserved = bytes(32)
    bare = Transaction(1, (Input(OutPoint(bytes(32), FINAL), script_sig, witness=(reserved,)),), outputs)
    committed = commitment((bare, *transactions), reserved)
    return replace(bare, outputs=(*outputs, Output(0, COMMITMENT_HEAD + committed)))


def solve(block: Block) -> Block:
    """The block with the first nonce whose hash meets its target."""
    header, target = block.header, target_of(block.header.bits)
    while int.from_bytes(header.hash, "little") > target:
        header = replace(header, nonce=header.nonce + 1)
    return Block(header, block.transactions)
