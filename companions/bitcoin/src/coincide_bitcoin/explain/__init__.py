"""Finds out what some bytes or a text are, and explains every byte of them.

    explanation    what an explanation is; what is to be explained
    address        addresses, private and public keys
    descriptor     descriptors and extended keys
    psbt           PSBTs
    transaction    transactions
    block          blocks and their headers
    script         scripts
    kinds          every kind, in the order in which they are tried

Nothing secret is in an explanation: of a private key, its networks and its public key.
"""

from __future__ import annotations

from coincide_bitcoin.explain.explanation import Explanation as Explanation
from coincide_bitcoin.explain.explanation import Row as Row
from coincide_bitcoin.explain.explanation import Subject as Subject
from coincide_bitcoin.explain.kinds import KINDS as KINDS
from coincide_bitcoin.explain.kinds import explain as explain
