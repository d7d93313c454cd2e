"""A regtest chain that spends every type of output, and blocks that each break one rule.

outputs     each type of output, and how it is spent
chain       the chain, of 150 blocks
faults      one fault a block
"""

from __future__ import annotations
