"""Scripts as bytes, operations and text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.errors import ParseError, RuleError
from coincide_bitcoin.script import Script, push
from coincide_bitcoin.script.deletion import find_and_delete
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.machine import NoTransaction, Version
from coincide_bitcoin.script.opcodes import CODES, NAMES, name_of
from coincide_bitcoin.script.script import is_minimal_push, is_push_only, operation_at, operations, push_number


@given(st.binary(max_size=60))
def test_operations_cover_every_byte_or_end_in_an_error_with_its_offset(data):
    at = 0
    try:
        for operation in operations(data):
            assert operation.start == at
            at = operation.end
    except ParseError as error:
        assert error.at == at < len(data)
    else:
        assert at == len(data)


@given(st.binary(max_size=70_000))
def test_a_push_is_one_operation_with_its_bytes(data):
    operation = operation_at(push(data), 0)
    assert operation is not None
    assert (operation.data, operation.end) == (data, len(push(data)))


@pytest.mark.parametrize("length", [0, 1, 75, 76, 255, 256, 520, 65535, 65536])
def test_a_push_is_as_short_as_it_can_be(length):
    written = push(b"\x7f" * length)
    assert is_minimal_push(written[0], b"\x7f" * length)
    assert len(written) - length == 1 + (length > 75) + (length > 255) + 2 * (length > 65535)


@pytest.mark.parametrize(
    ("opcode", "data"), [(1, b"\x05"), (1, b"\x81"), (0x4C, b"ab"), (0x4D, b"a" * 80), (0x4C, b"")]
)
def test_longer_pushes_than_need_be(opcode, data):
    assert not is_minimal_push(opcode, data)


@given(st.integers(-300, 300))
def test_a_pushed_number_is_on_the_stack(number):
    assert Script.from_text(str(number)).data == push_number(number)
    assert Script(push_number(number)).evaluate([]) == Script.from_text(f"{number} NOP").evaluate()


def test_text_and_bytes_of_a_script():
    text = "OP_DUP OP_HASH160 <751e76e8199196d454941c45d1b3a323f1433bd6> OP_EQUALVERIFY OP_CHECKSIG"
    script = Script.from_text(text)
    assert script.data.hex() == "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac"
    assert str(script) == text


def test_words_of_every_kind():
    assert Script.from_text("NOP OP_NOP 2 -1 17 'az' <ff> 0x6161").data.hex() == "61615" + "24f0111026" + "17a01ff6161"


@pytest.mark.parametrize(("text", "at"), [("1 FOO", 2), ("<xyz>", 0), ("0xa", 0), ("'a", 0), ("1 1 <0>", 4)])
def test_a_wrong_word_is_refused_with_its_place(text, at):
    with pytest.raises(ParseError, match=f"at offset {at}: expected an opcode, a number, <hex>"):
        Script.from_text(text)


def test_parse_refuses_a_push_that_is_cut_short():
    with pytest.raises(ParseError, match="at offset 1: a push is cut short"):
        Script.parse(b"\x51\x02\x00")


def test_a_script_that_is_cut_short_has_a_text():
    assert str(Script(b"\x51\x4c")) == "OP_1 [cut short]"


@given(st.binary(max_size=40))
def test_push_only_scripts_have_no_operation_above_16(data):
    try:
        expected = all(operation.opcode <= 0x60 for operation in operations(data))
    except ParseError:
        expected = False
    assert is_push_only(data) == expected


def test_every_name_is_of_one_opcode():
    assert all(CODES[name] == code for code, name in NAMES.items())
    assert [name_of(code) for code in (0x14, 0xFF, 0xBA)] == ["OP_PUSHBYTES_20", "OP_UNKNOWN_ff", "OP_CHECKSIGADD"]


def test_some_opcodes_have_two_names():
    pairs = ("FALSE", "0"), ("TRUE", "1"), ("NOP2", "CHECKLOCKTIMEVERIFY"), ("NOP3", "CHECKSEQUENCEVERIFY")
    assert all(CODES[f"OP_{first}"] == CODES[f"OP_{second}"] for first, second in pairs)
    assert (CODES["OP_0"], CODES["OP_1"], CODES["OP_NOP2"], CODES["OP_NOP3"]) == (0, 0x51, 0xB1, 0xB2)


@pytest.mark.parametrize(
    ("script", "piece", "left"),
    [
        ("0302ff03", "0302ff03", ""),
        ("0302ff030302ff03", "0302ff03", ""),
        ("0302ff030302ff03", "02", "0302ff030302ff03"),
        ("02feed5102feed6902feed51", "02feed51", "02feed69"),
        ("516902feed5169", "feed51", "516902feed5169"),
        ("516902feed5169", "02feed51", "516969"),
        ("516902feed5169", "516902feed5169", ""),
        ("00005151", "0051", "0051"),
        ("000051515100", "0051", "00515100"),
        ("0003feed", "03feed", "00"),
        ("0003feed", "00", "03feed"),
        ("5152", "", "5152"),
    ],
)
def test_deletion_is_at_the_borders_of_operations(script, piece, left):
    found = find_and_delete(bytes.fromhex(script), bytes.fromhex(piece))
    assert found.hex() == left


def test_evaluate_says_which_rule_failed():
    with pytest.raises(RuleError, match="EQUALVERIFY: the two items differ") as caught:
        Script.from_text("1 2 EQUALVERIFY").evaluate()
    assert caught.value.rule == "EQUALVERIFY"


def test_a_script_by_itself_has_no_signature_and_meets_no_lock():
    alone = NoTransaction()
    with pytest.raises(ScriptFailure, match="SCHNORR_SIG"):
        alone.check_schnorr(bytes(64), bytes(32), None)
    assert not alone.check_ecdsa(b"", b"", b"", Version.BASE)
    assert not alone.check_lock_time(0) and not alone.check_sequence(0)
