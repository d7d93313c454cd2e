"""The rules that need nothing but the transaction itself: Bitcoin Core's `CheckTransaction`, with its names."""

from __future__ import annotations

from typing import NoReturn

from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.transaction.transaction import Transaction

COIN = 100_000_000
MAX_MONEY = 21_000_000 * COIN
MAX_BLOCK_WEIGHT = 4_000_000


def check(transaction: Transaction) -> None:
    """Check sizes, values, and that no output is spent twice.

    Raises
    ------
    RuleError : the first rule that is broken.
    """
    if not transaction.inputs:
        _fail("bad-txns-vin-empty", "a transaction must have an input")
    if not transaction.outputs:
        _fail("bad-txns-vout-empty", "a transaction must have an output")
    size = len(transaction.serialize_without_witnesses())
    if 4 * size > MAX_BLOCK_WEIGHT:
        _fail("bad-txns-oversize", f"a transaction must fit into a block of 1,000,000 bytes, got {size}")
    _check_values(transaction)
    previous = {one.previous for one in transaction.inputs}
    if len(previous) != len(transaction.inputs):
        _fail("bad-txns-inputs-duplicate", "each output may be spent once, two inputs spend the same")
    if transaction.is_coinbase:
        length = len(transaction.inputs[0].script_sig)
        if not 2 <= length <= 100:
            _fail("bad-cb-length", f"the script of a coinbase must have 2 to 100 bytes, got {length}")
    elif any(one.is_null for one in previous):
        _fail("bad-txns-prevout-null", "only a coinbase, which has one input, may spend nothing")


def _check_values(transaction: Transaction) -> None:
    total = 0
    for index, output in enumerate(transaction.outputs):
        if output.value < 0:
            _fail("bad-txns-vout-negative", f"output {index} must not be negative, got {output.value}")
        if output.value > MAX_MONEY:
            _fail("bad-txns-vout-toolarge", f"output {index} must be at most {MAX_MONEY} satoshi, got {output.value}")
        total += output.value
    if total > MAX_MONEY:
        _fail("bad-txns-txouttotal-toolarge", f"all outputs must be at most {MAX_MONEY} satoshi, got {total}")


def _fail(rule: str, why: str) -> NoReturn:
    raise RuleError(rule, why)
