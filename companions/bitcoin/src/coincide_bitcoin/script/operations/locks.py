"""BIP 65 and BIP 112: lock times; and the opcodes that do nothing, kept for later use."""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.flags import CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, DISCOURAGE_UPGRADABLE_NOPS
from coincide_bitcoin.script.machine import Machine

# Lock times outgrow 4 bytes in 2106.
LONGEST_LOCK_TIME = 5
# A sequence with this bit locks nothing (BIP 68).
SEQUENCE_DISABLED = 1 << 31


def op_checklocktimeverify(machine: Machine) -> None:
    """Fail unless the transaction's lock time is at least the top, which stays."""
    if CHECKLOCKTIMEVERIFY not in machine.flags:
        return
    lock_time = _not_negative(machine)
    if not machine.checker.check_lock_time(lock_time):
        raise ScriptFailure("UNSATISFIED_LOCKTIME")


def op_checksequenceverify(machine: Machine) -> None:
    """Fail unless the input's relative lock time is at least the top, which stays."""
    if CHECKSEQUENCEVERIFY not in machine.flags:
        return
    sequence = _not_negative(machine)
    if not sequence & SEQUENCE_DISABLED and not machine.checker.check_sequence(sequence):
        raise ScriptFailure("UNSATISFIED_LOCKTIME")


def op_upgradable_nop(machine: Machine) -> None:
    """Do nothing; nodes do not relay it."""
    if DISCOURAGE_UPGRADABLE_NOPS in machine.flags:
        raise ScriptFailure("DISCOURAGE_UPGRADABLE_NOPS")


def _not_negative(machine: Machine) -> int:
    number = machine.number(1, longest=LONGEST_LOCK_TIME)
    if number < 0:
        raise ScriptFailure("NEGATIVE_LOCKTIME")
    return number


OPERATIONS: dict[str, Callable[[Machine], None]] = {
    "CHECKLOCKTIMEVERIFY": op_checklocktimeverify,
    "CHECKSEQUENCEVERIFY": op_checksequenceverify,
    **{f"NOP{number}": op_upgradable_nop for number in (1, 4, 5, 6, 7, 8, 9, 10)},
}
