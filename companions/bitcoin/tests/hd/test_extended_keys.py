"""BIP 32: children, private and public; and the accounts of wallets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin import PrivateKey
from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.encoding import base58
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hd import ExtendedKey, account_descriptor, parse_path, seed_of
from coincide_bitcoin.hd.path import HARDENED, path_text
from coincide_bitcoin.networks import MAIN, REGTEST

# BIP 32's first test vector.
SEED = bytes(range(16))
MASTER = ExtendedKey.from_seed(SEED, MAIN)
XPRV = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
DEEP_XPUB = (
    "xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy"
)
ABANDON = seed_of("abandon " * 11 + "about")
indices = st.integers(0, HARDENED - 1)


def test_the_master_key_of_a_seed_is_that_of_the_bip():
    assert MASTER.to_text() == XPRV


def test_a_deep_child_is_that_of_the_bip():
    assert MASTER.derive("m/0'/1/2h/2/1000000000").neuter().to_text() == DEEP_XPUB


def test_an_extended_key_comes_back():
    assert ExtendedKey.parse(XPRV) == MASTER


@given(indices)
def test_private_and_public_parents_have_the_same_public_child(index):
    assert MASTER.child(index).neuter() == MASTER.neuter().child(index)


@given(st.lists(st.integers(0, 2**32 - 1), max_size=6))
def test_paths_come_back(steps):
    assert parse_path(path_text(steps)) == tuple(steps)


def test_a_secret_is_not_shown():
    shown = repr(MASTER) + repr(MASTER.private_key)
    assert MASTER.key[1:].hex() not in shown and str(MASTER.key[1:])[2:-1] not in shown


def test_a_test_key_is_of_regtest_unless_another_network_is_given():
    assert ExtendedKey.parse(ExtendedKey.from_seed(SEED).to_text()).network == REGTEST


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("m/a", "got 'a'"),
        ("m/0H", "got '0H'"),
        ("m//1", "got nothing"),
        ("2147483648", "must be a number below 2\\^31"),
        ("1/" * 255 + "1", "at most 255 steps, got 256"),
    ],
)
def test_a_wrong_path_says_why(path, why):
    with pytest.raises(ParseError, match=why):
        parse_path(path)


def rewritten(at: int, byte: int) -> str:
    data = bytearray(base58.decode_check(XPRV))
    data[at] = byte
    return base58.encode_check(bytes(data))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (XPRV[:-1] + "j", "must be base58check"),
        (base58.encode_check(bytes(77)), "must have 78 bytes, got 77"),
        (rewritten(0, 1), "expected an extended key, xprv, xpub, tprv or tpub, got version 0188ade4"),
        (rewritten(8, 1), "must have no parent and index 0"),
        (rewritten(45, 2), "the key of xprv must begin with 00"),
    ],
)
def test_a_wrong_extended_key_says_why_and_not_what(text, why):
    with pytest.raises(ParseError, match=why) as caught:
        ExtendedKey.parse(text)
    assert text[10:] not in str(caught.value)


def test_a_key_of_another_network_is_refused():
    with pytest.raises(ParseError, match="expected an extended key, one of the network regtest, got version 0488ade4"):
        ExtendedKey.parse(XPRV, REGTEST)


@pytest.mark.parametrize(
    ("attempt", "why"),
    [
        (lambda: MASTER.neuter().child(HARDENED), "child 0h is hardened, which needs the private key"),
        (lambda: MASTER.neuter().private_key, "a public extended key has no private key"),
        (lambda: ExtendedKey.from_seed(bytes(15)), "a seed must have 16 to 64 bytes, got 15"),
        (lambda: MASTER.derive([0] * 256), "keys have at most 255 generations"),
        (lambda: account_descriptor(MASTER, 45), "the purpose must be one of 44, 49, 84, 86, got 45"),
        (lambda: account_descriptor(MASTER, 84, account=-1), "the account must be from 0 to 2\\^31 - 1, got -1"),
    ],
)
def test_what_cannot_be_derived_says_why(attempt, why):
    with pytest.raises(InputError, match=why):
        attempt()


# The first receiving addresses of BIP 84 and 86, and those that wallets give for the same words by BIPs 44 and 49.
@pytest.mark.parametrize(
    ("purpose", "address"),
    [
        (44, "1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA"),
        (49, "37VucYSaXLCAsxYyAPfbSi9eh4iEcbShgf"),
        (84, "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
        (86, "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"),
    ],
)
def test_the_first_address_of_an_account_is_that_of_the_bip(purpose, address):
    descriptor = account_descriptor(ExtendedKey.from_seed(ABANDON, MAIN), purpose)
    assert Descriptor.parse(descriptor, MAIN).address(0) == address


def test_an_account_descriptor_holds_no_secret():
    assert not Descriptor.parse(account_descriptor(MASTER, 84), MAIN).has_private_keys


def test_a_derived_private_key_signs_for_its_public_half():
    child = ExtendedKey.from_seed(SEED).derive("0/1")
    assert child.public_key.verify(bytes(32), PrivateKey(child.key[1:]).sign(bytes(32)))
