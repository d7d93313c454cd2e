"""Song 2019, chapter 6: running a script, operation by operation; Bitcoin Core's `EvalScript`, with its limits.

There is no recursion and nothing to allocate beyond the limits: 10,000 bytes of script, 201 operations, 1,000 items of
520 bytes. Tapscript has no limit on script and operations; its signatures are paid for with weight (BIP 342).
"""

from __future__ import annotations

from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.script import numbers
from coincide_bitcoin.script.failure import MEANINGS, ScriptFailure
from coincide_bitcoin.script.flags import CONSENSUS, CONST_SCRIPTCODE, MINIMALDATA
from coincide_bitcoin.script.machine import Machine, NoTransaction, Step, Version
from coincide_bitcoin.script.opcodes import (
    DISABLED,
    OP_1,
    OP_1NEGATE,
    OP_16,
    OP_CODESEPARATOR,
    OP_ENDIF,
    OP_IF,
)
from coincide_bitcoin.script.operations import OPERATIONS
from coincide_bitcoin.script.operations.signatures import MOST_OPERATIONS
from coincide_bitcoin.script.script import is_minimal_push, operation_at

LONGEST_SCRIPT = 10_000
LONGEST_ITEM = 520
MOST_ITEMS = 1_000


def run(machine: Machine, *, name: str = "script", trace: list[Step] | None = None) -> None:
    """Run a script on the machine's stack.

    Parameters
    ----------
    name : the script's, for the trace.
    trace : gets each operation with the stack before it.

    Raises
    ------
    ScriptFailure : the script fails.
    """
    script, stack = machine.script, machine.stack
    is_tapscript = machine.version is Version.TAPSCRIPT
    if len(script) > LONGEST_SCRIPT and not is_tapscript:
        raise ScriptFailure("SCRIPT_SIZE")
    start, end = 0, len(script)
    while start < end:
        operation = operation_at(script, start)
        if trace is not None:
            shown = str(operation) if operation is not None else "a push that is cut short"
            trace.append(Step(name, start, shown, tuple(stack)))
        if operation is None:
            raise ScriptFailure("BAD_OPCODE")
        start, opcode = operation.end, operation.opcode
        if operation.data is None:
            _step(machine, opcode, start, is_tapscript=is_tapscript)
        else:
            _push(machine, opcode, operation.data)
        if len(stack) + len(machine.alternative) > MOST_ITEMS:
            raise ScriptFailure("STACK_SIZE")
        machine.position += 1
    if machine.conditions:
        raise ScriptFailure("UNBALANCED_CONDITIONAL")


def evaluate_alone(script: bytes, stack: list[bytes], flags: frozenset[str] | None) -> list[bytes]:
    """See `Script.evaluate`."""
    machine = Machine(script, stack, CONSENSUS if flags is None else flags, Version.BASE, NoTransaction())
    try:
        run(machine)
    except ScriptFailure as failure:
        raise RuleError(failure.error, MEANINGS[failure.error]) from None
    return machine.stack


def _push(machine: Machine, opcode: int, data: bytes) -> None:
    if len(data) > LONGEST_ITEM:
        raise ScriptFailure("PUSH_SIZE")
    if all(machine.conditions):
        if MINIMALDATA in machine.flags and not is_minimal_push(opcode, data):
            raise ScriptFailure("MINIMALDATA")
        machine.stack.append(data)


def _step(machine: Machine, opcode: int, end: int, *, is_tapscript: bool) -> None:
    """One operation that is no push of bytes; `end` is the offset after it."""
    if opcode > OP_16 and not is_tapscript:
        machine.count += 1
        if machine.count > MOST_OPERATIONS:
            raise ScriptFailure("OP_COUNT")
    if opcode in DISABLED:
        raise ScriptFailure("DISABLED_OPCODE")
    if opcode == OP_CODESEPARATOR and machine.version is Version.BASE and CONST_SCRIPTCODE in machine.flags:
        raise ScriptFailure("OP_CODESEPARATOR")
    if not all(machine.conditions) and not OP_IF <= opcode <= OP_ENDIF:
        return
    if opcode == OP_1NEGATE or OP_1 <= opcode <= OP_16:
        machine.stack.append(numbers.encode(opcode - OP_1 + 1))
        return
    operate = OPERATIONS.get(opcode)
    if operate is None:
        raise ScriptFailure("BAD_OPCODE")
    if opcode == OP_CODESEPARATOR:
        machine.code_start = end
    operate(machine)
