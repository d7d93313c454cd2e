"""Blocks are connected, disconnected and refused, and the coins follow."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.chain.consensus import MAIN_CONSENSUS
from coincide_bitcoin.chain.headers import HeaderChain
from coincide_bitcoin.errors import FileError, InputError, RuleError
from coincide_bitcoin.transaction import OutPoint
from examples.showcase.chain import FUNDING_HEIGHT, HEIGHT, SPENDING_HEIGHT, build
from examples.showcase.faults import FaultMaker, faults
from examples.showcase.outputs import output_types


@pytest.fixture(scope="module")
def showcase():
    chain = Chain(":memory:")
    return chain, build(chain)


def replayed(blocks):
    chain = Chain(":memory:")
    for block in blocks:
        chain.accept(block)
    return chain


def grow(chain, count, *, extra=0):
    return [block for _ in range(count) if chain.accept(block := mine(chain.tip, b"\x51", extra=extra))]


def coins_of(chain):
    return dict(chain.coins())


def test_the_chain_spends_every_type_of_output(showcase):
    chain, made = showcase
    assert chain.height == HEIGHT
    assert [chain.coin(OutPoint(made.funding.txid, index)) for index in range(len(made.types))] == [None] * 16


def test_coins_add_up_to_the_subsidies_less_what_nobody_can_spend(showcase):
    chain, _ = showcase
    assert sum(coin.output.value for coin in coins_of(chain).values()) == 149 * 50 * 10**8 + 25 * 10**8


def test_bitcoin_core_follows_the_chain_and_refuses_every_fault(showcase, tmp_path):
    import pbk

    _, made = showcase
    core = pbk.load_chainman(tmp_path, pbk.ChainType.REGTEST)
    for block in made.blocks:
        core.process_block(pbk.Block(block.serialize()))
    heights = [core.get_active_chain().height]
    for fault in faults(showcase[0], made):
        # Some faults raise, others are told by the height only.
        with contextlib.suppress(pbk.ProcessBlockException):
            core.process_block(pbk.Block(fault.block.serialize()))
        heights.append(core.get_active_chain().height)
    assert heights == [HEIGHT] * 37


FAULTS = [fault.name for fault in (lambda chain: faults(chain, build(chain)))(Chain(":memory:"))]


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=FAULTS)
def test_a_block_with_one_fault_is_refused_by_the_rule_it_breaks(showcase, number):
    chain, _ = showcase
    fault, before = faults_of(showcase)[number], chain.tip
    with pytest.raises(RuleError) as caught:
        chain.accept(fault.block)
    assert (caught.value.rule, chain.tip) == (fault.rule, before)


def faults_of(showcase, kept=[]):  # noqa: B006
    if not kept:
        kept.extend(faults(*showcase))
    return kept


@pytest.mark.parametrize("index", range(16), ids=[one.name for one in output_types()])
def test_what_the_faulty_blocks_hold_is_valid_without_the_fault(showcase, index):
    _, made = showcase
    chain = replayed(made.blocks)
    maker = FaultMaker(chain, made)
    chain.accept(maker.block(maker.funding))
    grow(chain, 4)
    assert chain.accept(mine(chain.tip, b"\x51", [maker.spending(made.types[index].name)]))


def test_a_longer_branch_takes_over_and_takes_coins_back(showcase):
    _, made = showcase
    chain = replayed(made.blocks[: SPENDING_HEIGHT + 5])
    other = replayed(made.blocks[: FUNDING_HEIGHT + 2])
    fork_coins = coins_of(other)
    branch = grow(other, 30, extra=7)
    changed = [chain.accept(block) for block in branch]
    assert changed.index(True) == SPENDING_HEIGHT + 5 - FUNDING_HEIGHT - 2
    assert coins_of(chain) == coins_of(other) != fork_coins


def test_leaving_a_branch_and_coming_back_restores_every_coin(showcase):
    _, made = showcase
    chain = replayed(made.blocks[: SPENDING_HEIGHT + 5])
    before = coins_of(chain)
    other = replayed(made.blocks[:FUNDING_HEIGHT])
    for block in grow(other, 25, extra=7):
        chain.accept(block)
    assert coins_of(chain) != before
    rest = made.blocks[SPENDING_HEIGHT + 5 :]
    for block in rest:
        chain.accept(block)
    assert coins_of(chain) == coins_of(replayed(made.blocks))


def test_an_invalid_branch_is_left_at_its_fault_and_the_chain_is_as_before(showcase):
    _, made = showcase
    chain, other = replayed(made.blocks), HeaderChain()
    for block in made.blocks[:-1]:
        other.extend(block.header)
    before = coins_of(chain)
    # The first block of the branch pays too much; it has less work than the tip until the second comes.
    first = mine(other.tip, b"\x51", fees=1, extra=9)
    second = mine(other.extend(first.header), b"\x51", extra=9)
    assert not chain.accept(first)
    with pytest.raises(RuleError, match="bad-cb-amount"):
        chain.accept(second)
    assert (chain.height, coins_of(chain)) == (HEIGHT, before)
    with pytest.raises(RuleError, match="duplicate-invalid"):
        chain.accept(first)


def test_blocks_may_come_in_any_order_after_their_headers():
    source, chain = Chain(":memory:"), Chain(":memory:")
    blocks = grow(source, 6)
    for block in blocks:
        chain.accept_header(block.header)
    assert [node.height for node in chain.missing()] == [1, 2, 3, 4, 5, 6]
    changed = [chain.accept(block) for block in reversed(blocks)]
    assert (changed, chain.height) == ([False] * 5 + [True], 6)


def test_a_block_twice_changes_nothing():
    chain = Chain(":memory:")
    (block,) = grow(chain, 1)
    assert not chain.accept(block)


def test_a_chain_opens_where_it_was_closed(tmp_path, showcase):
    _, made = showcase
    with Chain(tmp_path / "chain.db") as chain:
        for block in made.blocks:
            chain.accept(block)
        coins = coins_of(chain)
    with Chain(tmp_path / "chain.db") as again:
        assert (again.height, coins_of(again)) == (HEIGHT, coins)
        assert again.accept(mine(again.tip, b"\x51"))


def test_a_file_of_another_network_is_refused(tmp_path):
    Chain(tmp_path / "chain.db").close()
    with pytest.raises(FileError, match="is a chain of the network regtest, expected main; choose another file"):
        Chain(tmp_path / "chain.db", MAIN_CONSENSUS)


def test_a_file_that_is_no_chain_is_refused(tmp_path):
    (tmp_path / "chain.db").write_bytes(b"not a database" * 100)
    with pytest.raises(FileError, match="is not a chain, or cannot be opened"):
        Chain(tmp_path / "chain.db")


def test_a_file_of_another_format_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "chain.db") as other:
        other.execute("CREATE TABLE other (number INTEGER)")
    other.close()
    with pytest.raises(FileError, match="its format is 0, expected 1"):
        Chain(tmp_path / "chain.db")


def test_blocks_cannot_be_made_on_the_main_net():
    with pytest.raises(InputError, match="blocks can be made on regtest only; bits 1d00ffff are too hard"):
        mine(HeaderChain(MAIN_CONSENSUS).tip, b"\x51", consensus=MAIN_CONSENSUS)


def test_heights_above_the_tip_are_refused():
    with pytest.raises(IndexError, match="the chain has heights 0 to 0, got 1"):
        Chain(":memory:").node_at(1)
