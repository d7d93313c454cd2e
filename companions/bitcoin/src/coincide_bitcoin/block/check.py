"""What can be said of a block without any other (Bitcoin Core's `CheckBlock`, whose names the rules have)."""

from __future__ import annotations

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.block.merkle import repeats_a_pair
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.script.sigops import WITNESS_SCALE, legacy_sigops
from coincide_bitcoin.transaction.check import MAX_BLOCK_WEIGHT, check

MAX_SIGOPS_COST = 80_000  # an operation outside of a witness costs 4
LARGEST_BASE = MAX_BLOCK_WEIGHT // WITNESS_SCALE


def check_block(block: Block, *, limit: int) -> None:
    """Check the work, the Merkle root, the size, the coinbase, each transaction by itself, and the legacy operations.

    Parameters
    ----------
    limit : the easiest target that the network allows.

    Raises
    ------
    RuleError : the first rule that is broken.
    """
    block.header.check_work(limit=limit)
    if not block.transactions:
        raise RuleError("bad-blk-length", "a block must have a transaction")
    _check_root(block)
    size = block.size_without_witnesses()
    if size > LARGEST_BASE:
        raise RuleError(
            "bad-blk-length", f"without witnesses a block must have at most {LARGEST_BASE} bytes, got {size}"
        )
    _check_coinbases(block)
    for index, transaction in enumerate(block.transactions):
        try:
            check(transaction)
        except RuleError as error:
            raise RuleError(error.rule, f"transaction {index}: {error.why}") from None
    cost = WITNESS_SCALE * sum(legacy_sigops(one) for one in block.transactions)
    if cost > MAX_SIGOPS_COST:
        raise RuleError("bad-blk-sigops", f"signature operations must cost at most {MAX_SIGOPS_COST}, they cost {cost}")


def _check_root(block: Block) -> None:
    root = block.merkle_root()
    if root != block.header.merkle_root:
        why = f"the header must have Merkle root {root[::-1].hex()}, got {block.header.merkle_root[::-1].hex()}"
        raise RuleError("bad-txnmrklroot", why)
    if repeats_a_pair(block.txids):
        raise RuleError(
            "bad-txns-duplicate", "transactions are repeated so that the root stays the same (CVE-2012-2459)"
        )


def _check_coinbases(block: Block) -> None:
    if not block.coinbase.is_coinbase:
        raise RuleError("bad-cb-missing", "the first transaction must be a coinbase")
    for index, one in enumerate(block.transactions[1:], 1):
        if one.is_coinbase:
            raise RuleError(
                "bad-cb-multiple", f"only the first transaction may be a coinbase, transaction {index} is one"
            )
