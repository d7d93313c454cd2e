"""Operations with signatures, counted as blocks count them."""

from __future__ import annotations

import pytest
from spends import spend

from coincide_bitcoin.script.script import Script
from coincide_bitcoin.script.sigops import count, legacy_sigops, sigop_cost
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction


@pytest.mark.parametrize(
    ("text", "rough", "accurate"),
    [
        ("CHECKSIG CHECKSIGVERIFY", 2, 2),
        ("1 <02> <02> 2 CHECKMULTISIG", 20, 2),
        ("1 <02> 1 CHECKMULTISIGVERIFY", 20, 1),
        ("CHECKMULTISIG", 20, 20),
        ("0 CHECKMULTISIG", 20, 20),
        ("16 CHECKMULTISIG CHECKSIG", 21, 17),
        ("0 IF CHECKSIG ENDIF RETURN CHECKSIG", 2, 2),
        ("CHECKSIG 0x05 0xac", 1, 1),
        ("CHECKSIGADD", 0, 0),
    ],
)
def test_a_script_has_so_many(text, rough, accurate):
    script = Script.from_text(text).data
    assert (count(script, accurate=False), count(script, accurate=True)) == (rough, accurate)


# The other input and both outputs: one P2WPKH, and 4 for the P2PKH output.
BASE = 1 + 4


@pytest.mark.parametrize(
    ("kind", "cost"),
    [
        ("p2pk", 0),
        ("multisig", 0),
        ("p2sh", 4 * 3),
        ("p2wpkh", 1),
        ("p2wsh", 3),
        ("p2sh-p2wpkh", 1),
        ("p2sh-p2wsh", 3),
        ("p2tr, key", 0),
        ("p2tr, leaf", 0),
    ],
)
def test_a_spend_costs(kind, cost):
    """What is spent costs where it is created, but for scripts behind hashes."""
    one = spend(kind)
    assert sigop_cost(one.transaction, one.spent) == BASE + cost


def test_a_coinbase_has_no_spent_outputs():
    one = spend("p2pkh").transaction
    coinbase = Transaction(1, (Input(OutPoint(bytes(32), 0xFFFFFFFF), b"\xac\xac"),), one.outputs)
    assert (legacy_sigops(coinbase), sigop_cost(coinbase, ())) == (3, 12)


@pytest.mark.parametrize(
    ("program", "witness", "cost"),
    [("0020" + "00" * 32, (b"\xac",), 1), ("0020" + "00" * 32, (), 0), ("0015" + "00" * 21, (b"\xac",), 0)],
)
def test_a_witness_costs_what_its_last_item_has_if_the_program_is_the_hash_of_a_script(program, witness, cost):
    one = Transaction(2, (Input(OutPoint(bytes(32), 0), witness=witness),), ())
    assert sigop_cost(one, [Output(1, bytes.fromhex(program))]) == cost


def test_a_redeem_script_behind_more_than_pushes_costs_nothing():
    one = Transaction(2, (Input(OutPoint(bytes(32), 0), b"\x76\x01\xac"),), ())
    assert sigop_cost(one, [Output(1, bytes.fromhex("a914" + "00" * 20 + "87"))]) == 0
