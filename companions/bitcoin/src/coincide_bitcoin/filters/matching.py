"""BIP 37, "Filter matching algorithm": which transactions concern the client that gave a bloom filter."""

from __future__ import annotations

from coincide_bitcoin.filters.bloom import BloomFilter
from coincide_bitcoin.script.script import operation_at
from coincide_bitcoin.transaction.transaction import OutPoint, Transaction


def matches(transaction: Transaction, bloom: BloomFilter, *, updates: bool = True) -> bool:
    """Whether the filter holds the id, a push in an output or input, or an output that is spent.

    Parameters
    ----------
    updates : add the outputs that match to the filter, so that what spends them later matches as well.
    """
    found = transaction.txid in bloom
    for index, output in enumerate(transaction.outputs):
        if _holds_a_push(output.script_pubkey, bloom):
            found = True
            if updates:
                bloom.add(OutPoint(transaction.txid, index).serialize())
    return found or any(
        one.previous.serialize() in bloom or _holds_a_push(one.script_sig, bloom) for one in transaction.inputs
    )


def _holds_a_push(script: bytes, bloom: BloomFilter) -> bool:
    """Up to the first push that is cut short."""
    start = 0
    while start < len(script):
        operation = operation_at(script, start)
        if operation is None:
            return False
        if operation.data and operation.data in bloom:
            return True
        start = operation.end
    return False
