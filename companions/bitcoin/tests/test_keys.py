"""Keys sign, verify, and keep their secret."""

from __future__ import annotations

import copy
import hashlib
import pickle
import traceback

import pytest

from coincide_bitcoin import backend
from coincide_bitcoin.backend import PURE, NotConstantTimeWarning
from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.encoding import wif
from coincide_bitcoin.errors import InputError, ParseError, SigningError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey, PublicKey
from coincide_bitcoin.networks import MAIN, REGTEST

DIGEST = hashlib.sha256(b"message").digest()
SECRET = bytes.fromhex("1e99423a4ed27608a15a2616a2b0e9e52ced330ac530edcc32c8ffc6a526aedd")
KEY = PrivateKey(SECRET)


def test_a_signature_verifies():
    assert KEY.public.verify(DIGEST, KEY.sign(DIGEST))


def test_a_schnorr_signature_verifies():
    assert KEY.public.verify_schnorr(b"any length", KEY.sign_schnorr(b"any length"))


def test_a_signature_is_the_same_each_time_and_its_schnorr_twin_is_not():
    assert KEY.sign(DIGEST) == KEY.sign(DIGEST)
    assert KEY.sign_schnorr(DIGEST) != KEY.sign_schnorr(DIGEST)


def test_extra_bytes_vary_the_nonce():
    assert KEY.sign(DIGEST, extra=bytes(32)) != KEY.sign(DIGEST)


def test_a_key_of_the_main_network_signs_only_when_told_to():
    key = PrivateKey(SECRET, MAIN)
    with pytest.raises(SigningError, match="signs only with `main_net=True`"):
        key.sign(DIGEST)
    with pytest.raises(SigningError, match="signs only with `main_net=True`"):
        key.sign_schnorr(DIGEST)
    assert key.public.verify(DIGEST, key.sign(DIGEST, main_net=True))


def test_pure_signing_warns():
    with pytest.warns(NotConstantTimeWarning):
        assert KEY.sign(DIGEST, backend=PURE) == KEY.sign(DIGEST)


def test_without_libsecp256k1_pure_signing_must_be_asked_for(monkeypatch):
    monkeypatch.setattr(backend, "_libsecp256k1", lambda: None)
    with pytest.raises(SigningError, match=r"install coincide-bitcoin\[fast\], or pass `backend=PURE`"):
        KEY.sign(DIGEST)


def test_verification_without_libsecp256k1_is_pure(monkeypatch):
    monkeypatch.setattr(backend, "_libsecp256k1", lambda: None)
    assert backend.fastest.__wrapped__() is PURE


@pytest.mark.parametrize("shown", [repr, str, lambda key: f"{key!r}", lambda key: repr([key])])
def test_a_key_does_not_show_its_secret(shown):
    text = shown(KEY)
    number = str(int.from_bytes(SECRET, "big"))
    assert not any(form in text for form in (SECRET.hex(), repr(SECRET), number, KEY.to_wif()))


def test_an_error_does_not_show_the_secret():
    text = ""
    try:
        KEY.sign(b"short")
    except InputError:
        text = traceback.format_exc()
    assert "`digest` must have 32 bytes, got 5" in text
    assert SECRET.hex() not in text


@pytest.mark.parametrize("secret", [bytes(32), N.to_bytes(32, "big"), b"\xff" * 32, b"\x01" * 31])
def test_a_secret_out_of_range_is_refused_without_it(secret):
    with pytest.raises(InputError, match=r"^a secret must be 32 bytes, from 1 to the order of the curve less 1$"):
        PrivateKey(secret)


def test_a_written_secret_out_of_range_is_refused():
    with pytest.raises(ParseError, match="a secret must be 32 bytes, from 1 to"):
        PrivateKey.from_wif(wif.encode(bytes(32), REGTEST))


@pytest.mark.parametrize("compressed", [True, False])
def test_keys_come_back_from_text(compressed):
    key = PrivateKey(SECRET, REGTEST, compressed)
    assert PrivateKey.from_wif(key.to_wif()) == key
    assert key.public.is_compressed == compressed


def test_random_keys_differ():
    assert PrivateKey.random() != PrivateKey.random()


def test_a_public_key_must_be_a_point():
    with pytest.raises(ParseError, match="a point must be 33 bytes"):
        PublicKey.parse(b"\x02")


def test_a_key_tweaked_for_taproot_signs_for_its_output_key():
    tweaked = KEY.tweaked()
    expected = backend.fastest().add_tweak_to_x(KEY.public.x_only, tagged_hash("TapTweak", KEY.public.x_only))
    assert expected is not None
    assert tweaked.public.x_only == expected[0]


def test_keys_can_be_copied_and_pickled():
    assert copy.deepcopy(KEY) == KEY == pickle.loads(pickle.dumps(KEY))
