"""Song 2019, chapter 6; BIPs 141 and 342 (MINIMALIF): conditions, and what ends a script."""

from __future__ import annotations

from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.flags import MINIMALIF
from coincide_bitcoin.script.machine import TRUE, Machine, Version
from coincide_bitcoin.script.numbers import is_true


def op_if(machine: Machine) -> None:
    """Open a branch that is run if the top is true."""
    _open(machine, run_if=True)


def op_notif(machine: Machine) -> None:
    """Open a branch that is run if the top is false."""
    _open(machine, run_if=False)


def op_else(machine: Machine) -> None:
    """Change to the other branch; there may be more than one ELSE."""
    if not machine.conditions:
        raise ScriptFailure("UNBALANCED_CONDITIONAL")
    machine.conditions[-1] = not machine.conditions[-1]


def op_endif(machine: Machine) -> None:
    """Close a branch."""
    if not machine.conditions:
        raise ScriptFailure("UNBALANCED_CONDITIONAL")
    machine.conditions.pop()


def op_verify(machine: Machine) -> None:
    """Fail unless the top is true."""
    verify(machine, "VERIFY")


def op_return(_: Machine) -> None:
    """Fail."""
    raise ScriptFailure("OP_RETURN")


def op_nop(_: Machine) -> None:
    """Do nothing."""


def verify(machine: Machine, error: str) -> None:
    """Take the top, and fail unless it is true."""
    if not is_true(machine.need(1)[-1]):
        raise ScriptFailure(error)
    machine.stack.pop()


def _open(machine: Machine, *, run_if: bool) -> None:
    if not all(machine.conditions):
        machine.conditions.append(False)
        return
    condition = machine.need(1)[-1]
    if condition not in (b"", TRUE):
        if machine.version is Version.TAPSCRIPT:
            raise ScriptFailure("TAPSCRIPT_MINIMALIF")
        if machine.version is Version.WITNESS_0 and MINIMALIF in machine.flags:
            raise ScriptFailure("MINIMALIF")
    machine.stack.pop()
    machine.conditions.append(is_true(condition) == run_if)


OPERATIONS = {
    "IF": op_if,
    "NOTIF": op_notif,
    "ELSE": op_else,
    "ENDIF": op_endif,
    "VERIFY": op_verify,
    "RETURN": op_return,
    "NOP": op_nop,
}
