"""Addresses are the text of standard scripts, each for one network."""

from __future__ import annotations

import pytest
from spends import PUBLIC

from coincide_bitcoin import address
from coincide_bitcoin.encoding import base58
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.networks import MAIN, NETWORKS, REGTEST, TEST, network_named
from coincide_bitcoin.script.standard import p2pk, p2pkh, p2sh, p2tr, p2wpkh, p2wsh

HASH = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
SCRIPTS = [p2pkh(HASH), p2sh(HASH), p2wpkh(HASH), p2wsh(bytes(32)), p2tr(bytes(32)), bytes.fromhex("51024e73")]


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS.keys())
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script[:3].hex())
def test_scripts_come_back(script, network):
    assert address.decode(address.encode(script, network), network) == script


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (p2pkh(HASH), "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"),
        (p2wpkh(HASH), "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ],
)
def test_well_known_addresses(script, text):
    assert address.encode(script, MAIN) == text
    assert address.decode(text, MAIN) == script


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script[:3].hex())
def test_an_address_of_another_network_is_refused(script):
    with pytest.raises(ParseError, match="expected an address of the network regtest"):
        address.decode(address.encode(script, MAIN), REGTEST)


def test_regtest_is_the_default():
    assert address.encode(p2wpkh(HASH)).startswith("bcrt1")


def test_test_and_regtest_share_base58_but_not_bech32():
    assert address.decode(address.encode(p2pkh(HASH), TEST)) == p2pkh(HASH)
    with pytest.raises(ParseError, match=r"bcrt1\.\.\., got tb1"):
        address.decode(address.encode(p2wpkh(HASH), TEST))


def test_other_scripts_have_no_address():
    with pytest.raises(InputError, match="only P2PKH, P2SH and witness programs have addresses"):
        address.encode(p2pk(PUBLIC[0]))


def test_base58_of_another_length_is_no_address():
    with pytest.raises(ParseError, match="must hold 21 bytes, got 20"):
        address.decode(base58.encode_check(bytes(20)))


def test_a_network_that_is_not_there():
    with pytest.raises(InputError, match="one of main, test, signet, regtest, got `moon`"):
        network_named("moon")
