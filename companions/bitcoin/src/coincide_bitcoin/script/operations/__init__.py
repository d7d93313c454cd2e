"""What each opcode does, by family: a table from opcode to a function of the machine.

flow          conditions, VERIFY, RETURN
stack         moving items
arithmetic    numbers
hashing       hashes
signatures    CHECKSIG and its kin
locks         CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, NOPs
"""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin.script.machine import Machine
from coincide_bitcoin.script.opcodes import CODES
from coincide_bitcoin.script.operations import arithmetic, flow, hashing, locks, signatures, stack

OPERATIONS: dict[int, Callable[[Machine], None]] = {
    CODES[f"OP_{name}"]: operation
    for family in (flow, stack, arithmetic, hashing, signatures, locks)
    for name, operation in family.OPERATIONS.items()
}
