"""Blocks: headers with their work, Merkle trees, and proofs that a transaction is in a block.

block           header and transactions
header          80 bytes
target          bits, targets, work, retargeting
merkle          roots and proofs of inclusion
merkle_block    headers with a proof for what matched a filter
coinbase        subsidy, height (BIP 34), witness commitment (BIP 141)
check           rules that need no other block
"""

from __future__ import annotations

from coincide_bitcoin.block.block import Block as Block
from coincide_bitcoin.block.header import BlockHeader as BlockHeader
from coincide_bitcoin.block.merkle import MerkleProof as MerkleProof
from coincide_bitcoin.block.merkle import merkle_root as merkle_root
from coincide_bitcoin.block.merkle import prove as prove
from coincide_bitcoin.block.merkle_block import MerkleBlock as MerkleBlock
