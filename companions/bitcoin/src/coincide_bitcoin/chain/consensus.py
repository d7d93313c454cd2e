"""What the networks agree on beside the format: first block, limits of work, and heights from which a rule holds.

Source: Bitcoin Core's `kernel/chainparams.cpp`. Signet is left out: its blocks are signed (BIP 325), which is not
checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coincide_bitcoin.block.header import BlockHeader
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.networks import MAIN, REGTEST, TEST, Network

# The one transaction of the first block, the same on all networks; its input quotes The Times of 3 January 2009.
GENESIS_TRANSACTION = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054"
    "696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420"
    "666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61"
    "deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
_GENESIS_ROOT = bytes.fromhex("3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a")


@dataclass(frozen=True)
class Consensus:
    """The rules of one network.

    Attributes
    ----------
    network : its prefixes.
    genesis : header of the first block.
    limit : the easiest target.
    eases_when_slow : a block 20 minutes after the one before may have the easiest target (test net).
    retargets : whether difficulty follows the miners at all; not on regtest.
    halving : number of blocks after which the subsidy halves.
    bip34, bip65, bip66, csv, segwit : heights from which these rules hold; `csv` means BIPs 68, 112 and 113.
    without_rules : ids of blocks that were mined before P2SH or Taproot were rules, and break them, with the names of
        the script flags that still hold.
    """

    network: Network
    genesis: BlockHeader
    limit: int
    eases_when_slow: bool
    retargets: bool
    halving: int
    bip34: int
    bip65: int
    bip66: int
    csv: int
    segwit: int
    without_rules: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


def _genesis(time: int, bits: int, nonce: int) -> BlockHeader:
    return BlockHeader(1, bytes(32), _GENESIS_ROOT, time, bits, nonce)


MAIN_CONSENSUS = Consensus(
    network=MAIN,
    genesis=_genesis(1231006505, 0x1D00FFFF, 2083236893),
    limit=(1 << 224) - 1,
    eases_when_slow=False,
    retargets=True,
    halving=210_000,
    bip34=227_931,
    bip65=388_381,
    bip66=363_725,
    csv=419_328,
    segwit=481_824,
    without_rules={
        "00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22": frozenset(),
        "0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad": frozenset({"P2SH", "WITNESS"}),
    },
)
TEST_CONSENSUS = Consensus(
    network=TEST,
    genesis=_genesis(1296688602, 0x1D00FFFF, 414098458),
    limit=(1 << 224) - 1,
    eases_when_slow=True,
    retargets=True,
    halving=210_000,
    bip34=21_111,
    bip65=581_885,
    bip66=330_776,
    csv=770_112,
    segwit=834_624,
    without_rules={"00000000dd30457c001f4095d208cc1296b0eed002427aa599874af7a432b105": frozenset()},
)
REGTEST_CONSENSUS = Consensus(
    network=REGTEST,
    genesis=_genesis(1296688602, 0x207FFFFF, 2),
    limit=(1 << 255) - 1,
    eases_when_slow=True,
    retargets=False,
    halving=150,
    bip34=1,
    bip65=1,
    bip66=1,
    csv=1,
    segwit=0,
)
_BY_NAME = {rules.network.name: rules for rules in (MAIN_CONSENSUS, TEST_CONSENSUS, REGTEST_CONSENSUS)}


def consensus_of(network: Network) -> Consensus:
    """The rules of a network.

    Raises
    ------
    InputError : signet.
    """
    if network.name not in _BY_NAME:
        raise InputError(f"chains can be checked on {', '.join(_BY_NAME)}, not on {network.name}")
    return _BY_NAME[network.name]
