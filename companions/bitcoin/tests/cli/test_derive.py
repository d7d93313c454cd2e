"""`derive` lists addresses, and neither takes secrets from the command line nor prints them."""

from __future__ import annotations

import io
import json

import pytest

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.hd import ExtendedKey, account_descriptor, seed_of
from coincide_bitcoin.hd.shares import share_out
from coincide_bitcoin.networks import MAIN

WORDS = "abandon " * 11 + "about"
MASTER = ExtendedKey.from_seed(seed_of(WORDS), MAIN)


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(WORDS + "\n")
    return path


# BIP 84's own test vectors.
def test_words_give_the_addresses_of_the_bip(call, words):
    code, out, _ = call("derive", words, "--network", "main", "--count", 2)
    assert code == 0
    assert "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu" in out and "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g" in out


def test_change_addresses_are_others(call, words):
    assert "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el" in call("derive", words, "--network", "main", "--change")[1]


def test_nothing_secret_is_printed(call, words):
    out = "".join(call("derive", words, "--network", "main", "--purpose", purpose)[1] for purpose in (44, 49, 84, 86))
    assert "xprv" not in out and "abandon" not in out


def test_an_account_key_gives_the_same_addresses(call, tmp_path, words):
    (tmp_path / "key").write_text(MASTER.derive("84'/0'/0'").neuter().to_text())
    first, second = (call("derive", path, "--network", "main", "--json")[1] for path in (words, tmp_path / "key"))
    assert json.loads(first)["addresses"] == json.loads(second)["addresses"]


def test_a_passphrase_gives_other_addresses(call, tmp_path, words):
    (tmp_path / "passphrase").write_text("TREZOR\n")
    assert call("derive", words)[1] != call("derive", words, "--passphrase", tmp_path / "passphrase")[1]


def test_standard_input_is_read(call, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(WORDS))
    assert "bcrt1q" in call("derive", "-")[1]


def test_a_descriptor_may_be_on_the_command_line(call):
    key = MASTER.neuter().to_text()
    assert call("derive", f"tr({key}/0/*)", "--network", "main", "--count", 1)[1].count("bc1p") == 1


@pytest.mark.parametrize("given", [WORDS, MASTER.to_text(), f"wpkh({MASTER.to_text()})", "nothing"])
def test_secrets_on_the_command_line_are_refused(call, given):
    code, out, err = call("derive", given)
    assert (code, out) == (1, "")
    assert err == "error: expected a file, - for standard input, or a descriptor without private keys\n"


def test_wrong_words_are_named_by_their_place(call, tmp_path):
    (tmp_path / "words").write_text("abandon secretword " + "abandon " * 10)
    code, _, err = call("derive", tmp_path / "words")
    assert (code, "word 2 is not in the English list" in err, "secretword" in err) == (1, True, False)


def test_a_count_of_nothing_is_refused(call, words):
    assert "--count must be at least 1" in call("derive", words, "--count", 0)[2]


def test_shares_are_joined_to_the_seed(call, tmp_path):
    seed = bytes(range(16))
    shares = share_out(seed, [(2, 3)], passphrase="TREZOR", exponent=0)[0]
    source, passphrase = tmp_path / "shares.txt", tmp_path / "passphrase.txt"
    source.write_text("\n".join(shares[1:]) + "\n", encoding="utf-8")
    passphrase.write_text("TREZOR\n", encoding="utf-8")
    code, out, _ = call("derive", str(source), "--shares", "--passphrase", str(passphrase), "--count", "1")
    expected = Descriptor.parse(account_descriptor(ExtendedKey.from_seed(seed), 84)).address(0)
    assert code == 0 and expected in out and not set(shares[1].split()[4:]) & set(out.split())


def test_too_few_shares_say_how_many(call, tmp_path):
    source = tmp_path / "shares.txt"
    source.write_text(share_out(bytes(16), [(2, 3)], exponent=0)[0][0], encoding="utf-8")
    code, _, error = call("derive", str(source), "--shares")
    assert code == 1 and "expected 2 shares of group 1, got 1" in error


def test_of_a_descriptor_for_two_the_second_is_for_change(call):
    key = ExtendedKey.from_seed(bytes(16)).neuter().to_text()
    found = [call("derive", f"wpkh({key}/<0;1>/*)", *options)[1] for options in ((), ("--change",))]
    assert [text.splitlines()[0].partition("#")[0] for text in found] == [f"wpkh({key}/{step}/*)" for step in (0, 1)]


def test_a_descriptor_without_a_second_has_no_change(call):
    key = ExtendedKey.from_seed(bytes(16)).neuter().to_text()
    code, _, error = call("derive", f"wpkh({key}/0/*)", "--change")
    assert code == 1 and "takes the second of <0;1>" in error
