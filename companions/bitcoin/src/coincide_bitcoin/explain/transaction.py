"""Song 2019, chapters 5 and 13; BIP 144: transactions, byte by byte."""

from __future__ import annotations

from datetime import UTC, datetime

from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.explain.explanation import Explanation, Subject, row
from coincide_bitcoin.explain.script import script_meaning
from coincide_bitcoin.script.checker import FIRST_TIME
from coincide_bitcoin.transaction import Transaction, check, virtual_size, weight
from coincide_bitcoin.transaction.check import COIN
from coincide_bitcoin.wire import Field, Reader

_NO_RELATIVE_LOCK, _IN_TIME = 1 << 31, 1 << 22


def explain_transaction(subject: Subject) -> Explanation:
    """Explain a transaction.

    Raises
    ------
    ParseError : it is none.
    """
    data = subject.bytes_of("a transaction")
    reader = Reader(data, keep_fields=True)
    transaction = Transaction.read(reader)
    reader.finish()
    assert reader.fields is not None
    rows = tuple(row(field, data, _meaning(field, transaction)) for field in reader.fields)
    return Explanation("transaction", _facts(transaction), rows)


def field_meaning(field: Field) -> str:
    """What a field of a transaction says, whatever transaction it is in."""
    value = field.value
    if isinstance(value, bytes):
        if field.name == "previous txid":
            return value[::-1].hex()
        return script_meaning(value) if field.name in ("script sig", "script pubkey") else ""
    if field.name == "value":
        return coins(value)
    if field.name == "sequence":
        return _sequence(value)
    return _lock_time(value) if field.name == "lock time" else str(value)


def coins(satoshi: int) -> str:
    """A value in satoshi and in bitcoin."""
    return f"{satoshi} satoshi, {satoshi / COIN:.8f} BTC"


def _meaning(field: Field, transaction: Transaction) -> str:
    if field.name == "sequence" and transaction.version < 2 and isinstance(field.value, int):
        return "final" if field.value == 0xFFFFFFFF else f"{field.value:#x}"
    return field_meaning(field)


def _facts(transaction: Transaction) -> dict[str, str]:
    facts = {
        "txid": transaction.txid_hex,
        "wtxid": transaction.wtxid[::-1].hex(),
        "size": f"{len(transaction.serialize())} bytes",
        "weight": f"{weight(transaction)} ({virtual_size(transaction)} virtual bytes)",
        "inputs": str(len(transaction.inputs)),
        "outputs": str(len(transaction.outputs)),
        "sent": coins(sum(output.value for output in transaction.outputs)),
    }
    try:
        check(transaction)
    except RuleError as error:
        facts["breaks a rule"] = str(error)
    return facts


def _sequence(value: int) -> str:
    if value == 0xFFFFFFFF:
        return "final"
    if value & _NO_RELATIVE_LOCK:
        return f"{value:#x}, no relative lock"
    amount = value & 0xFFFF
    return f"locked for {512 * amount} seconds" if value & _IN_TIME else f"locked for {amount} blocks"


def _lock_time(value: int) -> str:
    if value == 0:
        return "none"
    if value < FIRST_TIME:
        return f"not before height {value}"
    return f"not before {datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC"
