"""Headers are checked, and the branch with the most work wins."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_bitcoin.block.header import BlockHeader
from coincide_bitcoin.block.target import target_of
from coincide_bitcoin.chain.consensus import MAIN_CONSENSUS, REGTEST_CONSENSUS, TEST_CONSENSUS, consensus_of
from coincide_bitcoin.chain.headers import HeaderChain, HeaderNode, next_bits
from coincide_bitcoin.errors import InputError, ParseError, RuleError
from coincide_bitcoin.networks import SIGNET

# The main net's first three blocks.
FIRST = [
    "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540b"
    "f7b1cdb606e857233e0e61bc6649ffff001d01e36299",
    "010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef"
    "744ee42c316022c90f9bb0bc6649ffff001d08d2bd61",
]


def mine(previous, *, time=None, bits=0x207FFFFF, version=4, salt=0):
    """A header on regtest that meets its target; half of all nonces do."""
    nonce = salt << 16
    while True:
        header = BlockHeader(version, previous.hash, bytes(32), time or previous.time + 600, bits, nonce)
        if int.from_bytes(header.hash, "little") <= target_of(bits):
            return header
        nonce += 1


def branch(previous, length, salt=0):
    headers = []
    for _ in range(length):
        previous = mine(previous, salt=salt)
        headers.append(previous)
    return headers


@pytest.mark.parametrize(
    ("consensus", "block_id"),
    [
        (MAIN_CONSENSUS, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
        (TEST_CONSENSUS, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
        (REGTEST_CONSENSUS, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
    ],
    ids=["main", "test", "regtest"],
)
def test_each_network_begins_with_its_first_block(consensus, block_id):
    assert HeaderChain(consensus).tip.id == block_id


def test_the_first_headers_of_the_main_net_follow_each_other():
    chain = HeaderChain(MAIN_CONSENSUS)
    for text in FIRST:
        chain.extend(BlockHeader.parse(bytes.fromhex(text)))
    assert chain.tip.id == "000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd"


def test_a_header_comes_back_byte_for_byte():
    raw = bytes.fromhex(FIRST[0])
    assert BlockHeader.parse(raw).serialize() == raw


def test_a_header_of_another_length_is_refused():
    with pytest.raises(ParseError, match="a block header must have 80 bytes, got 79"):
        BlockHeader.parse(bytes(79))


@settings(max_examples=30)
@given(st.permutations(range(12)))
def test_the_branch_with_the_most_work_wins_in_whatever_order_it_comes(order):
    chain = HeaderChain()
    genesis = chain.consensus.genesis
    long, short = branch(genesis, 7, salt=1), branch(genesis, 5, salt=2)
    pending = [(long + short)[at] for at in order]
    while pending:
        header = next(one for one in pending if one.previous in chain)
        pending.remove(header)
        chain.extend(header)
    assert chain.tip.hash == long[-1].hash
    assert [node.header for node in chain][1:] == long


def test_the_branch_that_came_first_stays_when_another_has_the_same_work():
    chain = HeaderChain()
    first, second = branch(chain.consensus.genesis, 3, salt=1), branch(chain.consensus.genesis, 3, salt=2)
    for header in first + second:
        chain.extend(header)
    assert chain.tip.hash == first[-1].hash


def test_a_forgotten_block_takes_its_descendants_along():
    chain = HeaderChain()
    long, short = branch(chain.consensus.genesis, 4, salt=1), branch(chain.consensus.genesis, 2, salt=2)
    for header in long + short:
        chain.extend(header)
    chain.forget(chain.at(2))
    assert (chain.height, long[1].hash in chain, long[3].hash in chain) == (2, False, False)
    assert chain.tip.hash == short[-1].hash


def test_a_header_twice_is_the_same_node():
    chain = HeaderChain()
    header = mine(chain.consensus.genesis)
    assert chain.extend(header) is chain.extend(header)


def spoiled(change):
    """A valid header with one field changed, and mined again unless the fault is the work."""
    previous = REGTEST_CONSENSUS.genesis
    fields = {"time": previous.time + 600, "bits": 0x207FFFFF, "version": 4} | change
    return mine(previous, **fields)


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        (dataclasses.replace(mine(REGTEST_CONSENSUS.genesis), previous=b"\x01" * 32), "prev-blk-not-found"),
        (spoiled({"bits": 0x207FFFFE}), "bad-diffbits: bits at height 1 must be 207fffff, got 207ffffe"),
        (spoiled({"bits": 0x2100FFFF}), "bad-diffbits: bits 2100ffff are easier than the network allows"),
        (spoiled({"time": REGTEST_CONSENSUS.genesis.time}), "time-too-old"),
        (spoiled({"time": 2_000_007_201}), "time-too-new: the time must be at most 2000007200"),
        (spoiled({"version": 1}), "bad-version: the version must be at least 2"),
        (spoiled({"version": 3}), "bad-version: the version must be at least 4"),
    ],
    ids=lambda value: value.partition(":")[0] if isinstance(value, str) else "",
)
def test_a_header_that_breaks_a_rule_is_refused(header, rule):
    with pytest.raises(RuleError, match=rule):
        HeaderChain().extend(header, now=2_000_000_000)


def test_a_hash_above_the_target_is_refused():
    header = mine(REGTEST_CONSENSUS.genesis)
    while header.hash[-1] < 0x80:
        header = dataclasses.replace(header, nonce=header.nonce + 1)
    with pytest.raises(RuleError, match=r"high-hash: the hash [0-9a-f]{64} is above the target of bits 207fffff"):
        HeaderChain().extend(header)


def test_the_median_of_eleven_times_must_be_passed_not_the_last_one():
    chain = HeaderChain()
    for header in branch(chain.consensus.genesis, 11):
        chain.extend(header)
    median = chain.tip.median_time
    assert median == chain.at(6).header.time
    chain.extend(mine(chain.tip.header, time=median + 1))
    assert chain.height == 12


def node_at(height, *, bits, time, parent=None):
    node = HeaderNode(BlockHeader(1, bytes(32), bytes(32), time, bits, 0), bytes(32), parent, 0x1D00FFFF)
    node.height = height
    return node


def test_difficulty_changes_at_every_2016th_block():
    first = node_at(30_240, bits=0x1D00FFFF, time=1261130161)
    last = first
    for height in range(30_241, 32_256):
        last = node_at(height, bits=0x1D00FFFF, time=1262152739, parent=last)
    assert next_bits(last, 1262153464, MAIN_CONSENSUS) == 0x1D00D86A


def test_the_test_net_allows_an_easy_block_after_twenty_minutes_and_returns():
    earned = node_at(100, bits=0x1C0FFFFF, time=1_000_000)
    assert next_bits(earned, 1_001_200, TEST_CONSENSUS) == 0x1C0FFFFF
    assert next_bits(earned, 1_001_201, TEST_CONSENSUS) == 0x1D00FFFF
    easy = HeaderNode(BlockHeader(1, bytes(32), bytes(32), 1_001_201, 0x1D00FFFF, 0), bytes(32), earned, 0x1D00FFFF)
    assert next_bits(easy, 1_001_300, TEST_CONSENSUS) == 0x1C0FFFFF


def test_a_locator_is_dense_at_the_tip_and_ends_with_the_first_block():
    chain = HeaderChain()
    for header in branch(chain.consensus.genesis, 40):
        chain.extend(header)
    heights = [chain.get(block_hash).height for block_hash in chain.locator()]
    assert heights == [40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 29, 25, 17, 1, 0]


def test_headers_after_a_locator_of_another_branch_begin_where_they_part():
    ours, theirs = HeaderChain(), HeaderChain()
    shared = branch(ours.consensus.genesis, 5)
    mine_only, theirs_only = branch(shared[-1], 3, salt=1), branch(shared[-1], 2, salt=2)
    for header in shared + mine_only:
        ours.extend(header)
    for header in shared + theirs_only:
        theirs.extend(header)
    assert ours.after(theirs.locator()) == mine_only


def test_heights_outside_the_chain_are_refused():
    with pytest.raises(IndexError, match="the best branch has heights 0 to 0, got 1"):
        HeaderChain().at(1)


def test_signet_is_not_checked():
    with pytest.raises(InputError, match="chains can be checked on main, test, regtest, not on signet"):
        consensus_of(SIGNET)
