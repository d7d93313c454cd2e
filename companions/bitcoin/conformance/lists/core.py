"""Bitcoin Core's own lists: scripts, transactions, signature hashes, and the spends of Taproot."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from coincide_bitcoin.errors import ParseError, RuleError
from coincide_bitcoin.script import Script, SignatureHasher, verify_input, verify_transaction
from coincide_bitcoin.script.flags import ALL, CLEANSTACK, P2SH, WITNESS
from coincide_bitcoin.script.standard import p2tr
from coincide_bitcoin.script.taproot import TreeLeaf, control_block, output_key
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction, check
from coincide_bitcoin.wire import Reader
from conformance.outcome import Outcome

# A point whose logarithm nobody knows (BIP 341), which the list's Taproot outputs have inside.
NUMS = bytes.fromhex("50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0")


def script_tests(folder: Path) -> Iterator[Outcome]:
    """[[witness..., amount]?, script sig, script pubkey, flags, expected error, comments...]."""
    for number, case in enumerate(_cases(folder / "core_vectors/script_tests.json")):
        items = case.pop(0) if isinstance(case[0], list) else [0]
        value = round(items.pop() * 100_000_000)
        leaf = next((_compiled(one) for one in items if one.startswith("#SCRIPT#")), b"")
        witness = tuple(_witness_item(one, leaf) for one in items)
        script_sig = Script.from_text(case[0]).data
        script_pubkey = _script_pubkey(case[1], leaf)
        error = _spend(script_sig, script_pubkey, witness, value, _flags(case[2])) or "OK"
        yield Outcome(f"{number}: {case[:3]}", error == case[3], f"expected {case[3]}, got {error}")


def sighash(folder: Path) -> Iterator[Outcome]:
    """[transaction, script, index, hash type, hash]."""
    for number, (raw, script, index, hash_type, expected) in enumerate(_cases(folder / "core_vectors/sighash.json")):
        transaction = Transaction.parse(bytes.fromhex(raw))
        hasher = SignatureHasher(transaction, [Output(0, b"")] * len(transaction.inputs))
        found = hasher.legacy(index, bytes.fromhex(script), hash_type)[::-1].hex()
        is_same = found == expected and transaction.serialize().hex() == raw
        yield Outcome(str(number), is_same, f"expected {expected}, got {found}")


def tx_valid(folder: Path) -> Iterator[Outcome]:
    """[[previous...], transaction, excluded flags]: valid under all others, and under none; not with one more."""
    for number, (previous, raw, excluded) in enumerate(_cases(folder / "core_vectors/tx_valid.json")):
        flags = _fitting(ALL - _flags(excluded))
        too_many = [flag for flag in _flags(excluded) if _verifies(previous, raw, _filled(flags | {flag}))]
        is_valid = all(
            _verifies(previous, raw, _fitting(fewer)) for fewer in [flags, *(flags - {one} for one in flags)]
        )
        why = f"valid: {is_valid}, also with {', '.join(too_many)}"
        yield Outcome(f"{number}: {raw[:40]}", is_valid and not too_many, why)


def tx_invalid(folder: Path) -> Iterator[Outcome]:
    """[[previous...], transaction, flags]: invalid under these, and with more; valid with one fewer."""
    for number, (previous, raw, needed) in enumerate(_cases(folder / "core_vectors/tx_invalid.json")):
        if needed == "BADTX":
            yield Outcome(f"{number}: {raw[:40]}", not _is_well_formed(raw), "passes CheckTransaction")
            continue
        flags = _flags(needed)
        is_invalid = not any(
            _verifies(previous, raw, _filled(more)) for more in [flags, *(flags | {one} for one in ALL)]
        )
        needless = [flag for flag in flags if not _verifies(previous, raw, _fitting(flags - {flag}))]
        why = f"invalid: {is_invalid}, also without {', '.join(needless)}"
        yield Outcome(f"{number}: {raw[:40]}", is_invalid and not needless, why)


def taproot(folder: Path) -> Iterator[Outcome]:
    """Each case has a spend that succeeds, one that fails, or both."""
    with gzip.open(folder / "script_assets.json.gz", "rt", encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        transaction = Transaction.parse(bytes.fromhex(case["tx"]))
        spent = [_output(one) for one in case["prevouts"]]
        for word in ("success", "failure"):
            if word in case:
                ours = _taproot_spend(transaction, spent, case, case[word])
                expected = word == "success"
                yield Outcome(f"{case['comment']} {word}", ours.is_valid == expected, ours.error or "valid")


def _taproot_spend(transaction: Transaction, spent: list[Output], case: dict[str, Any], spend: dict[str, Any]):
    index = case["index"]
    inputs = list(transaction.inputs)
    witness = tuple(bytes.fromhex(item) for item in spend["witness"])
    inputs[index] = replace(inputs[index], script_sig=bytes.fromhex(spend["scriptSig"]), witness=witness)
    hasher = SignatureHasher(replace(transaction, inputs=tuple(inputs)), spent)
    return verify_input(hasher, index, flags=frozenset(case["flags"].split(",")))


def _output(written: str) -> Output:
    reader = Reader(bytes.fromhex(written))
    return Output(reader.signed(8, "value"), reader.sized("script pubkey"))


def _cases(path: Path) -> list[Any]:
    """All but the comments, which are lists of one string, and the heading of the hashes."""
    cases = json.loads(path.read_text(encoding="utf-8"))
    return [case for case in cases if len(case) > 1]


def _flags(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) - {"", "NONE"}


def _filled(flags: frozenset[str]) -> frozenset[str]:
    """With those that others stand on."""
    if CLEANSTACK in flags:
        flags |= {WITNESS}
    return flags | {P2SH} if WITNESS in flags else flags


def _fitting(flags: frozenset[str]) -> frozenset[str]:
    """Without those that stand on others which are not there."""
    if P2SH not in flags:
        flags -= {WITNESS}
    return flags - {CLEANSTACK} if WITNESS not in flags else flags


def _compiled(item: str) -> bytes:
    return Script.from_text(item.removeprefix("#SCRIPT#")).data


def _witness_item(item: str, leaf: bytes) -> bytes:
    if item.startswith("#SCRIPT#"):
        return leaf
    if item == "#CONTROLBLOCK#":
        return control_block(NUMS, TreeLeaf(leaf), TreeLeaf(leaf))
    return bytes.fromhex(item)


def _script_pubkey(text: str, leaf: bytes) -> bytes:
    if "#TAPROOTOUTPUT#" in text:
        return p2tr(output_key(NUMS, TreeLeaf(leaf).hash)[0])
    return Script.from_text(text).data


def _spend(
    script_sig: bytes, script_pubkey: bytes, witness: tuple[bytes, ...], value: int, flags: frozenset[str]
) -> str:
    """The error of a spend as Bitcoin Core's tests make it; what it credits and spends has no other meaning."""
    output = Output(value, script_pubkey)
    credit = Transaction(1, (Input(OutPoint(bytes(32), 0xFFFFFFFF), b"\x00\x00"),), (output,))
    spend = Transaction(1, (Input(OutPoint(credit.txid, 0), script_sig, witness=witness),), (Output(value, b""),))
    return verify_input(SignatureHasher(spend, [output]), 0, flags=flags).error


def _verifies(previous: list[Any], raw: str, flags: frozenset[str]) -> bool:
    transaction = Transaction.parse(bytes.fromhex(raw))
    outputs = {
        OutPoint(bytes.fromhex(txid)[::-1], index & 0xFFFFFFFF): Output(
            amount[0] if amount else 0, Script.from_text(text).data
        )
        for txid, index, text, *amount in previous
    }
    spent = [outputs[one.previous] for one in transaction.inputs]
    return all(verdict.is_valid for verdict in verify_transaction(transaction, spent, flags=flags))


def _is_well_formed(raw: str) -> bool:
    try:
        check(Transaction.parse(bytes.fromhex(raw)))
    except (ParseError, RuleError):
        return False
    return True


LISTS = {
    "script_tests": script_tests,
    "sighash": sighash,
    "tx_valid": tx_valid,
    "tx_invalid": tx_invalid,
    "taproot": taproot,
}
