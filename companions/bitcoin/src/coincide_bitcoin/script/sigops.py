"""BIP 141: how many operations with signatures a transaction has; a block may have a cost of 80,000.

One in a script costs four, one in a witness costs one; Tapscript has its own budget and counts for nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence

from coincide_bitcoin.script.opcodes import (
    OP_1,
    OP_16,
    OP_CHECKMULTISIG,
    OP_CHECKMULTISIGVERIFY,
    OP_CHECKSIG,
    OP_CHECKSIGVERIFY,
)
from coincide_bitcoin.script.script import is_push_only, operation_at
from coincide_bitcoin.script.standard import is_p2sh, witness_program
from coincide_bitcoin.transaction.transaction import Input, Output, Transaction

WITNESS_SCALE = 4
MOST_KEYS = 20


def count(script: bytes, *, accurate: bool) -> int:
    """Operations with signatures, up to the first push that is cut short.

    A CHECKMULTISIG counts as 20, or, if `accurate` and the number of keys is pushed right before it, as that number.
    """
    total, start, last = 0, 0, -1
    while start < len(script):
        operation = operation_at(script, start)
        if operation is None:
            break
        if operation.opcode in (OP_CHECKSIG, OP_CHECKSIGVERIFY):
            total += 1
        elif operation.opcode in (OP_CHECKMULTISIG, OP_CHECKMULTISIGVERIFY):
            total += last - OP_1 + 1 if accurate and OP_1 <= last <= OP_16 else MOST_KEYS
        start, last = operation.end, operation.opcode
    return total


def legacy_sigops(transaction: Transaction) -> int:
    """Those in the scripts of inputs and outputs, whether they are run or not."""
    scripts = [one.script_sig for one in transaction.inputs] + [one.script_pubkey for one in transaction.outputs]
    return sum(count(script, accurate=False) for script in scripts)


def sigop_cost(transaction: Transaction, spent: Sequence[Output]) -> int:
    """What the transaction takes of the 80,000 of its block.

    `spent` are the outputs that the inputs spend, in their order; none for a coinbase.
    """
    cost = WITNESS_SCALE * legacy_sigops(transaction)
    if transaction.is_coinbase:
        return cost
    for one, output in zip(transaction.inputs, spent, strict=True):
        redeem_script = _redeem_script(one, output)
        if redeem_script is not None:
            cost += WITNESS_SCALE * count(redeem_script, accurate=True)
        cost += _witness_sigops(one, output.script_pubkey if redeem_script is None else redeem_script)
    return cost


def _redeem_script(one: Input, output: Output) -> bytes | None:
    """What a P2SH input pushes last; None if it is none, or runs more than pushes."""
    if not is_p2sh(output.script_pubkey) or not is_push_only(one.script_sig):
        return None
    start, data = 0, b""
    while start < len(one.script_sig):
        operation = operation_at(one.script_sig, start)
        assert operation is not None
        start, data = operation.end, operation.data or b""
    return data


def _witness_sigops(one: Input, script: bytes) -> int:
    program = witness_program(script)
    if program is None or program[0] != 0:
        return 0
    if len(program[1]) == 20:
        return 1
    return count(one.witness[-1], accurate=True) if len(program[1]) == 32 and one.witness else 0
