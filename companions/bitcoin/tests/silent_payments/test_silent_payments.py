"""One address, payments that nobody links."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spends import KEYS, PUBLIC, Signer, spend

from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.encoding import bech32
from coincide_bitcoin.encoding.sec import encode
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.keys import PrivateKey, PublicKey
from coincide_bitcoin.networks import MAIN, REGTEST
from coincide_bitcoin.script import SignatureHasher
from coincide_bitcoin.script.standard import p2pkh, p2tr, witness_script_pubkey
from coincide_bitcoin.silent_payments import Receiver, SilentAddress, input_key, pay
from coincide_bitcoin.silent_payments.inputs import MOST_OUTPUTS, NUMS
from coincide_bitcoin.transaction import Input, Output, Transaction

RECEIVER = Receiver(PrivateKey(sha256(b"scan")), PrivateKey(sha256(b"spend")))
OTHER = Receiver(PrivateKey(sha256(b"scan 2")), PrivateKey(sha256(b"spend 2")))


def payment(recipients: list[SilentAddress], kind: str = "p2pkh") -> tuple[Transaction, tuple[Output, ...]]:
    """A transaction that pays these; it spends an output of `kind` and one of P2WPKH, both of the first key."""
    one = spend(kind)
    keys = [(KEYS[0], False), (KEYS[0], False)]
    outputs = pay([each.previous for each in one.transaction.inputs], keys, recipients)
    made = tuple(Output(1000, p2tr(key)) for key in outputs)
    return replace(one.transaction, outputs=(Output(1, p2pkh(bytes(20))), *made)), one.spent


def found(receiver: Receiver, transaction: Transaction, spent: tuple[Output, ...], labels: tuple[int, ...] = ()):
    return [(each.index, each.label) for each in receiver.find(transaction, spent, labels)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([None, 0, 1, 7]), min_size=1, max_size=4))
def test_what_is_sent_is_found_and_can_be_spent(labels):
    transaction, spent = payment([RECEIVER.address(label) for label in labels])
    payments = RECEIVER.find(transaction, spent, [1, 7])
    assert {each.index: each.label for each in payments} == dict(enumerate(labels, start=1))
    for each in payments:
        assert RECEIVER.key(each).public.x_only == transaction.outputs[each.index].script_pubkey[2:]


def test_only_the_receiver_finds_it():
    transaction, spent = payment([RECEIVER.address(), OTHER.address(), RECEIVER.address()])
    assert found(RECEIVER, transaction, spent) == [(1, None), (3, None)]
    assert found(OTHER, transaction, spent) == [(2, None)]


def test_two_payments_have_nothing_in_common():
    """Neither two in one transaction, nor two transactions that spend other outputs."""
    previous = [each.previous for each in spend("p2pkh").transaction.inputs]
    keys = [(KEYS[0], False)]
    paid = [pay([one], keys, [RECEIVER.address()] * 2) for one in previous]
    assert len({*paid[0], *paid[1]}) == 4


def test_a_label_that_was_not_given_out_is_not_looked_for():
    transaction, spent = payment([RECEIVER.address(7)])
    assert found(RECEIVER, transaction, spent) == []
    assert found(RECEIVER, transaction, spent, (7,)) == [(1, 7)]


def test_the_found_key_signs_for_its_output():
    transaction, spent = payment([RECEIVER.address(0)])
    (mine,) = RECEIVER.find(transaction, spent)
    output = transaction.outputs[mine.index]
    one = Input(spend("p2pk").transaction.inputs[0].previous)
    unsigned = Transaction(2, (one,), (Output(1, b"\x51"),))
    signature = Signer(SignatureHasher(unsigned, [output]), 0, 1).taproot(RECEIVER.key(mine))
    signed = replace(unsigned, inputs=(replace(one, witness=(signature,)),))
    assert signed.verify([output])[0].error == ""


@pytest.mark.parametrize("kind", ["p2pkh", "p2wpkh", "p2sh-p2wpkh"])
def test_inputs_with_one_key_count(kind):
    one = spend(kind)
    assert input_key(one.transaction.inputs[1], one.spent[1]) == PUBLIC[0]


@pytest.mark.parametrize("kind", ["p2tr, key", "p2tr, leaf"])
def test_taproot_inputs_count_with_the_key_of_their_output(kind):
    one = spend(kind)
    assert input_key(one.transaction.inputs[1], one.spent[1]) == b"\x02" + one.spent[1].script_pubkey[2:]


@pytest.mark.parametrize("kind", ["p2pk", "multisig", "p2sh", "p2wsh", "p2sh-p2wsh"])
def test_other_inputs_do_not_count(kind):
    one = spend(kind)
    assert input_key(one.transaction.inputs[1], one.spent[1]) is None


def test_an_output_whose_internal_key_is_nobodys_does_not_count():
    one = spend("p2tr, leaf")
    *rest, control = one.transaction.inputs[1].witness
    nobody = replace(one.transaction.inputs[1], witness=(*rest, control[:1] + NUMS + control[33:]))
    assert input_key(nobody, one.spent[1]) is None
    assert input_key(replace(nobody, witness=(*nobody.witness, b"\x50")), one.spent[1]) is None


def test_an_uncompressed_key_does_not_count():
    long = encode(KEYS[0].public.point, compressed=False)
    one = spend("p2pkh").transaction.inputs[1]
    assert input_key(replace(one, script_sig=b"\x00" + long), Output(1, p2pkh(PublicKey(long).hash160))) is None
    assert input_key(replace(one, witness=(b"", long)), spend("p2wpkh").spent[1]) is None
    assert input_key(replace(one, witness=()), spend("p2wpkh").spent[1]) is None


def test_a_spent_output_of_a_later_version_ends_the_search():
    transaction, spent = payment([RECEIVER.address()])
    assert found(RECEIVER, transaction, (Output(1, witness_script_pubkey(2, bytes(32))), spent[1])) == []


def test_a_transaction_without_inputs_that_count_pays_nobody():
    one = spend("p2wsh")
    assert found(RECEIVER, one.transaction, (one.spent[1], one.spent[1])) == []


def test_keys_that_cancel_cannot_pay():
    opposite = PrivateKey(((-int.from_bytes(KEYS[0].secret, "big")) % N).to_bytes(32, "big"))
    previous = [each.previous for each in spend("p2pkh").transaction.inputs]
    for keys in ([], [(KEYS[0], False), (opposite, False)]):
        with pytest.raises(InputError, match="must be at least one, and not add up to 0"):
            pay(previous, keys, [RECEIVER.address()])
    assert len(pay(previous, [(KEYS[0], True), (opposite, True)], [RECEIVER.address()])) == 1


def test_one_transaction_pays_a_receiver_so_often_and_no_more():
    previous = [each.previous for each in spend("p2pkh").transaction.inputs]
    with pytest.raises(InputError, match="at most 2323 outputs to one scan key"):
        pay(previous, [(KEYS[0], False)], [RECEIVER.address()] * (MOST_OUTPUTS + 1))


@pytest.mark.parametrize("network", [MAIN, REGTEST])
def test_addresses_come_back(network):
    address = Receiver(replace(RECEIVER.scan, network=network), RECEIVER.spend).address(5)
    assert SilentAddress.decode(str(address), network) == address
    assert str(address).startswith("sp1q" if network == MAIN else "tsp1q")


def written(version: int, data: bytes, hrp: str = "tsp", constant: int = bech32.BECH32M) -> str:
    return bech32.encode(hrp, [version, *bech32.regroup(data, 8, 5)], constant)


GOOD = PUBLIC[0] + PUBLIC[1]


def test_a_later_version_may_hold_more():
    assert SilentAddress.decode(written(30, GOOD + bytes(9))) == SilentAddress(PUBLIC[0], PUBLIC[1])


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (written(0, GOOD, "sp"), r"a silent payment address of regtest, tsp1\.\.\., got sp1"),
        (written(0, GOOD, constant=bech32.BECH32), "must be bech32m, with a version from 0 to 30"),
        (written(31, GOOD), "must be bech32m, with a version from 0 to 30"),
        (written(0, GOOD + b"\x00"), "must hold 66 bytes of keys, got 67"),
        (written(3, GOOD[:-1]), "must hold 66 bytes of keys, got 65"),
        (written(0, bytes(66)), "a point must be 33 bytes"),
        (bech32.encode("tsp", [], bech32.BECH32M), "must be bech32m, with a version from 0 to 30"),
    ],
)
def test_texts_that_are_no_address(text, match):
    with pytest.raises(ParseError, match=match):
        SilentAddress.decode(text)


def test_no_secret_is_shown():
    transaction, spent = payment([RECEIVER.address()])
    shown = repr((RECEIVER, RECEIVER.find(transaction, spent)))
    secrets = [RECEIVER.scan.secret, RECEIVER.spend.secret, RECEIVER.find(transaction, spent)[0].tweak]
    assert not any(secret.hex() in shown or repr(secret) in shown for secret in secrets)
