"""BIP 352: silent payments, sent and received."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.keys import PrivateKey, PublicKey
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.script.standard import kind_of, p2tr
from coincide_bitcoin.silent_payments import Receiver, SilentAddress, input_key, pay
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction
from coincide_bitcoin.transaction.transaction import read_stack
from coincide_bitcoin.wire import Reader
from conformance.outcome import Outcome

MESSAGE, AUXILIARY = sha256(b"message"), sha256(b"random auxiliary data")


def bip352(folder: Path) -> Iterator[Outcome]:
    """Outputs that a sender makes, and those that a receiver finds, with the signatures that spend them."""
    with gzip.open(folder / "bips/bip-0352/send_and_receive_test_vectors.json.gz", "rt", encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        for one in case["sending"]:
            outputs = sorted(_sent(one["given"]))
            expected = [sorted(some) for some in one["expected"]["outputs"]]
            yield Outcome(f"{case['comment']}, sent", outputs in expected, f"got {len(outputs)} outputs")
        for one in case["receiving"]:
            yield Outcome(f"{case['comment']}, received", _received(one["given"], one["expected"]), "differs")


def _sent(given: dict[str, Any]) -> list[str]:
    inputs, spent = _inputs(given["vin"])
    keys = [
        (PrivateKey(bytes.fromhex(facts["private_key"])), kind_of(output.script_pubkey) == "p2tr")
        for one, output, facts in zip(inputs, spent, given["vin"], strict=True)
        if input_key(one, output) is not None
    ]
    recipients = [
        SilentAddress.decode(one["address"], MAIN) for one in given["recipients"] for _ in range(one.get("count", 1))
    ]
    try:
        return [key.hex() for key in pay([one.previous for one in inputs], keys, recipients)]
    except InputError:
        return []


def _received(given: dict[str, Any], expected: dict[str, Any]) -> bool:
    inputs, spent = _inputs(given["vin"])
    outputs = tuple(Output(0, p2tr(bytes.fromhex(key))) for key in given["outputs"])
    material = given["key_material"]
    receiver = Receiver(*(PrivateKey(bytes.fromhex(material[f"{name}_priv_key"]), MAIN) for name in ("scan", "spend")))
    addresses = [str(receiver.address(label)) for label in (None, *given["labels"])]
    payments = receiver.find(Transaction(2, tuple(inputs), outputs), spent, given["labels"])
    if sorted(addresses) != sorted(expected["addresses"]):
        return False
    if "n_outputs" in expected:
        return len(payments) == expected["n_outputs"]
    found = {given["outputs"][payment.index]: payment for payment in payments}
    if found.keys() != {one["pub_key"] for one in expected["outputs"]}:
        return False
    for one in expected["outputs"]:
        payment = found[one["pub_key"]]
        signature = receiver.key(payment).sign_schnorr(MESSAGE, auxiliary=AUXILIARY, main_net=True)
        key = PublicKey(b"\x02" + bytes.fromhex(one["pub_key"]))
        if payment.tweak.hex() != one["priv_key_tweak"] or signature.hex() != one["signature"]:
            return False
        if not key.verify_schnorr(MESSAGE, signature):
            return False
    return True


def _inputs(written: list[dict[str, Any]]) -> tuple[list[Input], list[Output]]:
    inputs: list[Input] = []
    spent: list[Output] = []
    for one in written:
        witness = bytes.fromhex(one["txinwitness"])
        stack = read_stack(Reader(witness)) if witness else ()
        previous = OutPoint(bytes.fromhex(one["txid"])[::-1], one["vout"])
        inputs.append(Input(previous, bytes.fromhex(one["scriptSig"]), witness=stack))
        spent.append(Output(0, bytes.fromhex(one["prevout"]["scriptPubKey"]["hex"])))
    return inputs, spent


LISTS = {"bip352": bip352}
