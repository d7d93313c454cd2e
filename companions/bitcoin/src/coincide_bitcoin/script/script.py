"""Song 2019, chapter 6: a script as bytes, as operations, and as text.

Any bytes are a script; whether they run is another matter. The text has the names of opcodes, with or without OP_,
numbers, <hex> for a push of bytes, and 'text' for a push of text; 0x and hex is put in as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.script import numbers
from coincide_bitcoin.script.opcodes import (
    CODES,
    OP_0,
    OP_1,
    OP_16,
    OP_PUSHDATA1,
    OP_PUSHDATA2,
    OP_PUSHDATA4,
    name_of,
)

_NUMBER = re.compile(r"-?[0-9]{1,10}")
_LENGTHS = {OP_PUSHDATA1: 1, OP_PUSHDATA2: 2, OP_PUSHDATA4: 4}


class Operation(NamedTuple):
    """One operation: where it begins and ends, its opcode, and what it pushes, None if it is no push of bytes."""

    start: int
    end: int
    opcode: int
    data: bytes | None

    def __str__(self) -> str:
        if self.data is None or self.opcode == OP_0:
            return name_of(self.opcode)
        return f"<{self.data.hex()}>"


@dataclass(frozen=True)
class Script:
    """A script."""

    data: bytes

    @classmethod
    def parse(cls, data: bytes) -> Script:
        """Take bytes that are whole operations.

        Raises
        ------
        ParseError : the last push is cut short.
        """
        for _ in operations(data):
            pass
        return cls(bytes(data))

    @classmethod
    def from_text(cls, text: str) -> Script:
        """Read words: `OP_DUP OP_HASH160 <751e76e8199196d454941c45d1b3a323f1433bd6> EQUALVERIFY CHECKSIG`.

        Raises
        ------
        ParseError : a word that is none of these.
        """
        parts: list[bytes] = []
        at = 0
        for word in text.split():
            at = text.index(word, at)
            parts.append(_compile(word, at))
            at += len(word)
        return cls(b"".join(parts))

    def __iter__(self) -> Iterator[Operation]:
        return operations(self.data)

    def __str__(self) -> str:
        words: list[str] = []
        try:
            words.extend(str(operation) for operation in self)
        except ParseError:
            words.append("[cut short]")
        return " ".join(words)

    def evaluate(self, stack: list[bytes] | None = None, *, flags: frozenset[str] | None = None) -> list[bytes]:
        """Run the script by itself, outside of any transaction: no signature is valid, no lock time is met.

        Returns
        -------
        The stack that it leaves, top last.

        Raises
        ------
        RuleError : it fails; the rule is Bitcoin Core's name of the failure.
        """
        # The interpreter knows scripts, so this one knows the interpreter only while it runs.
        from coincide_bitcoin.script.interpreter import evaluate_alone

        return evaluate_alone(self.data, list(stack or ()), flags)


def operations(script: bytes, start: int = 0) -> Iterator[Operation]:
    """The operations of a script, one after the other.

    Raises
    ------
    ParseError : a push is cut short.
    """
    end = len(script)
    while start < end:
        operation = operation_at(script, start)
        if operation is None:
            raise ParseError("a push is cut short by the end of the script", start)
        yield operation
        start = operation.end


def operation_at(script: bytes, start: int) -> Operation | None:
    """The operation that begins at `start`, None if it is cut short."""
    opcode = script[start]
    if opcode > OP_PUSHDATA4:
        return Operation(start, start + 1, opcode, None)
    begin = start + 1
    if opcode < OP_PUSHDATA1:
        length = opcode
    else:
        width = _LENGTHS[opcode]
        if begin + width > len(script):
            return None
        length = int.from_bytes(script[begin : begin + width], "little")
        begin += width
    end = begin + length
    return Operation(start, end, opcode, script[begin:end]) if end <= len(script) else None


def push(data: bytes) -> bytes:
    """A push of these bytes with the shortest length; never one of OP_1 to OP_16."""
    length = len(data)
    if length < OP_PUSHDATA1:
        return bytes([length]) + data
    if length <= 0xFF:
        return bytes([OP_PUSHDATA1, length]) + data
    if length <= 0xFFFF:
        return bytes([OP_PUSHDATA2]) + length.to_bytes(2, "little") + data
    return bytes([OP_PUSHDATA4]) + length.to_bytes(4, "little") + data


def push_number(number: int) -> bytes:
    """A push of this number: of one byte where there is one."""
    if number == 0:
        return bytes([OP_0])
    if number == -1 or 1 <= number <= 16:
        return bytes([OP_1 + number - 1])
    return push(numbers.encode(number))


def is_minimal_push(opcode: int, data: bytes) -> bool:
    """Whether there is no shorter push of `data` (BIP 62, rule 3)."""
    length = len(data)
    if length == 0:
        return opcode == OP_0
    if length == 1 and (1 <= data[0] <= 16 or data[0] == 0x81):
        return False
    if length < OP_PUSHDATA1:
        return opcode == length
    if length <= 0xFF:
        return opcode == OP_PUSHDATA1
    return length > 0xFFFF or opcode == OP_PUSHDATA2


def is_push_only(script: bytes) -> bool:
    """Whether nothing but pushes is in it, OP_1NEGATE, OP_RESERVED and OP_1 to OP_16 among them."""
    start = 0
    while start < len(script):
        operation = operation_at(script, start)
        if operation is None or operation.opcode > OP_16:
            return False
        start = operation.end
    return True


def _compile(word: str, at: int) -> bytes:
    code = CODES.get(word, CODES.get(f"OP_{word}"))
    if _NUMBER.fullmatch(word):
        return push_number(int(word))
    if code is not None:
        return bytes([code])
    if len(word) >= 2 and word[0] == word[-1] == "'":
        return push(word[1:-1].encode())
    try:
        if word.startswith("0x"):
            return bytes.fromhex(word[2:])
        if word[0] == "<" and word[-1] == ">":
            return push(bytes.fromhex(word[1:-1]))
    except ValueError:
        pass
    raise ParseError(f"expected an opcode, a number, <hex>, 'text' or 0x and hex, got {word!r}", at)
