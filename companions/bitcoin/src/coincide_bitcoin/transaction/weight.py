"""BIP 141: weight, in which a byte of witness counts one and any other byte counts four."""

from __future__ import annotations

from coincide_bitcoin.transaction.transaction import Transaction


def weight(transaction: Transaction) -> int:
    """Weight units; a block has at most 4,000,000."""
    return 3 * len(transaction.serialize_without_witnesses()) + len(transaction.serialize())


def virtual_size(transaction: Transaction) -> int:
    """Virtual bytes, which fees are reckoned by: a quarter of the weight, rounded up."""
    return -(-weight(transaction) // 4)
