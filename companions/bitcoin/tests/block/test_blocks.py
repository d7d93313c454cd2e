"""Blocks come back byte for byte, weigh what they should, and prove what they hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.block.coinbase import check_commitment, committed_root, height_prefix, subsidy
from coincide_bitcoin.chain.consensus import GENESIS_TRANSACTION, MAIN_CONSENSUS, REGTEST_CONSENSUS
from coincide_bitcoin.chain.headers import HeaderChain
from coincide_bitcoin.chain.mining import mine
from coincide_bitcoin.errors import InputError, ParseError, RuleError
from coincide_bitcoin.script.script import push
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

GENESIS = Block(MAIN_CONSENSUS.genesis, (Transaction.parse(GENESIS_TRANSACTION),))
SPEND = Transaction(2, (Input(OutPoint(b"\x02" * 32, 0), witness=(b"\x01" * 70,)),), (Output(1, b"\x51"),))
BLOCK = mine(HeaderChain().tip, b"\x51", [SPEND])


def test_the_first_block_is_valid_and_has_its_known_size():
    GENESIS.check(limit=MAIN_CONSENSUS.limit)
    assert (len(GENESIS.serialize()), GENESIS.weight()) == (285, 1140)


def test_a_block_comes_back_byte_for_byte():
    assert Block.parse(BLOCK.serialize()) == BLOCK


def test_witnesses_weigh_a_quarter():
    assert BLOCK.weight() == 3 * BLOCK.size_without_witnesses() + len(BLOCK.serialize())


def test_a_block_proves_its_transactions():
    assert BLOCK.prove(SPEND.txid).root(SPEND.txid) == BLOCK.header.merkle_root


def test_a_block_does_not_prove_others():
    with pytest.raises(InputError, match=f"block {BLOCK.id} does not hold transaction 0202"):
        BLOCK.prove(b"\x02" * 32)


@given(st.data())
def test_a_block_with_a_changed_byte_is_a_block_or_a_named_error(data):
    raw = bytearray(BLOCK.serialize())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        assert Block.parse(bytes(raw)).serialize() == bytes(raw)
    except ParseError as error:
        assert 0 <= error.at <= len(raw)


def test_a_truncated_block_says_where():
    with pytest.raises(ParseError, match="at offset 0: block: `header` needs 80 bytes, 79 left"):
        Block.parse(bytes(79))


def test_more_transactions_than_bytes_are_refused_at_once():
    with pytest.raises(ParseError, match="at offset 80: block: `number of transactions` says 33554432"):
        Block.parse(bytes(80) + b"\xfe\x00\x00\x00\x02")


def test_an_empty_block_is_refused():
    header = BlockHeader(4, bytes(32), bytes(32), 0, 0x207FFFFF, 0)
    while int.from_bytes(header.hash, "little") >> 255:
        header = replace(header, nonce=header.nonce + 1)
    with pytest.raises(RuleError, match="bad-blk-length: a block must have a transaction"):
        Block(header, ()).check(limit=REGTEST_CONSENSUS.limit)


@pytest.mark.parametrize(
    ("height", "satoshi"),
    [(0, 5_000_000_000), (209_999, 5_000_000_000), (210_000, 2_500_000_000), (6_929_999, 1), (6_930_000, 0)],
)
def test_the_subsidy_halves(height, satoshi):
    assert subsidy(height, halving=210_000) == satoshi


def test_all_subsidies_together_are_just_below_21_million():
    assert sum(210_000 * subsidy(era * 210_000, halving=210_000) for era in range(64)) == 2_099_999_997_690_000


@pytest.mark.parametrize(
    ("height", "prefix"), [(1, "51"), (16, "60"), (17, "0111"), (128, "028000"), (500_000, "0320a107")]
)
def test_a_coinbase_begins_with_the_height(height, prefix):
    assert height_prefix(height).hex() == prefix


def test_the_last_commitment_counts():
    head = bytes.fromhex("6a24aa21a9ed")
    outputs = (Output(0, head + b"\x01" * 32), Output(0, head + b"\x02" * 32 + push(b"more")), Output(0, b"\x51"))
    assert committed_root(replace(BLOCK.coinbase, outputs=outputs)) == b"\x02" * 32


def test_a_changed_witness_does_not_fit_the_commitment():
    changed = replace(SPEND, inputs=(replace(SPEND.inputs[0], witness=(b"\x01" * 71,)),))
    check_commitment(BLOCK.transactions)
    with pytest.raises(RuleError, match="bad-witness-merkle-match: the coinbase must commit to"):
        check_commitment((BLOCK.coinbase, changed))
