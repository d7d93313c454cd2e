"""What is signed: the examples in the text of BIP 143, and the wallet's vectors of BIP 341."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coincide_bitcoin import address
from coincide_bitcoin.backend.libsecp256k1 import Libsecp256k1
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.script import SignatureHasher, verify_transaction
from coincide_bitcoin.script.standard import p2tr
from coincide_bitcoin.script.taproot import Tree, TreeLeaf, control_block, output_key, root_and_paths
from coincide_bitcoin.transaction import Output, Transaction
from conformance.outcome import Outcome


class Recorder:
    """A back end that keeps the digests it is asked about."""

    def __init__(self) -> None:
        self.digests: set[str] = set()
        self._backend = Libsecp256k1()

    def verify_ecdsa(self, key: bytes, digest: bytes, signature: bytes) -> bool:
        self.digests.add(digest.hex())
        return self._backend.verify_ecdsa(key, digest, signature)


def bip143(folder: Path) -> Iterator[Outcome]:
    """Each signed transaction verifies, and each hash of the text is one that was signed."""
    text = (folder / "bips/bip-0143.mediawiki").read_text(encoding="utf-8")
    for number, example in enumerate(text.split("The following is an unsigned transaction:")[1:]):
        raw = re.search(r"The serialized signed transaction is:\s*([0-9a-f]+)", example)
        assert raw is not None
        spent = re.findall(r"scriptPubKey ?: ([0-9a-f]+),? +value: ([0-9.]+)", example)
        outputs = [Output(round(float(value) * 100_000_000), bytes.fromhex(script)) for script, value in spent]
        recorder = Recorder()
        verdicts = verify_transaction(Transaction.parse(bytes.fromhex(raw[1])), outputs, backend=recorder)
        errors = [verdict.error for verdict in verdicts if not verdict.is_valid]
        yield Outcome(f"transaction {number}", not errors, ", ".join(errors))
        for digest in re.findall(r"sigHash: +([0-9a-f]{64})", example):
            yield Outcome(f"transaction {number}: {digest}", digest in recorder.digests, "not signed")


def bip341(folder: Path) -> Iterator[Outcome]:
    """Outputs with their trees and control blocks, then inputs that are spent by key."""
    vectors = json.loads((folder / "bips/bip-0341/wallet-test-vectors.json").read_text(encoding="utf-8"))
    for number, case in enumerate(vectors["scriptPubKey"]):
        yield Outcome(f"output {number}", _output_agrees(case), "differs")
    for case in vectors["keyPathSpending"]:
        yield from _spends(case)


def _output_agrees(case: dict[str, Any]) -> bool:
    internal = bytes.fromhex(case["given"]["internalPubkey"])
    tree = _tree(case["given"]["scriptTree"])
    root, leaves = (b"", []) if tree is None else root_and_paths(tree)
    script = p2tr(output_key(internal, root)[0])
    blocks = [] if tree is None else [control_block(internal, tree, leaf).hex() for leaf, _ in leaves]
    expected, between = case["expected"], case["intermediary"]
    return (
        script.hex() == expected["scriptPubKey"]
        and address.encode(script, MAIN) == expected["bip350Address"]
        and root.hex() == (between["merkleRoot"] or "")
        and [leaf.hash.hex() for leaf, _ in leaves] == between.get("leafHashes", [])
        and blocks == expected.get("scriptPathControlBlocks", [])
    )


def _tree(written: Any) -> Tree | None:
    if written is None:
        return None
    if isinstance(written, list):
        left, right = map(_tree, written)
        assert left is not None and right is not None
        return left, right
    return TreeLeaf(bytes.fromhex(written["script"]), written["leafVersion"])


def _spends(case: dict[str, Any]) -> Iterator[Outcome]:
    transaction = Transaction.parse(bytes.fromhex(case["given"]["rawUnsignedTx"]))
    spent = [Output(one["amountSats"], bytes.fromhex(one["scriptPubKey"])) for one in case["given"]["utxosSpent"]]
    hasher = SignatureHasher(transaction, spent)
    for one in case["inputSpending"]:
        given, between = one["given"], one["intermediary"]
        hash_type = given["hashType"]
        digest = hasher.taproot(given["txinIndex"], hash_type)
        key = PrivateKey(bytes.fromhex(given["internalPrivkey"])).tweaked(bytes.fromhex(given["merkleRoot"] or ""))
        assert digest is not None
        signature = key.sign_schnorr(digest, auxiliary=bytes(32)) + (bytes([hash_type]) if hash_type else b"")
        is_same = (
            digest.hex() == between["sigHash"]
            and key.secret.hex() == between["tweakedPrivkey"]
            and [signature.hex()] == one["expected"]["witness"]
        )
        yield Outcome(f"input {given['txinIndex']}", is_same, "differs")
    signed = Transaction.parse(bytes.fromhex(case["auxiliary"]["fullySignedTx"]))
    errors = [verdict.error for verdict in verify_transaction(signed, spent) if not verdict.is_valid]
    yield Outcome("the signed transaction", not errors, ", ".join(errors))


LISTS = {"bip143": bip143, "bip341": bip341}
