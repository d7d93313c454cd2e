"""Transactions as bytes and values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spends import KINDS, spend

from coincide_bitcoin.errors import InputError, ParseError, RuleError
from coincide_bitcoin.transaction import (
    Input,
    OutPoint,
    Output,
    Transaction,
    check,
    fee,
    virtual_size,
    weight,
)
from coincide_bitcoin.transaction.check import MAX_MONEY
from coincide_bitcoin.wire import Reader

# The second transaction of block 170, the first payment ever made.
FIRST_PAYMENT = (
    "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af514961a1d3a1"
    "a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff02"
    "00ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b730"
    "3b8a0626f1baded5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a"
    "5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000"
)


def transactions():
    outpoints = st.builds(OutPoint, st.binary(min_size=32, max_size=32), st.integers(0, 2**32 - 1))
    witnesses = st.lists(st.binary(max_size=20), max_size=3).map(tuple)
    inputs = st.builds(Input, outpoints, st.binary(max_size=20), st.integers(0, 2**32 - 1), witnesses)
    outputs = st.builds(Output, st.integers(-(2**63), 2**63 - 1), st.binary(max_size=20))
    number = st.integers(0, 2**32 - 1)
    some = st.lists(inputs, min_size=1, max_size=3).map(tuple)
    return st.builds(Transaction, number, some, st.lists(outputs, max_size=3).map(tuple), number)


@given(transactions())
def test_a_transaction_comes_back(transaction):
    assert Transaction.parse(transaction.serialize()) == transaction


@given(transactions(), st.data())
def test_any_change_of_its_bytes_gives_a_transaction_that_comes_back_or_an_error_with_its_offset(transaction, data):
    written = bytearray(transaction.serialize())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(written) - 1))
        written[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
        if not written:
            break
    changed = bytes(written)
    try:
        assert Transaction.parse(changed).serialize() == changed
    except ParseError as error:
        assert 0 <= error.at <= len(changed)


def test_the_first_payment():
    transaction = Transaction.parse(bytes.fromhex(FIRST_PAYMENT))
    assert transaction.txid_hex == "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
    assert [output.value for output in transaction.outputs] == [1_000_000_000, 4_000_000_000]
    assert fee(transaction, [Output(5_000_000_000, b"")]) == 0
    assert (weight(transaction), virtual_size(transaction)) == (4 * 275, 275)


def test_its_signature_is_valid():
    transaction = Transaction.parse(bytes.fromhex(FIRST_PAYMENT))
    spent = Output(5_000_000_000, transaction.outputs[1].script_pubkey)
    assert transaction.verify([spent])[0].error == ""


def test_witnesses_are_not_in_the_id():
    one = spend("p2wpkh").transaction
    bare = Transaction(one.version, tuple(Input(i.previous, b"", i.sequence) for i in one.inputs), one.outputs, 200)
    assert one.txid == bare.txid == bare.wtxid != one.wtxid


def test_a_witness_weighs_a_quarter():
    one = spend("p2wpkh").transaction
    bare = len(one.serialize_without_witnesses())
    assert weight(one) == 4 * bare + len(one.serialize()) - bare


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda raw: raw + b"\x00", "expected the end, got 1 byte more"),
        (lambda raw: raw[:3], "at offset 0: transaction: `version` needs 4 bytes, 3 left"),
        (lambda raw: raw[:-1], "transaction: `lock time` needs 4 bytes, 3 left"),
        (lambda raw: raw[:4] + b"\x00\x02" + raw[6:], "the flag after the marker 00 must be 01, got 02"),
        (lambda raw: raw[:6] + b"\xfe\xff\xff\xff\x01" + raw[7:], "at offset 6: transaction: `number of inputs` says"),
        (lambda raw: raw[:43] + b"\xfd\xff\xff" + raw[44:], "input 0: `script sig` needs 65535 bytes"),
    ],
)
def test_bytes_that_are_no_transaction(change, match):
    with pytest.raises(ParseError, match=match):
        Transaction.parse(change(spend("p2wpkh").transaction.serialize()))


@pytest.mark.parametrize(("count", "item_length", "at"), [("inputs", 41, 4), ("outputs", 9, 46)])
def test_counts_are_held_against_the_shortest_items(count, item_length, at):
    """One byte too few for 200 of them is refused at the count, not later."""
    raw = Transaction(1, (Input(OutPoint(bytes(32), 0)),), (Output(0, b""),)).serialize()
    long = raw[:at] + bytes([200]) + bytes(200 * item_length - 1)
    with pytest.raises(ParseError, match=f"at offset {at}: transaction: `number of {count}` says 200"):
        Transaction.parse(long, allow_witnesses=False)
    with pytest.raises(ParseError, match=r"at offset \d{4}: "):
        Transaction.parse(long + b"\x00", allow_witnesses=False)


def test_announced_witnesses_must_not_all_be_empty():
    raw = bytes.fromhex(FIRST_PAYMENT)
    with pytest.raises(ParseError, match="the flag announces witnesses, but all are empty"):
        Transaction.parse(raw[:4] + b"\x00\x01" + raw[4:-4] + b"\x00" + raw[-4:])


def test_without_witnesses_a_zero_is_the_number_of_inputs():
    empty = Transaction(2, (), (Output(1, b""),))
    assert Transaction.parse(empty.serialize(), allow_witnesses=False) == empty


@pytest.mark.parametrize("kind", KINDS)
def test_kept_fields_cover_every_byte(kind):
    raw = spend(kind).transaction.serialize()
    reader = Reader(raw, keep_fields=True)
    Transaction.read(reader)
    assert reader.fields is not None
    ends = [(field.offset, field.offset + field.length) for field in reader.fields]
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]
    assert (ends[0][0], ends[-1][1]) == (0, len(raw))


IN = Input(OutPoint(b"\x01" * 32, 0))
NULL = Input(OutPoint(bytes(32), 0xFFFFFFFF), b"\x51\x51")
OUT = Output(1, b"")

RULES = [
    ((), (OUT,), "bad-txns-vin-empty"),
    ((IN,), (), "bad-txns-vout-empty"),
    ((IN,), (Output(0, bytes(1_000_000)),), "bad-txns-oversize"),
    ((IN,), (Output(-1, b""),), "bad-txns-vout-negative"),
    ((IN,), (Output(MAX_MONEY + 1, b""),), "bad-txns-vout-toolarge"),
    ((IN,), (Output(MAX_MONEY, b""), OUT), "bad-txns-txouttotal-toolarge"),
    ((IN, IN), (OUT,), "bad-txns-inputs-duplicate"),
    ((IN, NULL), (OUT,), "bad-txns-prevout-null"),
    ((Input(NULL.previous, b"\x51"),), (OUT,), "bad-cb-length"),
    ((Input(NULL.previous, b"\x51" * 101),), (OUT,), "bad-cb-length"),
]


@pytest.mark.parametrize(("inputs", "outputs", "rule"), RULES)
def test_a_rule_has_its_name(inputs, outputs, rule):
    with pytest.raises(RuleError, match=f"^{rule}: ") as caught:
        check(Transaction(1, inputs, outputs))
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [((IN,), (OUT,)), ((NULL,), (OUT,)), ((IN,), (Output(MAX_MONEY, b""),)), ((IN,), (Output(0, b""),))],
)
def test_what_is_within_the_rules_passes(inputs, outputs):
    check(Transaction(1, inputs, outputs))


def test_a_fee_is_what_is_left():
    assert fee(Transaction(1, (IN,), (Output(70, b""),)), [Output(100, b"")]) == 30


@pytest.mark.parametrize(
    ("spent", "error", "match"),
    [
        ([], InputError, "expected one spent output for each of 1 inputs, got 0"),
        ([Output(99, b"")], RuleError, "bad-txns-in-belowout: outputs must not exceed inputs, they do by 1"),
        ([Output(-1, b"")], RuleError, "bad-txns-inputvalues-outofrange"),
        ([Output(MAX_MONEY + 1, b"")], RuleError, "bad-txns-inputvalues-outofrange"),
    ],
)
def test_no_fee_without_its_inputs(spent, error, match):
    with pytest.raises(error, match=match):
        fee(Transaction(1, (IN,), (Output(100, b""),)), spent)


def test_only_a_transaction_that_spends_nothing_is_a_coinbase():
    assert Transaction(1, (NULL,), (OUT,)).is_coinbase
    assert not Transaction(1, (IN,), (OUT,)).is_coinbase
    assert not Transaction(1, (NULL, NULL), (OUT,)).is_coinbase


def test_an_outpoint_is_shown_as_explorers_do():
    assert str(OutPoint(bytes(range(32)), 7)) == bytes(range(32))[::-1].hex() + ":7"


def test_the_inputs_of_a_fee_may_be_all_the_money_there_is_and_no_more():
    two = (IN, Input(OutPoint(b"\x03" * 32, 0)))
    halves = [Output(MAX_MONEY // 2, b""), Output(MAX_MONEY // 2, b"")]
    assert fee(Transaction(1, two, (Output(0, b""),)), halves) == MAX_MONEY
    with pytest.raises(RuleError, match="bad-txns-inputvalues-outofrange"):
        fee(Transaction(1, two, (Output(0, b""),)), [halves[0], Output(MAX_MONEY // 2 + 1, b"")])


def test_a_fee_may_be_nothing():
    assert fee(Transaction(1, (IN,), (Output(0, b""),)), [Output(0, b"")]) == 0
