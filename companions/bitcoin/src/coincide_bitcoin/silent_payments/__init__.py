"""BIP 352 (silent payments): one address that anybody can pay to, again and again, without two payments being linked.

    address     the address: a key to scan with and a key to spend with
    inputs      the keys of a transaction's inputs, which sender and receiver share a secret through
    sender      the outputs to make
    receiver    the outputs that are mine

The sender multiplies the scan key by the sum of the inputs' secrets; the receiver multiplies the sum of the inputs'
public keys by the scan key's secret. Both get the same point, and the output's key from it.
"""

from __future__ import annotations

from coincide_bitcoin.silent_payments.address import SilentAddress as SilentAddress
from coincide_bitcoin.silent_payments.inputs import input_key as input_key
from coincide_bitcoin.silent_payments.receiver import Payment as Payment
from coincide_bitcoin.silent_payments.receiver import Receiver as Receiver
from coincide_bitcoin.silent_payments.sender import pay as pay
