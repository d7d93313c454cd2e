"""Signatures: BIP 340 with every back end, and the nonces of RFC 6979 on any curve."""

from __future__ import annotations

import csv
import hashlib
import json
import warnings
from collections.abc import Iterator
from pathlib import Path

from coincide_bitcoin.backend import PURE, Backend, NotConstantTimeWarning
from coincide_bitcoin.backend.libsecp256k1 import LIBSECP256K1
from coincide_bitcoin.curve.rfc6979 import nonces
from conformance.outcome import Outcome

# The curves of the RFC's appendix, by the number of bits of their order.
ORDERS = {
    "nistp192": 0xFFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831,
    "nistp224": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D,
    "nistp256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "nistp384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    "nistp521": int(
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA"
        "51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
        16,
    ),
}


def bip340(folder: Path) -> Iterator[Outcome]:
    """Each vector signs where it has a secret, and verifies as it says, on both back ends."""
    with (folder / "bips/bip-0340/test-vectors.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            wrong = [backend.name for backend in (PURE, LIBSECP256K1) if not _agrees(backend, row)]
            yield Outcome(f"{row['index']} {row['comment']}", not wrong, f"{' and '.join(wrong)} differ")


def _agrees(backend: Backend, row: dict[str, str]) -> bool:
    key, message, signature = (bytes.fromhex(row[name]) for name in ("public key", "message", "signature"))
    if backend.verify_schnorr(key, message, signature) != (row["verification result"] == "TRUE"):
        return False
    if not row["secret key"]:
        return True
    secret, auxiliary = bytes.fromhex(row["secret key"]), bytes.fromhex(row["aux_rand"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotConstantTimeWarning)
        return backend.sign_schnorr(secret, message, auxiliary) == signature


def rfc6979(folder: Path) -> Iterator[Outcome]:
    """Each case: secret, public point, hash, message, nonce, r, s; the nonce is compared."""
    for curve, cases in json.loads((folder / "vectors_extra/rfc6979.json").read_text(encoding="utf-8")).items():
        for secret, _, _, hash_name, message, nonce, *_ in cases:
            digest = hashlib.new(hash_name, message.encode()).digest()
            found = next(nonces(int(secret, 16), digest, ORDERS[curve], hash_name=hash_name))
            yield Outcome(f"{curve} {hash_name} {message}", found == int(nonce, 16), f"got {found:x}")


LISTS = {"bip340": bip340, "rfc6979": rfc6979}
