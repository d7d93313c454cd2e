"""Song 2019, chapter 5: the fee, which is what the outputs leave of the inputs."""

from __future__ import annotations

from collections.abc import Sequence

from coincide_bitcoin.errors import InputError, RuleError
from coincide_bitcoin.transaction.check import MAX_MONEY
from coincide_bitcoin.transaction.transaction import Output, Transaction


def fee(transaction: Transaction, spent: Sequence[Output]) -> int:
    """Satoshi that go to the miner.

    Parameters
    ----------
    spent : the outputs that the inputs spend, in their order.

    Raises
    ------
    InputError : not one output for each input.
    RuleError : outputs have more than inputs, or inputs more than there is.
    """
    if len(spent) != len(transaction.inputs):
        raise InputError(f"expected one spent output for each of {len(transaction.inputs)} inputs, got {len(spent)}")
    values = [output.value for output in spent]
    if any(not 0 <= value <= MAX_MONEY for value in values) or sum(values) > MAX_MONEY:
        raise RuleError("bad-txns-inputvalues-outofrange", f"inputs must be from 0 to {MAX_MONEY} satoshi")
    left = sum(values) - sum(output.value for output in transaction.outputs)
    if left < 0:
        raise RuleError("bad-txns-in-belowout", f"outputs must not exceed inputs, they do by {-left} satoshi")
    return left
