"""Each rule of a block by itself, at its very limit and one beyond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.block.coinbase import check_commitment, check_no_witness, commitment, committed_root
from coincide_bitcoin.block.header import check_work
from coincide_bitcoin.block.merkle import merkle_root
from coincide_bitcoin.block.target import difficulty_of, target_of, work_of
from coincide_bitcoin.chain.consensus import REGTEST_CONSENSUS
from coincide_bitcoin.chain.headers import HeaderChain
from coincide_bitcoin.chain.mining import mine, solve
from coincide_bitcoin.errors import ParseError, RuleError
from coincide_bitcoin.script.script import push
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

LIMIT = REGTEST_CONSENSUS.limit
TIP = HeaderChain().tip
COINBASE = mine(TIP, b"\x51").coinbase


def spend(number: int, script: bytes = b"\x51") -> Transaction:
    return Transaction(2, (Input(OutPoint(bytes([number]) * 32, 0)),), (Output(1, script),))


def block(*transactions: Transaction) -> Block:
    root = merkle_root([one.txid for one in transactions])
    return solve(Block(BlockHeader(4, TIP.hash, root, TIP.header.time + 1, 0x207FFFFF, 0), transactions))


def padded(size: int) -> Block:
    """A block of so many bytes without witnesses."""
    short = block(COINBASE, spend(1, push(bytes(100_000))))
    more = size - short.size_without_witnesses()
    return block(COINBASE, spend(1, push(bytes(100_000 + more))))


def test_a_block_within_all_rules_passes():
    block(COINBASE, spend(1), spend(2)).check(limit=LIMIT)


def test_a_block_may_have_a_million_bytes_without_witnesses_and_no_more():
    padded(1_000_000).check(limit=LIMIT)
    with pytest.raises(RuleError, match=r"bad-blk-length: without witnesses .* 1000000 bytes, got 1000001"):
        padded(1_000_001).check(limit=LIMIT)


def test_a_block_may_have_20_000_legacy_operations_and_no_more():
    block(COINBASE, spend(1, b"\xac" * 20_000)).check(limit=LIMIT)
    with pytest.raises(
        RuleError, match="bad-blk-sigops: signature operations must cost at most 80000, they cost 80004"
    ):
        block(COINBASE, spend(1, b"\xac" * 20_001)).check(limit=LIMIT)


def test_transactions_that_are_repeated_for_the_same_root_are_refused():
    with pytest.raises(RuleError, match="bad-txns-duplicate: transactions are repeated"):
        block(COINBASE, spend(1), spend(2), spend(2)).check(limit=LIMIT)


def test_the_header_must_have_the_root():
    good = block(COINBASE, spend(1))
    with pytest.raises(RuleError, match="bad-txnmrklroot: the header must have Merkle root"):
        Block(good.header, (COINBASE, spend(2))).check(limit=LIMIT)


def test_the_first_transaction_is_the_only_coinbase():
    with pytest.raises(RuleError, match="bad-cb-missing: the first transaction must be a coinbase"):
        block(spend(1)).check(limit=LIMIT)
    with pytest.raises(RuleError, match=r"bad-cb-multiple: .* transaction 1 is one"):
        block(COINBASE, replace(COINBASE, lock_time=1)).check(limit=LIMIT)
    with pytest.raises(RuleError, match=r"bad-cb-multiple: .* transaction 2 is one"):
        block(COINBASE, spend(1), replace(COINBASE, lock_time=1)).check(limit=LIMIT)


def test_each_transaction_is_checked_and_named():
    with pytest.raises(RuleError, match="bad-txns-vout-negative: transaction 1: "):
        block(COINBASE, replace(spend(1), outputs=(Output(-1, b""),))).check(limit=LIMIT)


def test_a_target_may_be_as_easy_as_the_limit_and_no_easier():
    check_work(bytes(32), 0x1D00FFFF, limit=target_of(0x1D00FFFF))
    with pytest.raises(RuleError, match="bad-diffbits: bits 1d00ffff are easier than the network allows"):
        check_work(bytes(32), 0x1D00FFFF, limit=target_of(0x1D00FFFF) - 1)


def test_a_hash_may_be_the_target_and_no_more():
    target = target_of(0x1D00FFFF)
    check_work(target.to_bytes(32, "little"), 0x1D00FFFF, limit=target)
    with pytest.raises(RuleError, match=r"high-hash: the hash 00000000ffff0.*1 is above the target of bits 1d00ffff"):
        check_work((target + 1).to_bytes(32, "little"), 0x1D00FFFF, limit=target)


@pytest.mark.parametrize("length", [0, 79, 81])
def test_a_header_has_80_bytes(length):
    with pytest.raises(
        ParseError, match=f"at offset {min(length, 80)}: a block header must have 80 bytes, got {length}"
    ):
        BlockHeader.parse(bytes(length))


def test_a_header_comes_back_and_shows_its_hash_reversed():
    header = block(COINBASE).header
    assert BlockHeader.parse(header.serialize()) == header
    assert bytes.fromhex(header.id)[::-1] == header.hash


def test_a_header_may_have_a_negative_version():
    header = replace(block(COINBASE).header, version=-1)
    assert BlockHeader.parse(header.serialize()).version == -1


def test_transactions_of_ten_bytes_each_are_the_most_that_a_count_may_promise():
    raw = TIP.header.serialize()
    with pytest.raises(ParseError, match="`number of transactions` says 2, each at least 10 bytes, but 19 are left"):
        Block.parse(raw + b"\x02" + bytes(19))
    assert len(Block.parse(raw + b"\x02" + bytes(20)).transactions) == 2


def test_more_than_a_block_is_refused():
    raw = block(COINBASE).serialize()
    with pytest.raises(ParseError, match=f"at offset {len(raw)}"):
        Block.parse(raw + b"\x00")


@pytest.mark.parametrize(("bits", "target"), [(0x03123456, 0x123456), (0x04123456, 0x12345600), (0x0200FFFF, 0xFF)])
def test_the_exponent_of_a_target_counts_bytes(bits, target):
    assert target_of(bits) == target


def test_work_is_counted_in_hashes():
    assert (work_of(0x207FFFFF), difficulty_of(0x1C00FFFF)) == (2, 256.0)


HEAD = bytes.fromhex("6a24aa21a9ed")


@pytest.mark.parametrize("script", [HEAD + bytes(31), b"\x6a\x25" + HEAD[2:] + bytes(32), b"\x00" + HEAD + bytes(32)])
def test_what_has_not_the_form_commits_to_nothing(script):
    assert committed_root(replace(COINBASE, outputs=(Output(0, script),))) is None


WITNESSED = replace(spend(1), inputs=(replace(spend(1).inputs[0], witness=(b"\x01",)),))


def committing(witness: tuple[bytes, ...], committed: bytes) -> Transaction:
    one = replace(COINBASE.inputs[0], witness=witness)
    return replace(COINBASE, inputs=(one,), outputs=(*COINBASE.outputs, Output(0, HEAD + committed)))


@pytest.mark.parametrize("witness", [(), (bytes(31),), (bytes(33),), (bytes(32), bytes(32))])
def test_a_coinbase_that_commits_has_32_bytes_as_its_witness(witness):
    committed = commitment((COINBASE, WITNESSED), bytes(32))
    check_commitment((committing((bytes(32),), committed), WITNESSED))
    with pytest.raises(RuleError, match="bad-witness-nonce-size: the coinbase's witness must be one item of 32 bytes"):
        check_commitment((committing(witness, committed), WITNESSED))


def test_without_a_commitment_nothing_has_a_witness():
    check_no_witness((COINBASE, spend(1)))
    for transactions in ((COINBASE, WITNESSED), (COINBASE, spend(2), WITNESSED)):
        with pytest.raises(RuleError, match=f"unexpected-witness: transaction {len(transactions) - 1} has a witness"):
            check_commitment(transactions)
