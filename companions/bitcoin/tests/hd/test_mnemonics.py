"""BIP 39: words stand for entropy, and wrong words are named by their place only."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hd.mnemonic import entropy_of, mnemonic_of, seed_of, words

ABANDON = "abandon " * 11 + "about"


def test_the_list_is_the_one_of_the_bip():
    text = "\n".join(words()) + "\n"
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    )


def test_zeros_are_the_first_word_and_a_checksum():
    assert mnemonic_of(bytes(16)) == ABANDON


@given(st.sampled_from([16, 20, 24, 28, 32]).flatmap(lambda length: st.binary(min_size=length, max_size=length)))
def test_entropy_comes_back(entropy):
    assert entropy_of(mnemonic_of(entropy)) == entropy


def test_a_seed_is_that_of_the_bip():
    assert (
        seed_of(ABANDON, "TREZOR").hex().startswith("c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553")
    )


def test_passphrases_are_normalized():
    assert seed_of(ABANDON, "caf\u00e9") == seed_of(ABANDON, "cafe\u0301")


@pytest.mark.parametrize("length", [0, 15, 17, 33])
def test_entropy_of_another_length_is_refused(length):
    with pytest.raises(InputError, match=f"entropy must have 16, 20, 24, 28 or 32 bytes, got {length}"):
        mnemonic_of(bytes(length))


@pytest.mark.parametrize(
    ("mnemonic", "why"),
    [
        ("abandon " * 11, "a mnemonic must have 12, 15, 18, 21 or 24 words, got 11"),
        ("abandon " * 12, "the checksum in the last word is wrong"),
        ("abandon secretword " + "abandon " * 10, "word 2 is not in the English list of BIP 39"),
    ],
)
def test_a_wrong_mnemonic_says_why(mnemonic, why):
    with pytest.raises(ParseError, match=why) as caught:
        entropy_of(mnemonic)
    assert "secretword" not in str(caught.value)
