"""When a transaction may be mined: lock times (BIP 113) and relative lock times (BIP 68)."""

from __future__ import annotations

from collections.abc import Sequence

from coincide_bitcoin.chain.coins import Coin
from coincide_bitcoin.chain.headers import HeaderNode
from coincide_bitcoin.transaction.transaction import FINAL, Transaction

LOCK_TIME_THRESHOLD = 500_000_000  # below it heights, from it on seconds
NOT_RELATIVE = 1 << 31
IN_TIME = 1 << 22
VALUE_BITS = 0xFFFF
TIME_SHIFT = 9  # relative times are counted in 512 seconds


def is_final(transaction: Transaction, *, height: int, time: int) -> bool:
    """Whether the lock time has passed, or does not count because all sequences are final.

    `height` and `time` are those of the block; from BIP 113 on its time is the median of the eleven before.
    """
    lock_time = transaction.lock_time
    if lock_time < (height if lock_time < LOCK_TIME_THRESHOLD else time):
        return True
    return all(one.sequence == FINAL for one in transaction.inputs)


def has_matured(transaction: Transaction, spent: Sequence[Coin], parent: HeaderNode) -> bool:
    """Whether all relative lock times of a transaction in the block after `parent` have passed (BIP 68)."""
    if transaction.version < 2:
        return True
    for one, coin in zip(transaction.inputs, spent, strict=True):
        if one.sequence & NOT_RELATIVE:
            continue
        amount = one.sequence & VALUE_BITS
        if one.sequence & IN_TIME:
            since = parent.ancestor(max(coin.height - 1, 0)).median_time
            if since + (amount << TIME_SHIFT) > parent.median_time:
                return False
        elif coin.height + amount > parent.height + 1:
            return False
    return True
