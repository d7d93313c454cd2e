"""BIP 141, BIP 341 and BIP 342: running a witness program. Bitcoin Core's `VerifyWitnessProgram`."""

from __future__ import annotations

from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.script.checker import InputChecker
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.flags import (
    DISCOURAGE_OP_SUCCESS,
    DISCOURAGE_UPGRADABLE_TAPROOT_VERSION,
    DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM,
    TAPROOT,
)
from coincide_bitcoin.script.interpreter import LONGEST_ITEM, MOST_ITEMS, run
from coincide_bitcoin.script.machine import Leaf, Machine, Step, Version
from coincide_bitcoin.script.numbers import is_true
from coincide_bitcoin.script.opcodes import SUCCESSES
from coincide_bitcoin.script.operations.signatures import WEIGHT_OF_SIGNATURE
from coincide_bitcoin.script.script import operation_at
from coincide_bitcoin.script.standard import P2A_PROGRAM, p2pkh
from coincide_bitcoin.script.taproot import ANNEX, LEAF_MASK, TAPSCRIPT_LEAF, commits, is_control_length, leaf_hash
from coincide_bitcoin.transaction.transaction import serialize_stack


def verify_program(
    version: int,
    program: bytes,
    witness: list[bytes],
    flags: frozenset[str],
    checker: InputChecker,
    trace: list[Step] | None,
    *,
    is_nested: bool,
) -> None:
    """Fail unless the witness satisfies the program; `is_nested` inside of P2SH, where there is no Taproot."""
    if version == 0:
        script, stack = _script_of_version_0(program, list(witness))
        machine = Machine(script, stack, flags, Version.WITNESS_0, checker)
        _run("witness script", machine, trace)
    elif version == 1 and len(program) == 32 and not is_nested:
        if TAPROOT in flags:
            _verify_taproot(program, list(witness), flags, checker, trace)
    elif version == 1 and program == P2A_PROGRAM and not is_nested:
        return
    elif DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM in flags:
        raise ScriptFailure("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM")


def _script_of_version_0(program: bytes, stack: list[bytes]) -> tuple[bytes, list[bytes]]:
    if len(program) == 20:
        if len(stack) != 2:
            raise ScriptFailure("WITNESS_PROGRAM_MISMATCH")
        return p2pkh(program), stack
    if len(program) != 32:
        raise ScriptFailure("WITNESS_PROGRAM_WRONG_LENGTH")
    if not stack:
        raise ScriptFailure("WITNESS_PROGRAM_WITNESS_EMPTY")
    script = stack.pop()
    if sha256(script) != program:
        raise ScriptFailure("WITNESS_PROGRAM_MISMATCH")
    return script, stack


def _verify_taproot(
    program: bytes, stack: list[bytes], flags: frozenset[str], checker: InputChecker, trace: list[Step] | None
) -> None:
    if not stack:
        raise ScriptFailure("WITNESS_PROGRAM_WITNESS_EMPTY")
    budget = len(serialize_stack(tuple(stack))) + WEIGHT_OF_SIGNATURE
    annex = stack.pop() if len(stack) >= 2 and stack[-1][:1] == bytes([ANNEX]) else None
    if len(stack) == 1:
        checker.annex = annex
        checker.check_schnorr(stack[0], program, None)
        return
    control, script = stack.pop(), stack.pop()
    if not is_control_length(len(control)):
        raise ScriptFailure("TAPROOT_WRONG_CONTROL_SIZE")
    version = control[0] & LEAF_MASK
    leaf = Leaf(leaf_hash(version, script), annex, budget)
    if not commits(program, control, leaf.hash, backend=checker.backend):
        raise ScriptFailure("WITNESS_PROGRAM_MISMATCH")
    if version == TAPSCRIPT_LEAF:
        if not _succeeds(script, flags):
            machine = Machine(script, stack, flags, Version.TAPSCRIPT, checker, leaf)
            _run("tapscript", machine, trace)
    elif DISCOURAGE_UPGRADABLE_TAPROOT_VERSION in flags:
        raise ScriptFailure("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION")


def _succeeds(script: bytes, flags: frozenset[str]) -> bool:
    """Whether an OP_SUCCESSx is in the script, before anything that cannot be read (BIP 342)."""
    start = 0
    while start < len(script):
        operation = operation_at(script, start)
        if operation is None:
            raise ScriptFailure("BAD_OPCODE")
        if operation.opcode in SUCCESSES:
            if DISCOURAGE_OP_SUCCESS in flags:
                raise ScriptFailure("DISCOURAGE_OP_SUCCESS")
            return True
        start = operation.end
    return False


def _run(name: str, machine: Machine, trace: list[Step] | None) -> None:
    """Run a script of a witness, which must leave one item, and that true."""
    if machine.version is Version.TAPSCRIPT and len(machine.stack) > MOST_ITEMS:
        raise ScriptFailure("STACK_SIZE")
    if any(len(item) > LONGEST_ITEM for item in machine.stack):
        raise ScriptFailure("PUSH_SIZE")
    run(machine, name=name, trace=trace)
    if len(machine.stack) != 1:
        raise ScriptFailure("CLEANSTACK")
    if not is_true(machine.stack[-1]):
        raise ScriptFailure("EVAL_FALSE")
