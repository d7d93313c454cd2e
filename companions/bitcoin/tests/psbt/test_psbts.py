"""BIPs 174, 370 and 371: from an unsigned transaction to a valid one, by several hands."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import InputError, ParseError, SigningError
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.psbt import Psbt, extract, fields, finalize, sign, update
from coincide_bitcoin.psbt.psbt import MAGIC
from coincide_bitcoin.script.flags import STANDARD
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction
from examples.showcase.outputs import DESCRIPTORS, key, output_types

KEYS = [key(number) for number in range(15)]


def funding_of(script: bytes) -> Transaction:
    return Transaction(2, (Input(OutPoint(b"\x01" * 32, 0), b"\x51"),), (Output(50_000, script),))


def unsigned_of(funding: Transaction) -> Transaction:
    return Transaction(2, (Input(OutPoint(funding.txid, 0)),), (Output(49_000, b"\x51"),))


def updated(text: str, version: int = 0) -> tuple[Psbt, Transaction]:
    (described,) = Descriptor.parse(text).describe()
    funding = funding_of(described.script_pubkey)
    psbt = Psbt.create(unsigned_of(funding), version=version)
    return update(psbt, 0, funding.outputs[0], described, whole=funding), funding


@pytest.mark.parametrize("version", [0, 2])
@pytest.mark.parametrize("name", DESCRIPTORS)
def test_every_descriptor_can_be_spent(name, version):
    psbt, funding = updated(DESCRIPTORS[name], version)
    psbt = Psbt.parse(psbt.to_base64())
    keys = [KEYS[1]] if name == "pay to public key" else KEYS[2:]
    signed = extract(finalize(Psbt.parse(sign(psbt, keys).serialize())))
    (verdict,) = signed.verify([funding.outputs[0]], flags=STANDARD)
    assert verdict.error == ""


def test_two_signers_combine():
    psbt, funding = updated(DESCRIPTORS["witness script hash"])
    one, two = sign(psbt, [KEYS[3]]), sign(psbt, [KEYS[5]])
    assert finalize(one).inputs[0].get(fields.FINAL_WITNESS) is None
    signed = extract(finalize(one.combine([two])))
    assert signed.verify([funding.outputs[0]], flags=STANDARD)[0].is_valid


def test_a_signature_says_what_it_covers():
    psbt, funding = updated(DESCRIPTORS["witness key hash"])
    psbt = psbt.with_input(0, psbt.inputs[0].having(fields.SIGHASH_TYPE, b"\x83\x00\x00\x00"))
    signed = extract(finalize(sign(psbt, [KEYS[7]], hash_types=[0x83])))
    assert signed.inputs[0].witness[0][-1] == 0x83
    more = replace(signed, outputs=(*signed.outputs, Output(1, b"\x51")))
    assert more.verify([funding.outputs[0]], flags=STANDARD)[0].is_valid


@pytest.mark.parametrize("hash_type", [0x02, 0x03, 0x81, 0x82, 0x83])
@pytest.mark.parametrize("name", ["pay to public key hash", "witness key hash", "Taproot, by a script"])
def test_a_psbt_cannot_ask_for_a_signature_that_leaves_something_open(name, hash_type):
    psbt, _ = updated(DESCRIPTORS[name])
    psbt = psbt.with_input(0, psbt.inputs[0].having(fields.SIGHASH_TYPE, hash_type.to_bytes(4, "little")))
    with pytest.raises(InputError, match=f"input 0: the PSBT asks for a signature of hash type {hash_type:#04x}"):
        sign(psbt, KEYS[2:])


@pytest.mark.parametrize(("name", "hash_type"), [("witness key hash", 0), ("Taproot, by a script", 0x101)])
def test_a_hash_type_that_a_signature_cannot_have_is_refused(name, hash_type):
    psbt, _ = updated(DESCRIPTORS[name])
    psbt = psbt.with_input(0, psbt.inputs[0].having(fields.SIGHASH_TYPE, hash_type.to_bytes(4, "little")))
    with pytest.raises(InputError, match=f"asks for hash type {hash_type:#04x}, which such a signature cannot have"):
        sign(psbt, KEYS[2:], hash_types=[hash_type])


def test_nobody_signs_the_number_one():
    funding = funding_of(Descriptor.parse(DESCRIPTORS["pay to public key hash"]).describe()[0].script_pubkey)
    others = Input(OutPoint(b"\x02" * 32, 0))
    psbt = Psbt.create(Transaction(2, (others, Input(OutPoint(funding.txid, 0))), (Output(49_000, b"\x51"),)))
    (described,) = Descriptor.parse(DESCRIPTORS["pay to public key hash"]).describe()
    psbt = update(psbt, 1, funding.outputs[0], described, whole=funding)
    psbt = psbt.with_input(1, psbt.inputs[1].having(fields.SIGHASH_TYPE, b"\x03\x00\x00\x00"))
    with pytest.raises(InputError, match="input 1: hash type SINGLE needs an output 1, and there is none"):
        sign(psbt, KEYS[2:], hash_types=[3])


def test_the_fee_is_what_outputs_leave():
    assert updated(DESCRIPTORS["witness key hash"])[0].fee() == 1_000


def test_the_fee_is_unknown_without_the_outputs_that_are_spent():
    assert Psbt.create(unsigned_of(funding_of(b"\x51"))).fee() is None


def test_unknown_fields_are_kept():
    psbt, _ = updated(DESCRIPTORS["witness key hash"])
    psbt = psbt.with_input(0, psbt.inputs[0].having(0xFE, b"value", b"key"))
    assert Psbt.parse(psbt.serialize()).inputs[0].get(0xFE, b"key") == b"value"


@settings(max_examples=60)
@given(st.data())
def test_a_changed_byte_gives_a_psbt_or_a_named_error(data):
    raw = bytearray(updated(DESCRIPTORS["Taproot, by a script"], data.draw(st.sampled_from([0, 2])))[0].serialize())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        psbt = Psbt.parse(bytes(raw))
    except ParseError:
        return
    assert psbt.serialize() == bytes(raw)


def test_a_wrong_redeem_script_is_not_signed():
    psbt, _ = updated(DESCRIPTORS["script hash of a multisig"])
    psbt = psbt.with_input(0, psbt.inputs[0].having(fields.REDEEM_SCRIPT, b"\x51"))
    with pytest.raises(InputError, match="input 0: the redeem script does not have the hash that is in the output"):
        sign(psbt, KEYS)


def test_a_wrong_witness_script_is_not_signed():
    psbt, _ = updated(DESCRIPTORS["witness script hash"])
    psbt = psbt.with_input(0, psbt.inputs[0].having(fields.WITNESS_SCRIPT, b"\x51"))
    with pytest.raises(InputError, match="input 0: the witness script is missing, or does not have the hash"):
        sign(psbt, KEYS)


def test_an_output_before_segwit_needs_its_whole_transaction():
    psbt, funding = updated(DESCRIPTORS["pay to public key hash"])
    bare = psbt.inputs[0].without(fields.NON_WITNESS_UTXO).having(fields.WITNESS_UTXO, funding.outputs[0].serialize())
    with pytest.raises(InputError, match="input 0: an output without a witness program needs its whole transaction"):
        sign(psbt.with_input(0, bare), KEYS)


def test_another_transaction_is_not_believed():
    psbt, funding = updated(DESCRIPTORS["witness key hash"])
    other = replace(funding, lock_time=1).serialize()
    with pytest.raises(InputError, match="input 0: the transaction that is given does not have output"):
        sign(psbt.with_input(0, psbt.inputs[0].having(fields.NON_WITNESS_UTXO, other)), KEYS)


def test_a_key_of_the_main_network_needs_leave_to_sign():
    psbt, _ = updated(DESCRIPTORS["witness key hash"])
    with pytest.raises(SigningError, match="signs only with `main_net=True`"):
        sign(psbt, [replace(KEYS[7], network=MAIN)])


def test_a_missing_signature_is_named():
    psbt, _ = updated(DESCRIPTORS["witness key hash"])
    with pytest.raises(InputError, match="input 0 is not final: signatures are missing"):
        extract(finalize(psbt))


def test_a_descriptor_for_another_output_is_refused():
    odd = next(one for one in output_types() if one.name == "witness script with two ways")
    (described,) = Descriptor.parse("wsh(pk(" + KEYS[3].public.sec.hex() + "))").describe()
    funding = funding_of(odd.script_pubkey)
    with pytest.raises(InputError, match="input 0: the descriptor has another script than the output"):
        update(Psbt.create(unsigned_of(funding)), 0, funding.outputs[0], described)


def test_a_new_psbt_has_no_signatures():
    with pytest.raises(InputError, match="must have neither scripts nor witnesses"):
        Psbt.create(funding_of(b"\x51"))


def test_other_transactions_do_not_combine():
    psbt, _ = updated(DESCRIPTORS["witness key hash"])
    other, _ = updated(DESCRIPTORS["pay to public key"])
    with pytest.raises(InputError, match="only PSBTs of the same transaction and version can be combined"):
        psbt.combine([other])


def locking(*locks: dict[int, int]) -> Psbt:
    inputs = tuple(Input(OutPoint(bytes((number,)) * 32, 0)) for number in range(1, len(locks) + 1))
    psbt = Psbt.create(Transaction(2, inputs, (Output(1, b"\x51"),), 7), version=2)
    for at, lock in enumerate(locks):
        for kind, value in lock.items():
            psbt = psbt.with_input(at, psbt.inputs[at].having(kind, value.to_bytes(4, "little")))
    return psbt


HEIGHT, TIME = fields.HEIGHT_LOCK, fields.TIME_LOCK


@pytest.mark.parametrize(
    ("locks", "expected"),
    [
        ([{}, {}], 7),
        ([{HEIGHT: 10}, {}], 10),
        ([{HEIGHT: 10}, {HEIGHT: 9, TIME: 1_600_000_000}], 10),
        ([{HEIGHT: 10, TIME: 1_600_000_000}, {TIME: 1_600_000_001}], 1_600_000_001),
    ],
)
def test_the_lock_time_suits_all_inputs(locks, expected):
    assert locking(*locks).lock_time == expected


def test_lock_times_that_exclude_each_other_are_refused():
    with pytest.raises(InputError, match="some inputs require a height and others a time"):
        _ = locking({HEIGHT: 10}, {TIME: 1_600_000_000}).lock_time


TX = bytes(Transaction(2, (Input(OutPoint(b"\x01" * 32, 0)),), (Output(1, b"\x51"),)).serialize())
GLOBAL = b"\x01\x00" + bytes((len(TX),)) + TX


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "expected a PSBT, which begins with the bytes 70736274ff"),
        (MAGIC + b"\x00", "global: `unsigned transaction` is missing"),
        (MAGIC + GLOBAL + GLOBAL + b"\x00", "global: the key 00 must be there once"),
        (MAGIC + b"\x02\x00\x01" + GLOBAL[2:] + b"\x00", "`unsigned transaction` must not have 01 after its type"),
        (MAGIC + GLOBAL + b"\x00", "expected 1 inputs and 1 outputs, got fewer"),
        (MAGIC + GLOBAL + b"\x00\x01\x03\x01\x00\x00\x00", "input 0: `sighash type` must not have the value 00"),
        (MAGIC + GLOBAL + b"\x00\x00\x00\x00", "expected the end, got 1 byte more"),
        (MAGIC + GLOBAL + b"\x01\xfb\x04\x01\x00\x00\x00\x00", "the version of a PSBT must be 0 or 2, got 1"),
        (
            MAGIC + GLOBAL + b"\x00\x01\x10\x04\x00\x00\x00\x00\x00\x00",
            "input 0: `sequence` may not occur in a PSBT of version 0",
        ),
    ],
)
def test_a_damaged_psbt_says_why(data, why):
    with pytest.raises(ParseError, match=why):
        Psbt.parse(data)


def test_text_that_is_not_base64_is_refused():
    with pytest.raises(ParseError, match="expected a PSBT in base64"):
        Psbt.parse("cHNidP8!")


def test_text_is_base64():
    psbt, _ = updated(DESCRIPTORS["witness key hash"])
    assert base64.b64decode(psbt.to_base64()) == psbt.serialize()


AGGREGATE, PARTICIPANT = KEYS[3].public.sec, KEYS[4].public.sec


@pytest.mark.parametrize(
    ("kind", "data", "value", "why"),
    [
        (fields.MUSIG_PARTICIPANTS, AGGREGATE, PARTICIPANT * 2, ""),
        (fields.MUSIG_PARTICIPANTS, AGGREGATE[1:], PARTICIPANT, "`MuSig2 participants` must not have"),
        (
            fields.MUSIG_PARTICIPANTS,
            AGGREGATE,
            PARTICIPANT + AGGREGATE[1:],
            "`MuSig2 participants` must not have the value",
        ),
        (fields.MUSIG_PARTICIPANTS, AGGREGATE, b"", "`MuSig2 participants` must not have the value"),
        (fields.MUSIG_NONCE, PARTICIPANT + AGGREGATE, bytes(66), ""),
        (fields.MUSIG_NONCE, PARTICIPANT + AGGREGATE, bytes(65), "`MuSig2 public nonce` must not have the value"),
        (fields.MUSIG_PARTIAL_SIG, PARTICIPANT + AGGREGATE + bytes(32), bytes(32), ""),
        (fields.MUSIG_PARTIAL_SIG, PARTICIPANT + AGGREGATE[1:], bytes(32), "`MuSig2 partial signature` must not have"),
    ],
)
def test_musig_fields_have_compressed_keys(kind, data, value, why):
    psbt, _ = updated(DESCRIPTORS["Taproot, by its key"])
    raw = psbt.with_input(0, psbt.inputs[0].having(kind, value, data)).serialize()
    if not why:
        assert Psbt.parse(raw).serialize() == raw
        return
    with pytest.raises(ParseError, match=why):
        Psbt.parse(raw)
