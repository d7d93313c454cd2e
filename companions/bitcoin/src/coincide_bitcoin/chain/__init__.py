"""Chains: which blocks count, and what is left to spend.

consensus   rules of each network
headers     the tree of headers, and its branch with the most work
timelocks   when a transaction may be mined
coins       unspent outputs
connect     what a block must keep to in its place
store       the file
chain       all of it together
mining      blocks on regtest
"""

from __future__ import annotations

from coincide_bitcoin.chain.chain import Chain as Chain
from coincide_bitcoin.chain.coins import Coin as Coin
from coincide_bitcoin.chain.consensus import Consensus as Consensus
from coincide_bitcoin.chain.consensus import consensus_of as consensus_of
from coincide_bitcoin.chain.headers import HeaderChain as HeaderChain
from coincide_bitcoin.chain.headers import HeaderNode as HeaderNode
from coincide_bitcoin.chain.mining import mine as mine
