"""`coincide-bitcoin verify TX --prevouts FILE`: whether each input may spend its output, and which operation fails.

The file is a JSON list with one object for each spent output: `value` in satoshi, `script_pubkey` in hex, and, if they
are not in the order of the inputs, `txid` and `index`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, cast

from coincide_bitcoin.cli.inputs import read_bytes, subject_named
from coincide_bitcoin.errors import FileError, RuleError
from coincide_bitcoin.script import CONSENSUS, STANDARD, SignatureHasher, Verdict, flags_named, verify_input
from coincide_bitcoin.transaction import OutPoint, Output, Transaction, check, fee


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("given", metavar="TX", help="a transaction in hex, or a file that holds it")
    parser.add_argument(
        "--prevouts", metavar="FILE", type=Path, required=True, help="JSON list of the outputs that are spent"
    )
    parser.add_argument(
        "--flags", default="standard", metavar="FLAGS", help="standard (the default), consensus, or flags: P2SH,WITNESS"
    )
    parser.add_argument("--trace", action="store_true", help="show every operation that is run")
    parser.add_argument("--json", action="store_true", help="write JSON")


def run(given: argparse.Namespace) -> int:
    """Print a verdict for each input; exit code 1 if one is invalid."""
    transaction = Transaction.parse(subject_named(given.given).bytes_of("a transaction"))
    spent = read_spent(given.prevouts, transaction)
    flags = _flags(given.flags)
    fault = _fault(transaction, spent)
    hasher = SignatureHasher(transaction, spent)
    count = len(transaction.inputs)
    verdicts = [verify_input(hasher, index, flags=flags, keep_trace=True) for index in range(count)]
    if given.json:
        print(json.dumps({"txid": transaction.txid_hex, "fault": fault, "inputs": [_as_json(one) for one in verdicts]}))
    else:
        print(f"transaction {transaction.txid_hex}")
        print(f"  {fault}" if fault else f"  fee {fee(transaction, spent)} satoshi")
        for index, verdict in enumerate(verdicts):
            print("\n".join(_as_lines(index, verdict, show_all=given.trace)))
    return 1 if fault or not all(verdict.is_valid for verdict in verdicts) else 0


def read_spent(path: Path, transaction: Transaction) -> list[Output]:
    """The spent outputs of a file, in the order of the transaction's inputs.

    Raises
    ------
    FileError : the file is not as it should be, or lacks an output.
    """
    try:
        entries: Any = json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path}: expected JSON: {error}") from None
    if not isinstance(entries, list) or len(entries) != len(transaction.inputs):
        raise FileError(f"{path}: expected a list of {len(transaction.inputs)} outputs, one for each input")
    outputs = [_output(path, place, entry) for place, entry in enumerate(entries)]
    if any(previous is None for previous, _ in outputs):
        return [output for _, output in outputs]
    known = dict(outputs)
    for one in transaction.inputs:
        if one.previous not in known:
            raise FileError(f"{path}: the output {one.previous} is spent, but is not in the list")
    return [known[one.previous] for one in transaction.inputs]


def _output(path: Path, place: int, entry: Any) -> tuple[OutPoint | None, Output]:
    what = f"{path}: entry {place}: "
    if not isinstance(entry, dict):
        raise FileError(f"{what}expected an object with `value` and `script_pubkey`")
    facts = cast("dict[str, Any]", entry)
    output = Output(_integer(facts, "value", -(1 << 63), 1 << 63, what), _hex_of(facts, "script_pubkey", what))
    if "txid" not in facts:
        return None, output
    txid = _hex_of(facts, "txid", what)
    if len(txid) != 32:
        raise FileError(f"{what}expected `txid` of 32 bytes, got {len(txid)}")
    return OutPoint(txid[::-1], _integer(facts, "index", 0, 1 << 32, what)), output


def _integer(facts: dict[str, Any], name: str, low: int, end: int, what: str) -> int:
    number = facts.get(name)
    # True is an integer to Python, and 1.5 satoshi must not become 1.
    if not isinstance(number, int) or isinstance(number, bool) or not low <= number < end:
        kind = "in satoshi, a whole number" if name == "value" else f"as a whole number below {end}"
        raise FileError(f"{what}expected `{name}` {kind}, got {number!r}")
    return number


def _hex_of(facts: dict[str, Any], name: str, what: str) -> bytes:
    text = facts.get(name)
    try:
        return bytes.fromhex(text)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        raise FileError(f"{what}expected `{name}` in hex, got {text!r}") from None


def _flags(text: str) -> frozenset[str]:
    sets = {"standard": STANDARD, "consensus": CONSENSUS}
    return sets[text] if text in sets else flags_named(name for name in text.split(",") if name)


def _fault(transaction: Transaction, spent: list[Output]) -> str:
    """The rule that the transaction breaks whatever its scripts say, or nothing."""
    try:
        check(transaction)
        fee(transaction, spent)
    except RuleError as error:
        return str(error)
    return ""


def _as_json(verdict: Verdict) -> dict[str, Any]:
    steps = [
        {"script": step.script, "position": step.position, "operation": step.operation, "stack": _hex(step.stack)}
        for step in verdict.trace
    ]
    return {"valid": verdict.is_valid, "error": verdict.error, "meaning": verdict.meaning, "steps": steps}


def _as_lines(index: int, verdict: Verdict, *, show_all: bool) -> list[str]:
    lines = [f"input {index}: " + ("valid" if verdict.is_valid else f"{verdict.error}: {verdict.meaning}")]
    shown = verdict.trace if show_all else () if verdict.is_valid else verdict.trace[-1:]
    for step in shown:
        stack = " ".join(_hex(step.stack)) + "  <- top" if step.stack else "empty"
        lines.append(f"  {step.script}, offset {step.position}: {step.operation}")
        lines.append(f"    stack before it: {stack}")
    return lines


def _hex(stack: tuple[bytes, ...]) -> list[str]:
    return [item.hex() or '""' for item in stack]
