"""Signatures that must be refused, on both back ends, each with the good one that it was made of.

From SEC 1 (ranges, points), BIP 66 (one encoding), BIP 146 (low s) and what implementations are known to get wrong:
r or s of 0, N, P and beyond; x of the nonce's point above N; infinity; digests longer than the order; special nonces.
"""

from __future__ import annotations

import hashlib

import pytest

from coincide_bitcoin.curve.jacobian import to_affine
from coincide_bitcoin.curve.multiplication import linear_combination, multiply_generator
from coincide_bitcoin.curve.secp256k1 import N, P, lift_x
from coincide_bitcoin.encoding import der, sec
from coincide_bitcoin.keys import PublicKey

DIGEST = hashlib.sha256(b"123400").digest()
NUMBER = int.from_bytes(DIGEST, "big")


def recovered(r_point: tuple[int, int], r: int, s: int) -> PublicKey:
    """The key under which (r, s) signs DIGEST with the nonce's point: (s·R - digest·G) / r."""
    inverse = pow(r, -1, N)
    point = to_affine(linear_combination(-NUMBER * inverse, [(s * inverse, r_point)]))
    assert point is not None
    return PublicKey(sec.encode(point))


def signed(nonce: int, secret: int = 0xC0FFEE) -> tuple[int, int]:
    point = multiply_generator(nonce)
    assert point is not None
    r = point[0] % N
    s = pow(nonce, -1, N) * (NUMBER + r * secret) % N
    return r, min(s, N - s)


KEY = PublicKey(sec.encode(multiply_generator(0xC0FFEE)))
R, S = signed(0xBEEF)


def verifies(backend, key: PublicKey, r: int, s: int, **options) -> bool:
    return key.verify(DIGEST, der.encode(r, s), backend=backend, **options)


def test_the_good_signature_verifies(backend):
    assert verifies(backend, KEY, R, S)


def test_high_s_is_refused_unless_it_is_allowed(backend):
    assert not verifies(backend, KEY, R, N - S)
    assert verifies(backend, KEY, R, N - S, low_s=False)


OUT_OF_RANGE = {
    "r = 0": (0, S),
    "s = 0": (R, 0),
    "both 0": (0, 0),
    "r = 0, s = 1": (0, 1),
    "r = N": (N, S),
    "s = N": (R, N),
    "r = N, s = 0": (N, 0),
    "r = P": (P, S),
    "s = P": (R, P),
    "r = P - N": (P - N, S),
    "r + N": (R + N, S),
    "s + N": (R, S + N),
    "r + P": (R + P, S),
    "r + 2²⁵⁶": (R + 2**256, S),
    "s + 2²⁵⁶": (R, S + 2**256),
    "s + 2⁶⁴·N": (R, S + (N << 64)),
    "r = 2²⁵⁶ - 1": (2**256 - 1, S),
    "r = N - 1, s = N - 1": (N - 1, N - 1),
    "r negated": (N - R, S),
    "both swapped": (S, R),
    "r = s = 1": (1, 1),
    "r = x of infinity's would-be": (P % N, 1),
}


@pytest.mark.parametrize(("r", "s"), OUT_OF_RANGE.values(), ids=OUT_OF_RANGE.keys())
def test_numbers_out_of_range_or_place_are_refused(backend, r, s):
    assert not verifies(backend, KEY, r, s, low_s=False)


@pytest.mark.parametrize("nonce", [1, 2, 3, N - 1, N - 2, (N + 1) // 2, pow(2, -1, N), 2**255, 2**128])
def test_special_nonces_verify(backend, nonce):
    assert verifies(backend, KEY, *signed(nonce))


@pytest.mark.parametrize("secret", [1, 2, N - 1, N - 2, (N + 1) // 2, 2**128, 2**255])
def test_special_keys_verify(backend, secret):
    key = PublicKey(sec.encode(multiply_generator(secret)))
    assert verifies(backend, key, *signed(0xBEEF, secret))


def test_a_point_whose_x_is_above_the_order_verifies(backend):
    """x of the nonce's point between N and P: r is x - N. (N itself is such an x, but r must not be 0.)"""
    x = next(x for x in range(N + 1, P) if lift_x(x, is_odd=False))
    point = lift_x(x, is_odd=False)
    assert point is not None
    assert verifies(backend, recovered(point, x - N, 7), x - N, 7)


def test_a_small_r_is_no_x_above_the_order(backend):
    """r + N above P must not be reduced modulo P: here x = r + N - P."""
    x = next(x for x in range(1, 100) if lift_x(x, is_odd=False))
    point = lift_x(x, is_odd=False)
    assert point is not None
    r = x + P - N
    assert not verifies(backend, recovered(point, r, 7), r, 7)


def test_a_small_x_verifies(backend):
    x = next(x for x in range(1, 100) if lift_x(x, is_odd=False))
    point = lift_x(x, is_odd=False)
    assert point is not None
    assert verifies(backend, recovered(point, x, 7), x, 7)


def test_both_parts_of_the_sum_may_be_the_same_point(backend):
    """u₁·G = u₂·Q needs a doubling in place of an addition: the secret is digest / r."""
    r, _ = signed(0xBEEF)
    secret = NUMBER * pow(r, -1, N) % N
    key = PublicKey(sec.encode(multiply_generator(secret)))
    assert verifies(backend, key, *signed(0xBEEF, secret))


@pytest.mark.parametrize("digest", [bytes(32), b"\xff" * 32, N.to_bytes(32, "big"), (1).to_bytes(32, "big")])
def test_special_digests_verify(backend, digest):
    number, secret, nonce = int.from_bytes(digest, "big"), 0xC0FFEE, 0xBEEF
    point = multiply_generator(nonce)
    assert point is not None
    s = pow(nonce, -1, N) * (number + point[0] * secret) % N
    assert KEY.verify(digest, der.encode(point[0] % N, min(s, N - s)), backend=backend)


def test_of_a_long_digest_the_leftmost_bits_count(backend):
    assert KEY.verify(DIGEST + b"\xff" * 32, der.encode(R, S), backend=backend)
    assert not KEY.verify(b"\xff" * 32 + DIGEST, der.encode(R, S), backend=backend)


def test_a_short_digest_is_a_small_number(backend):
    secret, nonce, digest = 0xC0FFEE, 0xBEEF, bytes(range(1, 21))
    point = multiply_generator(nonce)
    assert point is not None
    s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + point[0] * secret) % N
    assert KEY.verify(digest, der.encode(point[0] % N, min(s, N - s)), backend=backend)


ENCODINGS = {
    "long length": lambda w: b"\x30\x81" + w[1:],
    "length with zeros": lambda w: b"\x30\x82\x00" + w[1:],
    "indefinite length": lambda w: b"\x30\x80" + w[2:] + b"\x00\x00",
    "trailing byte": lambda w: w + b"\x00",
    "trailing byte inside": lambda w: bytes([0x30, w[1] + 1]) + w[2:] + b"\x00",
    "null inside": lambda w: bytes([0x30, w[1] + 2]) + w[2:] + b"\x05\x00",
    "one byte fewer": lambda w: w[:-1],
    "one byte fewer, counted": lambda w: bytes([0x30, w[1] - 1]) + w[2:-1],
    "r with a zero": lambda w: bytes([0x30, w[1] + 1, 2, w[3] + 1, 0]) + w[4:],
    "r's length in long form": lambda w: bytes([0x30, w[1] + 1, 2, 0x81]) + w[3:],
    "another tag": lambda w: b"\x31" + w[1:],
    "integer as a bit string": lambda w: w[:2] + b"\x03" + w[3:],
    "leading byte": lambda w: b"\x00" + w,
    "empty": lambda w: w[:0],
    "empty sequence": lambda w: w[:1] + b"\x00",
    "infinite r": lambda w: b"\x30\x07\x09\x01\x40" + w[-3:],
    "twice": lambda w: w + w,
    "hash type": lambda w: w + b"\x01",
}


@pytest.mark.parametrize("change", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_other_encodings_of_the_good_signature_are_refused(backend, change):
    assert not KEY.verify(DIGEST, change(der.encode(R, S)), backend=backend, low_s=False)


@pytest.mark.parametrize("length", [0, 1, 62, 63, 65, 66, 128])
def test_a_compact_signature_has_64_bytes(backend, length):
    good = R.to_bytes(32, "big") + S.to_bytes(32, "big")
    assert KEY.verify_compact(DIGEST, good, backend=backend)
    assert not KEY.verify_compact(DIGEST, (good * 2)[:length], backend=backend)


def test_another_digest_or_key_is_refused(backend):
    other = PublicKey(sec.encode(multiply_generator(0xC0FFEF)))
    assert not KEY.verify(bytes(32), der.encode(R, S), backend=backend)
    assert not verifies(backend, other, R, S)


def test_every_form_of_the_key_verifies(backend):
    long = PublicKey(sec.encode(KEY.point, compressed=False))
    assert verifies(backend, long, R, S)
