"""Song 2019, chapter 6: the state of a running script, which operations change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from coincide_bitcoin.script import numbers
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.flags import MINIMALDATA


class Version(Enum):
    """Which rules signatures and some opcodes follow."""

    BASE = "base"
    WITNESS_0 = "witness version 0"
    TAPSCRIPT = "tapscript"


class Checker(Protocol):
    """What a script asks of the transaction that it is run for."""

    def check_ecdsa(self, signature: bytes, key: bytes, script_code: bytes, version: Version) -> bool:
        """Whether the signature, whose last byte is its hash type, is valid."""
        ...

    def check_schnorr(self, signature: bytes, key: bytes, leaf: Leaf | None) -> None:
        """Raise a `ScriptFailure` unless the signature is valid."""
        ...

    def check_lock_time(self, lock_time: int) -> bool:
        """Whether the transaction may not be mined before `lock_time` (BIP 65)."""
        ...

    def check_sequence(self, sequence: int) -> bool:
        """Whether the input may not be spent before `sequence` has passed (BIP 112)."""
        ...


class NoTransaction:
    """The checker of a script that is run by itself: nothing holds."""

    def check_ecdsa(self, signature: bytes, key: bytes, script_code: bytes, version: Version) -> bool:  # noqa: ARG002
        return False

    def check_schnorr(self, signature: bytes, key: bytes, leaf: Leaf | None) -> None:  # noqa: ARG002
        raise ScriptFailure("SCHNORR_SIG")

    def check_lock_time(self, lock_time: int) -> bool:  # noqa: ARG002
        return False

    def check_sequence(self, sequence: int) -> bool:  # noqa: ARG002
        return False


@dataclass
class Leaf:
    """What BIP 342 adds to a run.

    Attributes
    ----------
    hash : of the leaf's version and script, 32 bytes.
    annex : the last item of the witness, if it begins with 50, None else (BIP 341).
    budget : weight that is left for signatures; each takes 50.
    separator : place, counted in operations, of the OP_CODESEPARATOR that was run last.
    """

    hash: bytes
    annex: bytes | None
    budget: int
    separator: int = 0xFFFFFFFF


@dataclass(frozen=True)
class Step:
    """One operation of a traced run, and the stack before it, top last."""

    script: str
    position: int
    operation: str
    stack: tuple[bytes, ...]


@dataclass
class Machine:
    """A script with its stacks.

    Attributes
    ----------
    stack : top last; shared by the scripts of one input.
    conditions : one boolean for each open IF: whether its branch is run.
    code_start : offset from which on the script is signed.
    count : operations so far that count against the limit of 201.
    position : place of the current operation, counted in operations.
    """

    script: bytes
    stack: list[bytes]
    flags: frozenset[str]
    version: Version
    checker: Checker
    leaf: Leaf | None = None
    alternative: list[bytes] = field(default_factory=list)
    conditions: list[bool] = field(default_factory=list)
    code_start: int = 0
    count: int = 0
    position: int = 0

    def need(self, count: int) -> list[bytes]:
        """The stack, which has at least `count` items."""
        if len(self.stack) < count:
            raise ScriptFailure("INVALID_STACK_OPERATION")
        return self.stack

    def number(self, depth: int, *, longest: int = numbers.LONGEST_OPERAND) -> int:
        """The number at `depth`, where 1 is the top of the stack; it stays there."""
        data = self.need(depth)[-depth]
        if len(data) > longest or (MINIMALDATA in self.flags and not numbers.is_minimal(data)):
            raise ScriptFailure("SCRIPTNUM")
        return numbers.decode(data)

    def replace(self, count: int, items: Sequence[bytes]) -> None:
        """Put `items` in the place of the uppermost `count`."""
        self.stack[len(self.stack) - count :] = items


TRUE, FALSE = b"\x01", b""


def truth(value: bool) -> bytes:
    """A boolean as an item of the stack."""
    return TRUE if value else FALSE
