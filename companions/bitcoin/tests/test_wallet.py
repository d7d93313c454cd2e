"""A wallet sees what is paid to its scripts, and what is spent of it."""

from __future__ import annotations

import pytest

from coincide_bitcoin import address
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.filters import CompactFilter
from coincide_bitcoin.hd import account_descriptor
from coincide_bitcoin.wallet import Wallet
from examples.showcase.chain import build
from examples.showcase.outputs import CHANGE, FEE, MASTER

ACCOUNT = Descriptor.parse(account_descriptor(MASTER, 84))


@pytest.fixture(scope="module")
def chain():
    with Chain(":memory:") as made:
        made.showcase = build(made)
        yield made


def test_a_wallet_counts_what_is_not_spent(chain):
    wallet = Wallet()
    wallet.watch(f"addr({address.encode(CHANGE)})")
    wallet.scan(chain)
    each = chain.showcase.funding.outputs[0].value - FEE
    assert len(wallet.unspent) == len(chain.showcase.types) + 1
    assert wallet.balance == len(chain.showcase.types) * each + chain.showcase.funding.outputs[-2].value


def test_what_is_spent_is_gone(chain):
    wallet = Wallet()
    wallet.watch(f"raw({chain.showcase.types[0].script_pubkey.hex()})")
    heights = []
    for height in range(chain.height + 1):
        wallet.add(chain.block(chain.node_at(height)), height)
        heights.append(len(wallet.unspent))
    assert max(heights) == 1 and heights[-1] == 0


def test_a_range_is_watched_beyond_its_last_payment():
    wallet = Wallet(gap=5)
    wallet.watch(ACCOUNT)
    with Chain(":memory:") as grown:
        for index in (0, 4, 8, 20):
            grown.accept(mine(grown.tip, ACCOUNT.scripts(index)[0]))
        wallet.scan(grown)
    assert sorted(one.index for one in wallet.unspent.values()) == [0, 4, 8]


def test_filters_say_which_blocks_concern_a_wallet(chain):
    wallet = Wallet()
    wallet.watch(f"addr({address.encode(CHANGE)})")
    paid = chain.block(chain.node_at(120))
    other = chain.block(chain.node_at(50))
    made = [
        CompactFilter.of_scripts(block.hash, [out.script_pubkey for one in block.transactions for out in one.outputs])
        for block in (paid, other)
    ]
    assert [wallet.concerns(one) for one in made] == [True, False]


def test_a_gap_of_nothing_is_refused():
    with pytest.raises(InputError, match="`gap` must be at least 1, got 0"):
        Wallet(gap=0)
