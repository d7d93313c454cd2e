"""Whether an input may spend its output: the scripts of both, P2SH (BIP 16), witnesses (BIP 141) and Taproot (BIP 341).

Bitcoin Core's `VerifyScript`. The answer is a `Verdict`: valid, or Core's name of the failure, and which operation
failed with the stack before it if a trace was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.script.checker import InputChecker
from coincide_bitcoin.script.failure import MEANINGS, ScriptFailure
from coincide_bitcoin.script.flags import CLEANSTACK, CONSENSUS, P2SH, SIGPUSHONLY, WITNESS
from coincide_bitcoin.script.interpreter import run
from coincide_bitcoin.script.machine import Checker, Machine, Step, Version
from coincide_bitcoin.script.numbers import is_true
from coincide_bitcoin.script.script import is_push_only, push
from coincide_bitcoin.script.sighash import SignatureHasher
from coincide_bitcoin.script.standard import is_p2sh, witness_program
from coincide_bitcoin.script.witness import verify_program
from coincide_bitcoin.transaction.transaction import Output, Transaction


@dataclass(frozen=True)
class Verdict:
    """Whether an input may spend its output.

    Attributes
    ----------
    error : Bitcoin Core's name of the failure, empty if the input is valid.
    trace : the operations that were run, if asked for; the last one is the one that failed.
    """

    error: str = ""
    trace: tuple[Step, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the script succeeded."""
        return not self.error

    @property
    def meaning(self) -> str:
        """The failure as a sentence, empty if there is none."""
        return MEANINGS.get(self.error, "")


def verify_transaction(
    transaction: Transaction,
    spent: Sequence[Output],
    *,
    flags: frozenset[str] = CONSENSUS,
    backend: Backend | None = None,
) -> list[Verdict]:
    """A verdict for each input.

    Parameters
    ----------
    spent : the outputs that the inputs spend, in their order.
    flags : which rules hold, `CONSENSUS`, `STANDARD` or others.
    backend : who verifies signatures; the fastest if None.

    Raises
    ------
    InputError : not one output for each input.
    """
    hasher = SignatureHasher(transaction, spent)
    return [verify_input(hasher, index, flags=flags, backend=backend) for index in range(len(transaction.inputs))]


def verify_input(
    hasher: SignatureHasher,
    index: int,
    *,
    flags: frozenset[str] = CONSENSUS,
    backend: Backend | None = None,
    keep_trace: bool = False,
) -> Verdict:
    """The verdict for one input; inputs of one transaction share a `hasher`."""
    one, output = hasher.transaction.inputs[index], hasher.spent[index]
    checker = InputChecker(hasher, index, backend)
    trace: list[Step] | None = [] if keep_trace else None
    try:
        _verify(one.script_sig, output.script_pubkey, list(one.witness), flags, checker, trace)
    except ScriptFailure as failure:
        return Verdict(failure.error, tuple(trace or ()))
    return Verdict("", tuple(trace or ()))


def _verify(
    script_sig: bytes,
    script_pubkey: bytes,
    witness: list[bytes],
    flags: frozenset[str],
    checker: InputChecker,
    trace: list[Step] | None,
) -> None:
    if SIGPUSHONLY in flags and not is_push_only(script_sig):
        raise ScriptFailure("SIG_PUSHONLY")
    stack: list[bytes] = []
    _evaluate("script sig", script_sig, stack, flags, checker, trace)
    pushed = list(stack)
    _evaluate("script pubkey", script_pubkey, stack, flags, checker, trace)
    _check_top(stack)
    has_program = False
    if WITNESS in flags and (program := witness_program(script_pubkey)) is not None:
        if script_sig:
            raise ScriptFailure("WITNESS_MALLEATED")
        verify_program(*program, witness, flags, checker, trace, is_nested=False)
        has_program = True
        del stack[1:]
    if P2SH in flags and is_p2sh(script_pubkey):
        stack, has_nested = _verify_p2sh(script_sig, pushed, witness, flags, checker, trace)
        has_program |= has_nested
    if CLEANSTACK in flags and len(stack) != 1:
        raise ScriptFailure("CLEANSTACK")
    if WITNESS in flags and witness and not has_program:
        raise ScriptFailure("WITNESS_UNEXPECTED")


def _verify_p2sh(
    script_sig: bytes,
    stack: list[bytes],
    witness: list[bytes],
    flags: frozenset[str],
    checker: InputChecker,
    trace: list[Step] | None,
) -> tuple[list[bytes], bool]:
    """Run the script that the input pushed last; its stack, and whether it was a witness program."""
    if not is_push_only(script_sig):
        raise ScriptFailure("SIG_PUSHONLY")
    redeem_script = stack.pop()
    _evaluate("redeem script", redeem_script, stack, flags, checker, trace)
    _check_top(stack)
    program = witness_program(redeem_script) if WITNESS in flags else None
    if program is None:
        return stack, False
    if script_sig != push(redeem_script):
        raise ScriptFailure("WITNESS_MALLEATED_P2SH")
    verify_program(*program, witness, flags, checker, trace, is_nested=True)
    return stack[:1], True


def _evaluate(
    name: str, script: bytes, stack: list[bytes], flags: frozenset[str], checker: Checker, trace: list[Step] | None
) -> None:
    run(Machine(script, stack, flags, Version.BASE, checker), name=name, trace=trace)


def _check_top(stack: list[bytes]) -> None:
    if not stack or not is_true(stack[-1]):
        raise ScriptFailure("EVAL_FALSE")
