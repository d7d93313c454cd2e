"""Verifications a second: ours in pure Python beside python-ecdsa and the book's arithmetic; ours with libsecp256k1
beside coincurve itself. All take turns, a few signatures at a time, so that a busy machine slows all alike.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import coincurve
import ecdsa

from benchmarks.options import Options
from benchmarks.rows import Row
from coincide_bitcoin.backend import PURE, fastest
from coincide_bitcoin.curve import affine
from coincide_bitcoin.encoding import der, sec
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.keys import PrivateKey, PublicKey

# Signatures in a row: one at a time, each library would find its tables gone from the caches of the processor.
TURN = 10


@dataclass(frozen=True)
class Case:
    """One signature, in the forms that the libraries want; each key is parsed before the clock runs."""

    key: PublicKey
    digest: bytes
    signature: bytes
    schnorr: bytes
    theirs: ecdsa.VerifyingKey
    compact: bytes


def rows(options: Options) -> Iterator[Row]:
    """Medians over signatures of different keys."""
    cases = [_case(number) for number in range(60 if options.quick else 300)]
    yield from _pure(cases)
    yield from _fast(cases * 3)


def _pure(cases: list[Case]) -> Iterator[Row]:
    ours, theirs = _in_turn(
        cases,
        lambda one: one.key.verify(one.digest, one.signature, backend=PURE),
        lambda one: one.theirs.verify_digest(one.compact, one.digest),
    )
    yield Row("ECDSA, pure Python", "verifications a CPU second", 1 / statistics.median(ours), "", "")
    yield Row("ECDSA, python-ecdsa", "verifications a CPU second", 1 / statistics.median(theirs), "", "")
    yield Row("ECDSA, pure Python", "times python-ecdsa", _ratio(theirs, ours), "1.8", "2.5")
    ours, book = _in_turn(
        cases[: len(cases) // 10],
        lambda one: one.key.verify(one.digest, one.signature, backend=PURE),
        lambda one: affine.verify(
            affine.secp256k1_point(*one.key.point), int.from_bytes(one.digest, "big"), *der.decode(one.signature)
        ),
    )
    yield Row("ECDSA, chord and tangent of the book", "verifications a CPU second", 1 / statistics.median(book), "", "")
    yield Row("ECDSA, pure Python", "times the book's", _ratio(book, ours), "50", "100")
    (schnorr,) = _in_turn(cases, lambda one: one.key.verify_schnorr(one.digest, one.schnorr, backend=PURE))
    yield Row("Schnorr, pure Python", "verifications a CPU second", 1 / statistics.median(schnorr), "", "")


def _fast(cases: list[Case]) -> Iterator[Row]:
    backend = fastest()
    ours, theirs = _in_turn(
        cases,
        lambda one: one.key.verify(one.digest, one.signature, backend=backend),
        lambda one: coincurve.verify_signature(one.signature, one.digest, one.key.sec, hasher=None),
    )
    yield Row("ECDSA, libsecp256k1", "verifications a CPU second", 1 / statistics.median(ours), "", "")
    yield Row("ECDSA, libsecp256k1", "share of coincurve's speed", _ratio(theirs, ours), "0.85", "0.95")
    ours, theirs = _in_turn(
        cases,
        lambda one: one.key.verify_schnorr(one.digest, one.schnorr, backend=backend),
        lambda one: coincurve.PublicKeyXOnly(one.key.x_only).verify(one.schnorr, one.digest),
    )
    yield Row("Schnorr, libsecp256k1", "share of coincurve's speed", _ratio(theirs, ours), "0.85", "0.95")


def _case(number: int) -> Case:
    key, digest = PrivateKey(sha256(b"key %d" % number)), sha256(b"message %d" % number)
    signature = key.sign(digest)
    r, s = der.decode(signature)
    compact = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    public = key.public
    theirs = ecdsa.VerifyingKey.from_string(sec.encode(public.point), curve=ecdsa.SECP256k1)
    return Case(public, digest, signature, key.sign_schnorr(digest, auxiliary=bytes(32)), theirs, compact)


def _in_turn(cases: list[Case], *verifications: Callable[[Case], bool]) -> list[list[float]]:
    """CPU seconds that each verification takes for each case; which one begins changes from turn to turn."""
    seconds: list[list[float]] = [[] for _ in verifications]
    for verification in verifications:
        assert verification(cases[0])  # Tables are made and imports done before the clock runs.
    for start in range(0, len(cases), TURN):
        order = range(len(verifications))
        for place in reversed(order) if start // TURN % 2 else order:
            seconds[place] += [_seconds(verifications[place], one) for one in cases[start : start + TURN]]
    return seconds


def _seconds(verification: Callable[[Case], bool], one: Case) -> float:
    start = time.process_time()
    is_valid = verification(one)
    end = time.process_time()
    assert is_valid
    return end - start


def _ratio(slow: list[float], fast: list[float]) -> float:
    return statistics.median(slow) / statistics.median(fast)
