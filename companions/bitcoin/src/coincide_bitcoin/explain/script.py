"""Song 2019, chapter 6: scripts, operation by operation."""

from __future__ import annotations

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.explain.explanation import Explanation, Row, Subject
from coincide_bitcoin.script import Script
from coincide_bitcoin.script.numbers import decode, is_minimal
from coincide_bitcoin.script.opcodes import name_of
from coincide_bitcoin.script.script import Operation
from coincide_bitcoin.script.standard import kind_of


def explain_script(subject: Subject) -> Explanation:
    """Explain a script. Any bytes are one; a push at the end may be cut short.

    Raises
    ------
    ParseError : the text is no hex.
    """
    data = subject.bytes_of("a script")
    rows: list[Row] = []
    try:
        for one in Script(data):
            rows.append(
                Row(one.start, one.end - one.start, "", _name(one), data[one.start : one.end].hex(), _meaning(one))
            )
    except ParseError as error:
        rest = data[error.at :]
        rows.append(Row(error.at, len(rest), "", name_of(rest[0]), rest.hex(), "cut short by the end of the script"))
    facts = {"type": kind_of(data), "size": f"{len(data)} bytes", "text": str(Script(data))}
    return Explanation("script", facts, tuple(rows))


def script_meaning(script: bytes) -> str:
    """A script in one line: its usual name, and its text."""
    if not script:
        return "empty"
    kind = kind_of(script)
    return str(Script(script)) if kind == "other" else f"{kind}: {Script(script)}"


def _name(one: Operation) -> str:
    return f"push of {len(one.data)}" if one.data is not None else name_of(one.opcode)


def _meaning(one: Operation) -> str:
    if one.data is None:
        return ""
    if len(one.data) <= 4 and is_minimal(one.data):
        return str(decode(one.data))
    return one.data.hex()
