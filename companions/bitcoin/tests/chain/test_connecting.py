"""The limits that a block must keep to in its place, at the last value that is allowed and the first that is not."""

from __future__ import annotations

import pytest

from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.chain import Coin, HeaderChain, HeaderNode, mine
from coincide_bitcoin.chain.connect import check_in_context, connect
from coincide_bitcoin.chain.consensus import REGTEST_CONSENSUS
from coincide_bitcoin.chain.timelocks import has_matured, is_final
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.script.opcodes import OP_CHECKSIG
from coincide_bitcoin.script.standard import p2wsh
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

NOW = 2_000_000_000
IN_TIME = 1 << 22
EASY = 0x207FFFFF


class Coins:
    """A few coins by their place."""

    def __init__(self, **coins: Coin) -> None:
        self.by_point = {OutPoint(bytes.fromhex(name[1:]).ljust(32, b"\x00"), 0): coin for name, coin in coins.items()}

    def coin(self, point: OutPoint) -> Coin | None:
        return self.by_point.get(point)


def spend(*, sequence: int = 0xFFFFFFFF, lock_time: int = 0, version: int = 2, witness: tuple[bytes, ...] = ()):
    one = Input(OutPoint(b"\x01".ljust(32, b"\x00"), 0), sequence=sequence, witness=witness)
    return Transaction(version, (one,), (Output(1, b"\x51"),), lock_time)


def branch(count: int, *, step: int = 100) -> HeaderNode:
    """Headers whose times are `step` apart; they are not mined."""
    node = HeaderNode(BlockHeader(4, bytes(32), bytes(32), 1_000_000, EASY, 0), bytes(32), None, EASY)
    for height in range(1, count):
        header = BlockHeader(4, node.hash, bytes(32), 1_000_000 + height * step, EASY, 0)
        node = HeaderNode(header, height.to_bytes(32, "big"), node, EASY)
    return node


def coin(height: int) -> Coin:
    return Coin(Output(1, b"\x51"), height, is_coinbase=False)


@pytest.mark.parametrize(("lock_time", "final"), [(0, True), (99, True), (100, False), (101, False)])
def test_a_lock_height_must_be_below_that_of_the_block(lock_time, final):
    assert is_final(spend(lock_time=lock_time, sequence=0), height=100, time=NOW) == final


@pytest.mark.parametrize(("lock_time", "final"), [(NOW - 1, True), (NOW, False)])
def test_a_lock_time_must_be_before_that_of_the_block(lock_time, final):
    assert is_final(spend(lock_time=lock_time, sequence=0), height=100, time=NOW) == final


def test_a_lock_time_does_not_count_if_all_sequences_are_final():
    assert is_final(spend(lock_time=NOW), height=1, time=1)


@pytest.mark.parametrize(("blocks", "matured"), [(10, True), (11, False)])
def test_a_coin_is_as_old_in_blocks_as_it_must_be(blocks, matured):
    parent = branch(30)  # heights 0 to 29, so the next is 30
    assert has_matured(spend(sequence=blocks), [coin(20)], parent) == matured


@pytest.mark.parametrize(("step", "matured"), [(512, True), (511, False)])
def test_a_coin_is_as_old_in_time_as_it_must_be(step, matured):
    # Medians lie five blocks back: from that before height 20 to that of height 29 it is ten steps.
    assert has_matured(spend(sequence=IN_TIME | 10), [coin(20)], branch(30, step=step)) == matured


@pytest.mark.parametrize("options", [{"version": 1}, {"sequence": 1 << 31 | 100}])
def test_old_versions_and_marked_sequences_have_no_relative_lock(options):
    assert has_matured(spend(**{"sequence": 100, **options}), [coin(29)], branch(30))


def test_lock_times_are_compared_with_the_median_not_with_the_block():
    chain = HeaderChain()
    for _ in range(11):
        chain.extend(mine(chain.tip, b"\x51", time=chain.tip.header.time + 600).header)
    late = spend(lock_time=chain.tip.median_time, sequence=0)
    block = mine(chain.tip, b"\x51", [late], time=chain.tip.header.time + 600)
    with pytest.raises(RuleError, match="bad-txns-nonfinal"):
        check_in_context(block, chain.tip, REGTEST_CONSENSUS)
    in_time = mine(chain.tip, b"\x51", [spend(lock_time=chain.tip.median_time - 1, sequence=0)])
    check_in_context(in_time, chain.tip, REGTEST_CONSENSUS)


def test_a_header_may_be_two_hours_ahead_and_no_second_more():
    chain = HeaderChain()
    with pytest.raises(RuleError, match="time-too-new"):
        chain.extend(mine(chain.tip, b"\x51", time=NOW + 7201).header, now=NOW)
    assert chain.extend(mine(chain.tip, b"\x51", time=NOW + 7200).header, now=NOW).height == 1


def with_weight(weight: int) -> Block:
    """A block that is filled up with a witness, whose bytes weigh one each."""
    tip = HeaderChain().tip
    empty = mine(tip, b"\x51", [spend(witness=(bytes(1 << 17),))]).weight()
    return mine(tip, b"\x51", [spend(witness=(bytes((1 << 17) + weight - empty),))])


def test_a_block_weighs_at_most_four_million():
    parent = HeaderChain().tip
    check_in_context(with_weight(4_000_000), parent, REGTEST_CONSENSUS)
    with pytest.raises(RuleError, match="bad-blk-weight: a block must weigh at most 4000000, it weighs 4000001"):
        check_in_context(with_weight(4_000_001), parent, REGTEST_CONSENSUS)


def connected(block: Block, coins: Coins) -> None:
    chain = HeaderChain()
    connect(block, chain.extend(block.header), coins, REGTEST_CONSENSUS, verify_scripts=False)


@pytest.mark.parametrize(("count", "fails"), [(80_000, False), (80_001, True)])
def test_operations_in_witnesses_count_once(count, fails):
    script = bytes((OP_CHECKSIG,)) * count
    coins = Coins(_01=Coin(Output(1, p2wsh(sha256(script))), 0, is_coinbase=False))
    block = mine(HeaderChain().tip, b"\x51", [spend(witness=(script,))])
    if not fails:
        connected(block, coins)
        return
    with pytest.raises(RuleError, match="bad-blk-sigops: transaction 1: signature operations must cost at most 80000"):
        connected(block, coins)


def test_a_transaction_does_not_repeat_one_whose_outputs_are_not_spent():
    block = mine(HeaderChain().tip, b"\x51")
    coins = Coins(**{f"_{block.coinbase.txid.hex()}": coin(0)})
    with pytest.raises(RuleError, match="bad-txns-BIP30: transaction 0: it repeats"):
        connected(block, coins)
