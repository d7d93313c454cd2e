"""Merkle roots, proofs of inclusion, and Merkle blocks."""

from __future__ import annotations

import dataclasses

import naive
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.block.header import BlockHeader
from coincide_bitcoin.block.merkle import MerkleProof, merkle_root, prove, repeats_a_pair
from coincide_bitcoin.block.merkle_block import MerkleBlock
from coincide_bitcoin.errors import InputError, ParseError, RuleError

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


def header_over(root):
    return BlockHeader(4, bytes(32), root, 1_600_000_000, 0x207FFFFF, 0)


@given(hashes)
def test_a_root_equals_that_of_the_plain_recursion(ids):
    assert merkle_root(ids) == naive.merkle_root(ids)


def test_a_root_of_nothing_is_refused():
    with pytest.raises(ValueError, match="a Merkle root needs at least one hash"):
        merkle_root([])


@given(hashes, st.data())
def test_every_hash_has_a_proof(ids, data):
    index = data.draw(st.integers(0, len(ids) - 1))
    assert prove(ids, index).root(ids[index]) == merkle_root(ids)


@given(hashes, st.data())
def test_a_proof_fits_no_other_hash(ids, data):
    index = data.draw(st.integers(0, len(ids) - 1))
    other = bytes([ids[index][0] ^ 1]) + ids[index][1:]
    assert prove(ids, index).root(other) != merkle_root(ids)


def test_a_proof_in_ten_thousand_has_fourteen_hashes():
    assert len(prove([number.to_bytes(32, "big") for number in range(10_000)], 1234).siblings) == 14


@pytest.mark.parametrize("index", [-1, 3])
def test_a_proof_outside_the_list_is_refused(index):
    with pytest.raises(IndexError, match=f"`index` must be from 0 to 2, got {index}"):
        prove([bytes(32)] * 3, index)


def test_a_repeated_end_has_the_same_root_and_is_noticed():
    ids = [bytes([number]) * 32 for number in range(6)]
    assert merkle_root(ids) == merkle_root(ids + ids[4:])
    assert repeats_a_pair(ids + ids[4:])
    assert not repeats_a_pair(ids)


@given(hashes, st.data())
def test_a_merkle_block_proves_what_matches_and_nothing_else(ids, data):
    is_match = data.draw(st.lists(st.booleans(), min_size=len(ids), max_size=len(ids)))
    block = MerkleBlock.build(header_over(merkle_root(ids)), ids, is_match)
    expected = [(at, one) for at, one in enumerate(ids) if is_match[at]]
    assert MerkleBlock.parse(block.serialize()).matches() == expected


@given(hashes, st.data())
def test_a_merkle_block_with_one_changed_bit_proves_nothing_that_is_not_there(ids, data):
    is_match = data.draw(st.lists(st.booleans(), min_size=len(ids), max_size=len(ids)))
    block = MerkleBlock.build(header_over(merkle_root(ids)), ids, is_match)
    raw = bytearray(block.serialize())
    at = data.draw(st.integers(80, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        proven = MerkleBlock.parse(bytes(raw)).matches()
    except (ParseError, RuleError):
        return
    # A flag of a leaf may claim another match: the hash itself is in the block all the same.
    assert {one for _, one in proven} <= set(ids)


def test_equal_siblings_in_a_merkle_block_are_refused():
    root = merkle_root([bytes(32), bytes(32)])
    block = MerkleBlock(header_over(root), 2, (bytes(32), bytes(32)), b"\x07")
    with pytest.raises(RuleError, match="two siblings are equal"):
        block.matches()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"count": 0}, "0 transactions and 2 hashes cannot be in a block"),
        ({"count": 1_000_000}, "1000000 transactions and 2 hashes cannot be in a block"),
        ({"hashes": ()}, "fewer hashes than the flags ask for"),
        ({"flags": b""}, "fewer flags than nodes"),
        ({"flags": b"\x03\x00"}, "more hashes or flags than the proof uses"),
        ({"header": header_over(bytes(32))}, "do not lead to the Merkle root"),
    ],
    ids=["empty", "too many", "no hashes", "no flags", "flags left", "root"],
)
def test_a_damaged_merkle_block_says_why(change, why):
    ids = [b"\x01" * 32, b"\x02" * 32]
    block = MerkleBlock.build(header_over(merkle_root(ids)), ids, [True, False])
    with pytest.raises(RuleError, match=f"bad-merkle-proof: .*{why}"):
        dataclasses.replace(block, **change).matches()


def test_a_hash_too_many_in_a_merkle_block_is_noticed():
    ids = [bytes([number]) * 32 for number in range(4)]
    block = MerkleBlock.build(header_over(merkle_root(ids)), ids, [False] * 4)
    with pytest.raises(RuleError, match="more hashes or flags than the proof uses"):
        dataclasses.replace(block, hashes=(*block.hashes, bytes(32))).matches()


def test_a_merkle_block_needs_an_answer_for_each_id():
    with pytest.raises(InputError, match="`is_match` must hold one boolean for each of at least one id, got 1 of 2"):
        MerkleBlock.build(header_over(bytes(32)), [bytes(32)] * 2, [True])


def test_the_proof_of_a_lone_transaction_is_empty():
    assert prove([b"\x05" * 32], 0) == MerkleProof(0, ())


def test_a_merkle_block_ends_where_it_says():
    ids = [bytes([number]) * 32 for number in range(3)]
    raw = MerkleBlock.build(header_over(merkle_root(ids)), ids, [True, False, False]).serialize()
    assert MerkleBlock.parse(raw).matches() == [(0, ids[0])]
    with pytest.raises(ParseError, match=f"at offset {len(raw)}: expected the end, got 1 byte more"):
        MerkleBlock.parse(raw + b"\x00")
