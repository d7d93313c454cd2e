"""`decode` finds out what it is, and explains every byte."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from spends import KEYS, KINDS, PUBLIC, spend

from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import MAIN

ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


def kind_of(call, given) -> str:
    return json.loads(call("decode", given, "--json")[1])["kind"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (ADDRESS, "address"),
        ("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH", "address"),
        (KEYS[0].to_wif(), "private key"),
        (PrivateKey(KEYS[0].secret, MAIN, False).to_wif(), "private key"),
        (PUBLIC[0].hex(), "public key"),
        (spend("p2wsh").transaction.serialize().hex(), "transaction"),
        (KINDS["p2tr, key"][0].hex(), "script"),
        ("6a 04 61 62 63 64", "script"),
    ],
)
def test_it_finds_out_what_it_is(call, given, kind):
    assert kind_of(call, given) == kind


@pytest.mark.parametrize(
    "written", [lambda raw: raw, lambda raw: raw.hex().encode(), lambda raw: raw.hex().encode() + b"\n"]
)
def test_a_file_may_hold_bytes_or_hex(call, tmp_path, written):
    path = tmp_path / "some transaction.bin"
    path.write_bytes(written(spend("p2wpkh").transaction.serialize()))
    assert kind_of(call, path) == "transaction"


def test_the_rows_of_a_transaction_cover_every_byte(call):
    raw = spend("p2sh-p2wsh").transaction.serialize()
    pieces = json.loads(call("decode", raw.hex(), "--json")[1])["pieces"]
    assert "".join(piece["hex"] for piece in pieces) == raw.hex()


def test_the_table_names_and_explains_fields(call):
    out = call("decode", spend("p2pkh").transaction.serialize().hex())[1]
    line = next(line for line in out.splitlines() if "output 1: value" in line)
    assert line.endswith("5898000000000000          39000 satoshi, 0.00039000 BTC")
    assert "not before height 200" in out
    assert "locked for 20 blocks" in out


def test_a_script_that_is_cut_short_is_still_explained(call):
    out = call("decode", "5105ff", "--as", "script")[1]
    assert "cut short by the end of the script" in out


def test_a_named_kind_says_why_not(call):
    code, _, err = call("decode", "00ff", "--as", "transaction")
    assert (code, err) == (1, "error: at offset 0: transaction: `version` needs 4 bytes, 2 left\n")


def test_a_transaction_that_breaks_a_rule_says_so(call):
    empty = "02000000" + "00" * 2 + "00" * 4
    assert "bad-txns-vin-empty" in call("decode", empty)[1]


def test_no_secret_is_shown(call):
    key = KEYS[0]
    _, out, err = call("decode", key.to_wif(), "--json")
    assert key.secret.hex() not in out + err
    assert key.to_wif() not in out + err


def test_an_address_of_base58_may_be_of_three_networks(call):
    out = call("decode", "mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r")[1]
    assert "test, signet, regtest" in out


def test_a_mistyped_address_is_not_taken_for_a_script(call):
    code, _, err = call("decode", ADDRESS[:-1] + "q", "--as", "address")
    assert (code, "the checksum of bech32 does not match" in err) == (1, True)


def test_a_lock_time_may_be_a_time(call):
    raw = replace(spend("p2pkh").transaction, lock_time=500_000_000).serialize().hex()
    assert "not before 1985-11-05 00:53:20 UTC" in call("decode", raw)[1]


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_not_a_script_without_operations(call, text):
    code, _, error = call("decode", text)
    assert code == 1 and "there is nothing to decode" in error
