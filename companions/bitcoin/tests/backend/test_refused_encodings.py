"""Thousands of encodings and special values, on both back ends, with python-ecdsa and coincurve as judges."""

from __future__ import annotations

import hashlib
from itertools import product

import coincurve
import ecdsa
import pytest
from ecdsa.util import sigdecode_der
from encodings_of_signatures import SPECIAL, encodings
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_bitcoin import PrivateKey
from coincide_bitcoin.backend import PURE
from coincide_bitcoin.backend.libsecp256k1 import LIBSECP256K1
from coincide_bitcoin.curve.jacobian import to_affine
from coincide_bitcoin.curve.multiplication import linear_combination, multiply_generator
from coincide_bitcoin.curve.secp256k1 import LAMBDA, N, P, is_on_curve, lift_x
from coincide_bitcoin.encoding import der, sec
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.keys import PublicKey

BACKENDS = (PURE, LIBSECP256K1)
DIGEST = hashlib.sha256(b"refused").digest()
# One whose r and s both have their highest bit, and one where neither has: DER writes them with and without a zero.
SIGNERS = [
    key
    for key in (PrivateKey(number.to_bytes(32, "big")) for number in range(1, 200))
    if len(key.sign(DIGEST)) in (70, 71)
][:2]


def verdicts(key: PublicKey, digest: bytes, signature: bytes, *, low_s: bool = False) -> set[bool]:
    return {key.verify(digest, signature, low_s=low_s, backend=one) for one in BACKENDS}


def by_python_ecdsa(key: PublicKey, digest: bytes, signature: bytes) -> bool:
    theirs = ecdsa.VerifyingKey.from_string(sec.encode(key.point), curve=ecdsa.SECP256k1)
    try:
        return theirs.verify_digest(signature, digest, sigdecode=sigdecode_der)
    except Exception:  # It has several for what is no signature.
        return False


@pytest.mark.parametrize("signer", SIGNERS, ids=["short", "long"])
def test_every_encoding_but_one_is_refused(signer):
    good = signer.sign(DIGEST)
    r, s = der.decode(good)
    assert verdicts(signer.public, DIGEST, good) == {True}
    wrong = [
        label
        for label, data in encodings(r, s)
        if data not in (good, der.encode(r, N - s)) and verdicts(signer.public, DIGEST, data) != {False}
    ]
    assert wrong == []


def test_there_are_thousands_of_them():
    assert len({data for one in SIGNERS for _, data in encodings(*der.decode(one.sign(DIGEST)))}) > 8_000


def test_python_ecdsa_refuses_them_too():
    key = SIGNERS[0].public
    good = SIGNERS[0].sign(DIGEST)
    r, s = der.decode(good)
    ours = [data for _, data in encodings(r, s) if data not in (good, der.encode(r, N - s))]
    parsed = [data for data in ours if der.is_strict(data)]
    assert len(parsed) > 600 and not any(by_python_ecdsa(key, DIGEST, data) for data in parsed[::8])


@given(st.binary(max_size=80))
def test_bytes_of_chance_are_no_signature(data):
    assert verdicts(SIGNERS[0].public, DIGEST, data) == {False}


@given(st.sampled_from(SIGNERS), st.data())
def test_a_signature_with_a_few_wrong_bytes_is_refused(signer, data):
    good = signer.sign(DIGEST)
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed)))
        changed[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    if bytes(changed) != good:
        assert verdicts(signer.public, DIGEST, bytes(changed)) == {False}


@pytest.mark.parametrize(("r", "s"), list(product([one for one in SPECIAL if 0 <= one < 2**256], repeat=2)))
def test_special_numbers_in_32_bytes_each_verify_nothing(r, s):
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    for key in (SIGNERS[0].public, PublicKey(sec.encode(multiply_generator(1)))):
        assert {key.verify_compact(DIGEST, signature, low_s=False, backend=one) for one in BACKENDS} == {False}


# Where the ladders, windows and splits of implementations end: multiples near 0, n, the halves and the endomorphism.
FACTORS = (
    *(1, 2, 3, 15, 16, 17, 31, 33, N - 1, N - 2, N - 3, N // 2, N // 2 + 1),
    *(LAMBDA, N - LAMBDA, LAMBDA + 1, LAMBDA - 1, pow(LAMBDA, 2, N)),
    *(2**64, 2**127, 2**128 - 1, 2**128, 2**129, 2**255, 2**256 - N, N - 2**128),
    *(int(digit * 64, 16) % N for digit in "5a37c"),
)
SECRETS = (1, 2, 3, N - 1, N // 2, LAMBDA, N - LAMBDA, 2**128, 0xC0FFEE)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(FACTORS), st.sampled_from(FACTORS), st.sampled_from(SECRETS))
def test_special_multiples_of_generator_and_key_verify_unless_their_sum_is_infinity(first, second, secret):
    """u₁ and u₂ are chosen; digest, r and s follow: s = r / u₂, digest = u₁ · s."""
    key = PublicKey(sec.encode(multiply_generator(secret)))
    total = to_affine(linear_combination(first, [(second, key.point)]))
    if total is None:
        # Any r will do, since no point has infinity's x.
        r = 7
        s = r * pow(second, -1, N) % N
        assert verdicts(key, (first * s % N).to_bytes(32, "big"), der.encode(r, s)) == {False}
        return
    r = total[0] % N
    s = r * pow(second, -1, N) % N
    digest = (first * s % N).to_bytes(32, "big")
    assert verdicts(key, digest, der.encode(r, s)) == {True}
    assert coincurve.PublicKey(key.sec).verify(der.encode(r, min(s, N - s)), digest, hasher=None)
    assert verdicts(key, digest, der.encode((r % (N - 1)) + 1, s)) == {False}


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512"]),
    st.binary(max_size=30),
    st.integers(1, N - 1),
)
def test_digests_of_any_length_are_signed_and_cut_as_python_ecdsa_does(name, message, secret):
    digest = hashlib.new(name, message).digest()
    theirs = ecdsa.SigningKey.from_secret_exponent(secret, curve=ecdsa.SECP256k1)
    signature = theirs.sign_digest_deterministic(
        digest, hashfunc=hashlib.sha256, sigencode=ecdsa.util.sigencode_der, allow_truncate=True
    )
    key = PublicKey(theirs.get_verifying_key().to_string("compressed"))
    assert verdicts(key, digest, signature) == {True}
    assert verdicts(key, digest[:-1] + bytes([digest[-1] ^ 1]), signature) == ({False} if len(digest) <= 32 else {True})


def keys_that_look_like_one() -> list[bytes]:
    point = multiply_generator(0xC0FFEE)
    assert point is not None
    x, y = (number.to_bytes(32, "big") for number in point)
    small = next(x for x in range(1, 100) if lift_x(x, is_odd=False))
    root = lift_x(small, is_odd=False)
    assert root is not None
    bodies = [x, x + y, y + x, x + x, bytes(32), bytes(64), b"\xff" * 32, b"\xff" * 64]
    bodies += [(small + P).to_bytes(32, "big"), (small + P).to_bytes(32, "big") + root[1].to_bytes(32, "big")]
    bodies += [
        P.to_bytes(32, "big"),
        x + (P - point[1]).to_bytes(32, "big"),
        x + ((point[1] + 1) % P).to_bytes(32, "big"),
    ]
    bodies += [(number).to_bytes(32, "big") for number in range(8)]
    keys = [bytes([prefix]) + body for prefix in range(256) for body in bodies]
    return [*keys, *bodies, *(bytes(length) for length in range(70)), (b"\x04" + x + y)[:-1], b"\x02" + x + b"\x00"]


def test_keys_are_read_where_coincurve_reads_them_save_hybrid_ones():
    for data in keys_that_look_like_one():
        try:
            theirs = coincurve.PublicKey(data).format()
        except ValueError:
            theirs = None
        try:
            ours = sec.encode(PublicKey(data).point)
        except ParseError:
            ours = None
        assert ours == (None if data[:1] in (b"\x06", b"\x07") else theirs), data.hex()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, P - 1), st.integers(0, P - 1))
def test_points_of_other_curves_are_no_keys(x, y):
    """Most (x, y) lie on a twist or on another y² = x³ + b, where secrets leak."""
    data = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    if not is_on_curve(x, y):
        for backend in BACKENDS:
            assert not backend.verify_ecdsa(data, DIGEST, b"\x01" * 64)
        with pytest.raises(ParseError, match="must be a point of the curve"):
            PublicKey(data)
