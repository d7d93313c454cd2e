"""One protocol, two back ends: each test runs on both, and both must give the same."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_bitcoin.backend import PURE, NotConstantTimeWarning, fastest, for_signing
from coincide_bitcoin.backend.libsecp256k1 import LIBSECP256K1
from coincide_bitcoin.curve.secp256k1 import G, N
from coincide_bitcoin.encoding import sec

ORDER = N.to_bytes(32, "big")
ONE = (1).to_bytes(32, "big")
SECRETS = st.one_of(st.integers(0, 2**256 - 1), st.integers(0, 3), st.integers(N - 2, N + 2)).map(
    lambda number: number.to_bytes(32, "big")
)
VALID = st.one_of(st.integers(1, N - 1), st.integers(1, 3), st.integers(N - 3, N - 1)).map(
    lambda number: number.to_bytes(32, "big")
)
ANY32 = st.binary(min_size=32, max_size=32)


def quietly(function, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotConstantTimeWarning)
        return function(*arguments)


def same(method: str, *arguments):
    """The result, which both give."""
    ours, theirs = (quietly(getattr(backend, method), *arguments) for backend in (PURE, LIBSECP256K1))
    assert ours == theirs
    return ours


@given(SECRETS, st.booleans())
def test_public_keys_are_the_same(secret, compressed):
    key = same("public_key", secret)
    if key is not None:
        assert PURE.serialize(key, compressed=compressed) == LIBSECP256K1.serialize(key, compressed=compressed)


@settings(deadline=None, max_examples=30)
@given(VALID, ANY32, st.one_of(st.none(), ANY32))
def test_ecdsa_signatures_are_the_same_and_verify(secret, digest, extra):
    signature = same("sign_ecdsa", secret, digest, extra)
    assert same("verify_ecdsa", same("public_key", secret), digest, signature)
    assert int.from_bytes(signature[32:], "big") <= N // 2


@settings(deadline=None, max_examples=30)
@given(VALID, st.binary(max_size=80), ANY32)
def test_schnorr_signatures_are_the_same_and_verify(secret, message, auxiliary):
    signature = same("sign_schnorr", secret, message, auxiliary)
    assert same("verify_schnorr", same("public_key", secret)[1:], message, signature)


@settings(deadline=None, max_examples=30)
@given(VALID, ANY32, st.integers(0, 511), st.sampled_from(["ecdsa", "schnorr"]))
def test_a_signature_with_one_changed_bit_is_refused(secret, message, bit, kind):
    key = LIBSECP256K1.public_key(secret)
    assert key is not None
    if kind == "ecdsa":
        signature = LIBSECP256K1.sign_ecdsa(secret, message, None)
    else:
        key, signature = key[1:], LIBSECP256K1.sign_schnorr(secret, message, bytes(32))
    changed = (int.from_bytes(signature, "big") ^ (1 << bit)).to_bytes(64, "big")
    assert not same(f"verify_{kind}", key, message, changed)


@settings(deadline=None, max_examples=30)
@given(VALID, SECRETS)
def test_tweaks_are_the_same(secret, tweak):
    key = same("public_key", secret)
    total = same("add_secret", secret, tweak)
    assert same("add_tweak", key, tweak) == (None if total is None else same("public_key", total))
    same("add_tweak_to_x", key[1:], tweak)
    same("multiply", key, tweak)


@given(st.one_of(SECRETS, st.binary(max_size=40)), st.one_of(SECRETS, st.binary(max_size=40)))
def test_sums_of_secrets_are_the_same_or_none(secret, tweak):
    total = same("add_secret", secret, tweak)
    assert total is None or int.from_bytes(total, "big") < N


@given(st.lists(VALID, max_size=4))
def test_sums_of_keys_are_the_same(secrets):
    same("add_keys", [LIBSECP256K1.public_key(secret) for secret in secrets])


@given(st.one_of(st.binary(max_size=70), st.binary(min_size=64, max_size=64).map(lambda body: b"\x06" + body)))
def test_bytes_that_are_no_key_are_refused_by_both(data):
    for arguments in (("verify_ecdsa", data, ONE, ONE + ONE), ("add_tweak", data, ONE), ("multiply", data, ONE)):
        same(*arguments)
    same("add_keys", [data])


def test_a_key_and_its_negative_add_up_to_nothing():
    key = sec.encode(G)
    assert same("add_keys", [key, bytes([key[0] ^ 1]) + key[1:]]) is None


def test_a_tweak_that_takes_a_key_to_infinity_is_refused():
    assert same("add_tweak", sec.encode(G), (N - 1).to_bytes(32, "big")) is None


def test_infinity_verifies_nothing(backend):
    """With digest 0 and key G, u₁ = 0; with r = N - digest in place of r, the sum is infinity."""
    digest = (5).to_bytes(32, "big")
    assert not backend.verify_ecdsa(sec.encode(G), digest, (N - 5).to_bytes(32, "big") + ONE)


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_arguments_of_another_length_are_refused(backend, length):
    key = sec.encode(G)
    assert not backend.verify_ecdsa(key, bytes(32), bytes(length))
    assert not backend.verify_schnorr(key[1:], b"", bytes(length))
    assert backend.add_tweak(key, bytes(length)) is None
    assert backend.add_tweak_to_x(key[1:], bytes(length)) is None
    assert backend.public_key(bytes(length)) is None


def test_the_pure_back_end_warns_when_it_signs():
    with pytest.warns(NotConstantTimeWarning, match="signs in a time that depends on the secret"):
        PURE.sign_ecdsa(ONE, bytes(32), None)


def test_libsecp256k1_is_taken_when_it_is_there():
    assert fastest() is for_signing() is LIBSECP256K1
