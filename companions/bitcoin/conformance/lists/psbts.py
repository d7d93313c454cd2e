"""PSBTs (BIPs 174, 370, 371 and 373): valid ones come back byte for byte, invalid ones are refused."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coincide_bitcoin.errors import BitcoinError
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.psbt import Psbt, extract, finalize, sign
from conformance.outcome import Judge, Outcome


def of_bip(number: int, vectors: Path) -> Iterator[Outcome]:
    """Valid, invalid, those a signer must refuse, and those whose lock time is known."""
    lists = json.loads((vectors / "vectors_extra" / f"bip{number}_test_vectors.json").read_text())
    for case in lists["valid psbts"]:
        yield _valid(case["description"], case["encoded psbt"])
    for case in lists["invalid psbts"]:
        yield _invalid(case["description"], case["encoded psbt"])
    for case in lists.get("signer check failures", []):
        yield _unsignable(case["description"], case["encoded psbt"])
    for case in lists.get("lock time psbts", []):
        yield _lock_time(case["description"], case["encoded psbt"], case["lock time"])


def roles_of_bip_174(vectors: Path) -> Iterator[Outcome]:
    """The BIP's own way from an unsigned transaction to a signed one, read out of its text."""
    text = (vectors / "bips" / "bip-0174.mediawiki").read_text(encoding="utf-8")
    text = text.partition("The private keys in the tests below")[2]
    steps = [Psbt.parse(found) for found in re.findall(r"<pre>(cHNidP[^<]*)</pre>", text)]
    created, _, updated, one, two, combined, final, unknown, other, joined = steps
    keys = [PrivateKey.from_wif(found) for found in re.findall(r"<tt>(c[1-9A-Za-z]{51})</tt>", text)]
    transaction = re.findall(r"<pre>(0200000000010[0-9a-f]*)</pre>", text)[-1]
    yield Outcome("creator", Psbt.create(created.unsigned) == created)
    yield Outcome("first signer", _fields(sign(updated, keys[:2])) == _fields(one))
    yield Outcome("second signer", _fields(sign(updated, keys[2:])) == _fields(two))
    yield Outcome("combiner", _fields(one.combine([two])) == _fields(combined))
    yield Outcome("finalizer", _fields(finalize(combined)) == _fields(final))
    yield Outcome("extractor", extract(final).serialize().hex() == transaction)
    yield Outcome("combiner of unknown fields", _fields(unknown.combine([other])) == _fields(joined))


def _fields(psbt: Psbt) -> list[list[tuple[tuple[int, bytes], bytes]]]:
    """All fields of all maps, in an order that does not depend on who wrote them."""
    return [sorted(one.entries.items()) for one in (psbt.whole, *psbt.inputs, *psbt.outputs)]


def _valid(name: str, text: str) -> Outcome:
    try:
        psbt = Psbt.parse(text)
        passed = psbt.serialize() == base64.b64decode(text) and psbt.unsigned is not None
    except BitcoinError as error:
        return Outcome(name, False, str(error))
    return Outcome(name, passed, "does not come back")


def _invalid(name: str, text: str) -> Outcome:
    try:
        Psbt.parse(text)
    except BitcoinError as error:
        return Outcome(name, True, str(error))
    return Outcome(name, False, "was accepted")


def _unsignable(name: str, text: str) -> Outcome:
    try:
        sign(Psbt.parse(text), [PrivateKey(bytes(31) + b"\x01")])
    except BitcoinError as error:
        return Outcome(name, True, str(error))
    return Outcome(name, False, "was not refused by the signer")


def _lock_time(name: str, text: str, expected: str | int) -> Outcome:
    try:
        found: int | None = Psbt.parse(text).lock_time
    except BitcoinError:
        found = None
    return Outcome(name, str(found) == str(expected), f"gives {found}, expected {expected}")


LISTS: dict[str, Judge] = {f"bip{number}": partial(of_bip, number) for number in (174, 370, 371, 373)}
LISTS["bip174-roles"] = roles_of_bip_174
