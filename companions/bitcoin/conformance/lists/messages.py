"""Signed messages (BIP 322): hashes, valid signatures of every form, and invalid ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from coincide_bitcoin import address
from coincide_bitcoin.message import message_hash, to_sign, to_spend, verify_message
from coincide_bitcoin.networks import MAIN
from conformance.outcome import Judge, Outcome


def messages(vectors: Path) -> Iterator[Outcome]:
    """The lists `basic` and `generated`."""
    folder = vectors / "bips" / "bip-0322"
    for name in ("basic", "generated"):
        lists = json.loads((folder / f"{name}-test-vectors.json").read_text(encoding="utf-8"))
        for case in lists.get("tx_hashes", []):
            yield _hashes(case)
        for form in ("simple", "full", "proof_of_funds"):
            for case in lists.get(form, []):
                for signature in case["bip322_signatures"]:
                    verdict = verify_message(case["message"], case["address"], signature, MAIN)
                    expected = (case.get("lock_time", 0), case.get("sequence", 0))
                    passed = verdict.is_valid and (verdict.lock_time, verdict.sequence) == expected
                    yield Outcome(f"{form} {case['type']}", passed, verdict.why)
        for case in lists["error"]:
            verdict = verify_message(case["message"], case["address"], case["signature"], MAIN)
            yield Outcome(case["description"], not verdict.is_valid, "was accepted")


def _hashes(case: dict[str, str]) -> Outcome:
    spent = to_spend(case["message"], address.decode(case["address"], MAIN))
    found = (message_hash(case["message"]).hex(), spent.txid_hex, to_sign(spent).txid_hex)
    expected = (case["message_hash"], case["to_spend_tx_hash"], case["to_sign_tx_hash"])
    return Outcome(f"hashes of {case['message'][:20]!r}", found == expected, f"gives {found}")


LISTS: dict[str, Judge] = {"bip322": messages}
