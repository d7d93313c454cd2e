"""Bitcoin Core's engine, asked for its verdict: py-bitcoinkernel. It knows the consensus flags."""

from __future__ import annotations

from collections.abc import Sequence

import pbk
from pbk.script import PrecomputedTransactionData

from coincide_bitcoin.transaction import Output, Transaction


def accepts(transaction: Transaction, index: int, spent: Sequence[Output], flags: frozenset[str]) -> bool:
    """Whether Bitcoin Core lets this input spend its output."""
    theirs = pbk.Transaction(transaction.serialize())
    outputs = [pbk.TransactionOutput(pbk.ScriptPubkey(output.script_pubkey), output.value) for output in spent]
    known = PrecomputedTransactionData(theirs, outputs)
    number = pbk.ScriptVerificationFlags(0)
    for flag in flags:
        number |= pbk.ScriptVerificationFlags[flag]
    script = pbk.ScriptPubkey(spent[index].script_pubkey)
    return script.verify(spent[index].value, theirs, known, index, number)
