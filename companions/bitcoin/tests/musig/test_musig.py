"""Keys that sign as one."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spends import KEYS, PUBLIC

from coincide_bitcoin.backend import NotConstantTimeWarning
from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.errors import InputError, SigningError
from coincide_bitcoin.hashes import sha256, tagged_hash
from coincide_bitcoin.keys import PrivateKey, PublicKey
from coincide_bitcoin.musig import AggregateKey, SecretNonce, Session, add_nonces, sign_last, sort_keys
from coincide_bitcoin.networks import MAIN

pytestmark = pytest.mark.filterwarnings("ignore::coincide_bitcoin.backend.NotConstantTimeWarning")
MESSAGE = sha256(b"what all sign")


def signed(keys: list[PrivateKey], aggregate: AggregateKey, message: bytes) -> tuple[Session, list[bytes], list[bytes]]:
    """A session, the public nonces and the partial signatures of these keys."""
    nonces = [SecretNonce.create(key.public.sec, key=key, message=message) for key in keys]
    session = Session(aggregate, add_nonces([nonce.public for nonce in nonces]), message)
    return (
        session,
        [nonce.public for nonce in nonces],
        [session.sign(nonce, key) for nonce, key in zip(nonces, keys, strict=True)],
    )


def verifies(aggregate: AggregateKey, message: bytes, signature: bytes) -> bool:
    return PublicKey(aggregate.sec).verify_schnorr(message, signature)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, N - 1), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, N - 1), st.booleans()), max_size=3),
    st.binary(max_size=40),
)
def test_the_sum_of_partial_signatures_is_a_schnorr_signature(numbers, tweaks, message):
    """Under any tweaks, and with the same key more than once."""
    keys = [PrivateKey(number.to_bytes(32, "big")) for number in [*numbers, numbers[0]]]
    aggregate = AggregateKey.of([key.public.sec for key in keys])
    for number, x_only in tweaks:
        aggregate = aggregate.tweaked(number.to_bytes(32, "big"), x_only=x_only)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotConstantTimeWarning)
        session, nonces, partials = signed(keys, aggregate, message)
    assert verifies(aggregate, message, session.add_up(partials))
    for partial, nonce, key in zip(partials, nonces, keys, strict=True):
        assert session.verify(partial, nonce, key.public.sec)


def test_an_aggregate_key_signs_for_a_taproot_output():
    aggregate = AggregateKey.of(PUBLIC)
    output = aggregate.tweaked(tagged_hash("TapTweak", aggregate.x_only), x_only=True)
    session, _, partials = signed(KEYS, output, MESSAGE)
    assert verifies(output, MESSAGE, session.add_up(partials))


def test_a_wrong_partial_signature_is_found_and_its_sum_is_none():
    session, nonces, partials = signed(KEYS, AggregateKey.of(PUBLIC), MESSAGE)
    wrong = [(int.from_bytes(partials[0], "big") ^ 1).to_bytes(32, "big"), *partials[1:]]
    found = [session.verify(*each) for each in zip(wrong, nonces, PUBLIC, strict=True)]
    assert found == [False, True, True]
    assert not verifies(session.key, MESSAGE, session.add_up(wrong))


@pytest.mark.parametrize("partial", [b"", bytes(31), N.to_bytes(32, "big")])
def test_a_partial_signature_out_of_range_is_refused(partial):
    session, nonces, partials = signed(KEYS, AggregateKey.of(PUBLIC), MESSAGE)
    assert not session.verify(partial, nonces[0], PUBLIC[0])
    with pytest.raises(InputError, match="the partial signature of signer 2 must be 32 bytes, below the curve's order"):
        session.add_up([*partials[:2], partial])


def test_a_nonce_signs_once():
    aggregate = AggregateKey.of(PUBLIC)
    nonce = SecretNonce.create(PUBLIC[0])
    session = Session(aggregate, add_nonces([nonce.public]), MESSAGE)
    session.sign(nonce, KEYS[0])
    with pytest.raises(InputError, match="this secret nonce has been used"):
        session.sign(nonce, KEYS[0])


def test_a_nonce_does_not_show_its_numbers():
    nonce = SecretNonce.of(1234567, 7654321)
    assert "1234567" not in repr(nonce) and "7654321" not in repr(nonce)


def test_nonces_differ():
    assert SecretNonce.create(PUBLIC[0]).public != SecretNonce.create(PUBLIC[0]).public


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0), (N, 1), (1, N)])
def test_a_nonce_out_of_range_is_refused(numbers):
    with pytest.raises(InputError, match="a secret nonce must be from 1 to the order"):
        SecretNonce.of(*numbers)


def test_nonces_that_cancel_do_not_stop_the_session():
    first = SecretNonce.of(5, 7)
    opposite = b"".join(bytes([half[0] ^ 1]) + half[1:] for half in (first.public[:33], first.public[33:]))
    total = add_nonces([first.public, opposite])
    assert total == bytes(66)
    assert len(Session(AggregateKey.of(PUBLIC[:2]), total, MESSAGE).sign(first, KEYS[0])) == 32


@pytest.mark.parametrize(
    ("act", "match"),
    [
        (lambda: AggregateKey.of([]), "must be at least one, and not cancel"),
        (
            lambda: AggregateKey.of([PUBLIC[0], b"\x05" + PUBLIC[0][1:]]),
            "the public key of signer 1 is invalid: a point",
        ),
        (lambda: AggregateKey.of([PUBLIC[0], bytes(32)]), "the public key of signer 1 is invalid: expected 33 bytes"),
        (
            lambda: AggregateKey.of(PUBLIC).tweaked(N.to_bytes(32, "big"), x_only=True),
            "a tweak must be 32 bytes, below",
        ),
        (lambda: AggregateKey.of(PUBLIC).tweaked(b"\x01", x_only=True), "a tweak must be 32 bytes, below"),
        (lambda: add_nonces([PUBLIC[0] * 2, bytes(66)]), "the nonce of signer 1 is invalid"),
        (lambda: Session(AggregateKey.of(PUBLIC), b"\x04" * 66, b"").add_up([]), "the nonce of the sum is invalid"),
    ],
)
def test_whoever_sends_something_invalid_is_named(act, match):
    with pytest.raises(InputError, match=match):
        act()


def test_a_key_from_outside_does_not_sign():
    aggregate = AggregateKey.of(PUBLIC[:2])
    nonce = SecretNonce.create(PUBLIC[2])
    with pytest.raises(InputError, match="must be among the keys of the session"):
        Session(aggregate, nonce.public, MESSAGE).sign(nonce, KEYS[2])


def test_a_key_of_the_main_network_signs_only_when_told_to():
    key = PrivateKey(KEYS[0].secret, MAIN)
    nonce = SecretNonce.create(PUBLIC[0])
    session = Session(AggregateKey.of(PUBLIC[:1]), nonce.public, MESSAGE)
    with pytest.raises(SigningError, match="signs only with `main_net=True`"):
        session.sign(nonce, key)
    assert verifies(session.key, MESSAGE, session.add_up([session.sign(nonce, key, main_net=True)]))


def test_signing_warns():
    nonce = SecretNonce.create(PUBLIC[0])
    with pytest.warns(NotConstantTimeWarning, match="MuSig2 signs in a time that depends on the secret"):
        Session(AggregateKey.of(PUBLIC[:1]), nonce.public, MESSAGE).sign(nonce, KEYS[0])


@pytest.mark.parametrize("chance", [None, bytes(32)])
def test_the_last_signer_needs_no_memory(chance):
    aggregate = AggregateKey.of(PUBLIC[:2])
    first = SecretNonce.create(PUBLIC[0])
    nonce, partial = sign_last(KEYS[1], aggregate, MESSAGE, first.public, chance=chance)
    assert (nonce, partial) == sign_last(KEYS[1], aggregate, MESSAGE, first.public, chance=chance)
    session = Session(aggregate, add_nonces([first.public, nonce]), MESSAGE)
    assert verifies(aggregate, MESSAGE, session.add_up([session.sign(first, KEYS[0]), partial]))


def test_keys_are_sorted_by_their_bytes():
    assert sort_keys([PUBLIC[2], PUBLIC[0], PUBLIC[1]]) == sorted(PUBLIC)
    assert AggregateKey.of(PUBLIC).x_only != AggregateKey.of(PUBLIC[::-1]).x_only
