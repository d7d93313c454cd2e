"""Transactions: what they are made of, and the rules that need no script.

    transaction    inputs, outputs, witnesses; bytes in and out        Song 2019, chapter 5; BIP 144
    weight         weight and virtual size                             BIP 141
    check          the rules that need nothing but the transaction     Bitcoin Core, CheckTransaction
    fees           what the inputs have beyond the outputs             Song 2019, chapter 5

Whether inputs may be spent is the matter of `coincide_bitcoin.script`.
"""

from __future__ import annotations

from coincide_bitcoin.transaction.check import check as check
from coincide_bitcoin.transaction.fees import fee as fee
from coincide_bitcoin.transaction.transaction import Input as Input
from coincide_bitcoin.transaction.transaction import OutPoint as OutPoint
from coincide_bitcoin.transaction.transaction import Output as Output
from coincide_bitcoin.transaction.transaction import Transaction as Transaction
from coincide_bitcoin.transaction.weight import virtual_size as virtual_size
from coincide_bitcoin.transaction.weight import weight as weight
