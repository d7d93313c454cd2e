"""Explanations cover every byte of everything, keep secrets, and are total."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spends import KEYS, PUBLIC, spend

from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.descriptor import Descriptor, add_checksum
from coincide_bitcoin.encoding.wif import encode as encode_wif
from coincide_bitcoin.errors import BitcoinError, InputError, ParseError
from coincide_bitcoin.explain import KINDS, Subject, explain
from coincide_bitcoin.hd import ExtendedKey
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.psbt import Psbt
from coincide_bitcoin.transaction import Input, Transaction

MASTER = ExtendedKey.from_seed(bytes(range(16)))
HEADER = BlockHeader(4, bytes(range(32)), bytes(range(32, 64)), 1_231_006_505, 0x207FFFFF, 7)
BLOCK = Block(HEADER, tuple(spend(kind).transaction for kind in ("p2pkh", "p2wsh", "p2tr, leaf")))


def unsigned() -> Transaction:
    one = spend("p2wsh").transaction
    return Transaction(2, tuple(Input(each.previous) for each in one.inputs), one.outputs)


WRITTEN = {
    "block header": HEADER.serialize().hex(),
    "block": BLOCK.serialize().hex(),
    "PSBT": Psbt.create(unsigned()).to_base64(),
    "extended key": MASTER.neuter().to_text(),
    "descriptor": add_checksum(f"wsh(multi(1,{PUBLIC[0].hex()},{PUBLIC[1].hex()}))"),
}


@pytest.mark.parametrize(("kind", "written"), WRITTEN.items())
def test_it_is_found_out(kind, written):
    assert explain(Subject.of_text(written)).kind == kind


@pytest.mark.parametrize("version", [0, 2])
def test_a_psbt_is_found_out_in_hex_and_as_bytes(version):
    raw = Psbt.create(unsigned(), version=version).serialize()
    assert explain(Subject.of_text(raw.hex())).kind == explain(Subject.of_bytes(raw)).kind == "PSBT"


@pytest.mark.parametrize(
    "raw",
    [
        HEADER.serialize(),
        BLOCK.serialize(),
        Psbt.create(unsigned()).serialize(),
        Psbt.create(unsigned(), version=2).serialize(),
        PUBLIC[0],
        spend("p2sh").spent[1].script_pubkey,
    ],
    ids=["header", "block", "psbt", "psbt 2", "public key", "script"],
)
def test_the_pieces_cover_every_byte(raw):
    pieces = explain(Subject.of_bytes(raw)).pieces
    assert "".join(piece.hex for piece in pieces) == raw.hex()
    assert [piece.offset for piece in pieces[1:]] == [piece.offset + piece.length for piece in pieces[:-1]]


def test_the_pieces_of_a_block_say_which_transaction():
    pieces = explain(Subject.of_bytes(BLOCK.serialize())).pieces
    sections = dict.fromkeys(piece.section for piece in pieces)
    assert list(sections)[:4] == ["header", "block", "transaction 0", "transaction 0, input 0"]
    assert "transaction 2, witness 1" in sections


def test_a_block_says_whether_its_header_has_its_root():
    assert explain(Subject.of_bytes(BLOCK.serialize())).facts["merkle root"] == "another"


def test_a_header_without_a_target_is_explained_too():
    facts = explain(Subject.of_bytes(bytes(80))).facts
    assert facts["proof of work"] == "bits 00000000 must hold a target above 0 and below 2^256"


def test_fields_of_a_psbt_have_names():
    pieces = explain(Subject.of_bytes(Psbt.create(unsigned()).serialize())).pieces
    assert next(piece.meaning for piece in pieces if piece.name == "key") == "unsigned transaction"


SECRETS = {
    "private key": encode_wif(KEYS[0].secret, MAIN),
    "extended key": MASTER.to_text(),
    "descriptor": add_checksum(f"wpkh({MASTER.to_text()}/0/*)"),
}


@pytest.mark.parametrize(("kind", "written"), SECRETS.items())
def test_no_secret_is_in_an_explanation(kind, written):
    explanation = explain(Subject.of_text(written))
    shown = repr(explanation)
    assert explanation.kind == kind
    assert not any(secret in shown for secret in (written, MASTER.to_text(), KEYS[0].secret.hex()))
    assert MASTER.private_key.secret.hex() not in shown


def test_a_range_shows_its_first_scripts():
    facts = explain(Subject.of_text(f"wpkh({MASTER.neuter().to_text()}/0/*)")).facts
    assert [name for name in facts if name.startswith("script ")] == ["script 0", "script 1", "script 2"]


def test_there_is_no_such_kind():
    with pytest.raises(InputError, match=r"expected a kind, one of address, key, .*, got `song`"):
        explain(Subject.of_text("00"), "song")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_why_a_text_is_not_of_it(kind):
    with pytest.raises(ParseError, match="at offset"):
        explain(Subject.of_text("this is no such thing!"), kind)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from([None, *KINDS]))
def test_any_bytes_are_explained_or_refused(data, kind):
    try:
        explain(Subject.of_bytes(data), kind)
    except BitcoinError as error:
        assert str(error)


@settings(max_examples=300)
@given(st.text(max_size=120), st.sampled_from([None, *KINDS]))
def test_any_text_is_explained_or_refused(text, kind):
    try:
        explain(Subject.of_text(text), kind)
    except BitcoinError as error:
        assert str(error)


@settings(max_examples=200)
@given(st.sampled_from(sorted(WRITTEN)), st.data())
def test_a_damaged_thing_is_explained_or_refused(kind, data):
    written = WRITTEN[kind]
    at = data.draw(st.integers(0, len(written) - 1))
    try:
        explain(
            Subject.of_text(written[:at] + data.draw(st.text("0123456789abcdefz(", max_size=2)) + written[at + 1 :])
        )
    except BitcoinError as error:
        assert str(error)


def test_of_a_text_for_several_descriptors_all_are_shown():
    key = ExtendedKey.from_seed(bytes(16)).neuter().to_text()
    facts = explain(Subject.of_text(f"wpkh({key}/<0;1>/*)")).facts
    assert facts["descriptors"] == "2"
    expected = Descriptor.parse(f"wpkh({key}/1/*)").address(2)
    assert facts["descriptor 2, script 2"] == f"p2wpkh {expected}"
