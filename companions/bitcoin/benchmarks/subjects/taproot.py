"""Bitcoin Core's 5,243 checks of Taproot, ours beside btclib's; both with libsecp256k1, both on what is parsed already.

They take turns, some hundred checks at a time, so that a busy machine slows both alike.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.options import Options
from benchmarks.rows import Row
from coincide_bitcoin.script import SignatureHasher, verify_input
from coincide_bitcoin.transaction import Output, Transaction
from coincide_bitcoin.wire import Reader

TURN = 200


@dataclass(frozen=True)
class Check:
    """One spend, in our form and in the bytes that others parse."""

    transaction: Transaction
    spent: tuple[Output, ...]
    index: int
    flags: frozenset[str]
    is_valid: bool


def rows(options: Options) -> Iterator[Row]:
    """CPU seconds of both, and of ours as a share of theirs."""
    if options.data is None:
        return
    checks = list(_checks(options.data))
    if options.quick:
        checks = checks[::10]
    judges: dict[str, Callable[[Check], Callable[[], bool]]] = {"coincide": _ours}
    try:
        judges["btclib"] = _btclib()
    except ImportError:
        yield Row("btclib", "not installed, so not measured", float("nan"), "", "")
    seconds, differences = _in_turn(checks, judges)
    for name, taken in seconds.items():
        yield Row(f"{len(checks):,} checks of Taproot, {name}, libsecp256k1", "CPU s", taken, "10", "btclib's time")
    yield Row(f"{len(checks):,} checks of Taproot", "wrong verdicts of any", differences, "0", "0")


def _checks(data: Path) -> Iterator[Check]:
    with gzip.open(data / "script_assets.json.gz", "rt", encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        transaction = Transaction.parse(bytes.fromhex(case["tx"]))
        spent = tuple(_output(one) for one in case["prevouts"])
        for word in ("success", "failure"):
            if word in case:
                spend, inputs = case[word], list(transaction.inputs)
                inputs[case["index"]] = replace(
                    inputs[case["index"]],
                    script_sig=bytes.fromhex(spend["scriptSig"]),
                    witness=tuple(bytes.fromhex(item) for item in spend["witness"]),
                )
                whole = replace(transaction, inputs=tuple(inputs))
                yield Check(whole, spent, case["index"], frozenset(case["flags"].split(",")), word == "success")


def _output(written: str) -> Output:
    reader = Reader(bytes.fromhex(written))
    return Output(reader.signed(8, "value"), reader.sized("script pubkey"))


def _ours(check: Check) -> Callable[[], bool]:
    def verdict() -> bool:
        hasher = SignatureHasher(check.transaction, check.spent)
        return verify_input(hasher, check.index, flags=check.flags).is_valid

    return verdict


def _btclib() -> Callable[[Check], Callable[[], bool]]:
    from btclib.script.engine import verify_input as theirs
    from btclib.tx.tx import Tx
    from btclib.tx.tx_out import TxOut

    def prepared(check: Check) -> Callable[[], bool]:
        transaction: Any = Tx.parse(check.transaction.serialize(), check_validity=False)
        spent: Any = [TxOut.parse(output.serialize(), check_validity=False) for output in check.spent]
        names: Any = sorted(check.flags)

        def verdict() -> bool:
            try:
                theirs(spent, transaction, check.index, names)
            except Exception:  # Whatever it raises, it does not accept.
                return False
            return True

        return verdict

    return prepared


def _in_turn(
    checks: list[Check], judges: dict[str, Callable[[Check], Callable[[], bool]]]
) -> tuple[dict[str, float], int]:
    seconds, differences = dict.fromkeys(judges, 0.0), 0
    for first in range(0, len(checks), TURN):
        turn = checks[first : first + TURN]
        for name, judge in judges.items():
            verdicts = [judge(check) for check in turn]
            start = time.process_time()
            found = [verdict() for verdict in verdicts]
            seconds[name] += time.process_time() - start
            differences += sum(one != check.is_valid for one, check in zip(found, turn, strict=True))
    return seconds, differences
