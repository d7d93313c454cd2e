"""A tree of headers, and the branch of it with the most work (Song 2019, chapter 9; Bitcoin Core's `validation.cpp`).

Headers come first: they are small, and what it costs to forge them is known. Of two branches with the same work the one
seen first stays. The oldest rule of all, that time runs forward, is kept loosely: later than the median of the last
eleven blocks, and at most two hours ahead of the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property

from coincide_bitcoin.block.header import BlockHeader, check_work
from coincide_bitcoin.block.target import BLOCKS_PER_RETARGET, TARGET_SPACING_S, bits_of, retarget, work_of
from coincide_bitcoin.chain.consensus import REGTEST_CONSENSUS, Consensus
from coincide_bitcoin.errors import RuleError

MEDIAN_BLOCKS = 11
LARGEST_LEAD_S = 2 * 60 * 60
MOST_HEADERS = 2000  # in one message


class HeaderNode:
    """A header and its place in the tree.

    Attributes
    ----------
    header, hash : the hash in the order of the wire.
    parent : the node before; None for the first block.
    height : number of blocks before it.
    work : expected number of hashes for the whole branch up to here.
    earned_bits : the last bits that were not the network's easiest, within these 2016 blocks; the test net returns to
        them after a slow block.
    """

    def __init__(self, header: BlockHeader, block_hash: bytes, parent: HeaderNode | None, easiest: int) -> None:
        self.header = header
        self.hash = block_hash
        self.parent = parent
        self.height = 0 if parent is None else parent.height + 1
        self.work = work_of(header.bits) + (0 if parent is None else parent.work)
        is_easy = header.bits == easiest and self.height % BLOCKS_PER_RETARGET != 0
        self.earned_bits: int = parent.earned_bits if parent is not None and is_easy else header.bits

    @property
    def id(self) -> str:
        """The hash as people write it."""
        return self.hash[::-1].hex()

    @cached_property
    def median_time(self) -> int:
        """Median of the times of this and the ten headers before (BIP 113)."""
        times: list[int] = []
        node: HeaderNode | None = self
        while node is not None and len(times) < MEDIAN_BLOCKS:
            times.append(node.header.time)
            node = node.parent
        return sorted(times)[len(times) // 2]

    def ancestor(self, height: int) -> HeaderNode:
        """The node of this branch at a lower or the same height."""
        node = self
        while node.height > height:
            assert node.parent is not None
            node = node.parent
        return node

    def __repr__(self) -> str:
        return f"HeaderNode({self.height}, {self.id})"


class HeaderChain:
    """All headers that were accepted, from the network's first block on.

    Parameters
    ----------
    consensus : the network's rules; regtest if not given.
    """

    def __init__(self, consensus: Consensus = REGTEST_CONSENSUS) -> None:
        self.consensus = consensus
        self._easiest = bits_of(consensus.limit)
        genesis = HeaderNode(consensus.genesis, consensus.genesis.hash, None, self._easiest)
        self._nodes = {genesis.hash: genesis}
        self._best = [genesis]

    def __len__(self) -> int:
        """Number of headers in the best branch."""
        return len(self._best)

    def __contains__(self, block_hash: bytes) -> bool:
        return block_hash in self._nodes

    def __iter__(self) -> Iterator[HeaderNode]:
        """The best branch, from the first block on."""
        return iter(self._best)

    @property
    def tip(self) -> HeaderNode:
        """The last header of the best branch."""
        return self._best[-1]

    @property
    def height(self) -> int:
        """Of the tip."""
        return self.tip.height

    def at(self, height: int) -> HeaderNode:
        """The header of the best branch at this height; IndexError if there is none."""
        if not 0 <= height < len(self._best):
            raise IndexError(f"the best branch has heights 0 to {self.height}, got {height}")
        return self._best[height]

    def get(self, block_hash: bytes) -> HeaderNode | None:
        """The node of any branch with this hash."""
        return self._nodes.get(block_hash)

    def is_best(self, node: HeaderNode) -> bool:
        """Whether a node lies on the best branch."""
        return node.height < len(self._best) and self._best[node.height] is node

    def extend(self, header: BlockHeader, *, now: int | None = None) -> HeaderNode:
        """Check a header and add it to the tree; a header that is there already is given back.

        Parameters
        ----------
        now : seconds since 1970 UTC, for the limit on times ahead; the clock if not given.

        Raises
        ------
        RuleError : the header before is unknown ("prev-blk-not-found"), or "high-hash", "bad-diffbits", "time-too-old",
            "time-too-new", "bad-version".
        """
        block_hash = header.hash
        known = self._nodes.get(block_hash)
        if known is not None:
            return known
        parent = self._nodes.get(header.previous)
        if parent is None:
            raise RuleError("prev-blk-not-found", f"the header before, {header.previous[::-1].hex()}, is unknown")
        check_header(header, block_hash, parent, self.consensus, now=now)
        node = HeaderNode(header, block_hash, parent, self._easiest)
        self._nodes[block_hash] = node
        if node.work > self.tip.work:
            self._move_to(node)
        return node

    def forget(self, node: HeaderNode) -> set[bytes]:
        """Take out a node whose block turned out to be invalid, and all that follow it; give their hashes."""
        gone = {node.hash}
        for other in sorted(self._nodes.values(), key=lambda each: each.height):
            if other.header.previous in gone:
                gone.add(other.hash)
        had_tip = self.tip.hash in gone
        for block_hash in gone:
            del self._nodes[block_hash]
        if had_tip:
            # `max` keeps the first of equals, and the dictionary the order in which they came.
            self._move_to(max(self._nodes.values(), key=lambda each: each.work))
        return gone

    def locator(self) -> list[bytes]:
        """Hashes of the best branch, dense at its tip and ever sparser, by which another node finds where we part."""
        hashes: list[bytes] = []
        height, step = self.height, 1
        while height > 0:
            hashes.append(self._best[height].hash)
            if len(hashes) >= 10:
                step *= 2
            height -= step
        return [*hashes, self._best[0].hash]

    def after(self, locator: Sequence[bytes], *, limit: int = MOST_HEADERS) -> list[BlockHeader]:
        """Headers of the best branch that follow the first of `locator` we have on it."""
        shared = 0
        for block_hash in locator:
            node = self._nodes.get(block_hash)
            if node is not None and self.is_best(node):
                shared = node.height
                break
        return [node.header for node in self._best[shared + 1 : shared + 1 + limit]]

    def _move_to(self, node: HeaderNode) -> None:
        """Make the branch that ends with `node` the best."""
        branch: list[HeaderNode] = []
        step: HeaderNode | None = node
        while step is not None and not self.is_best(step):
            branch.append(step)
            step = step.parent
        assert step is not None
        del self._best[step.height + 1 :]
        self._best.extend(reversed(branch))


def check_header(
    header: BlockHeader, block_hash: bytes, parent: HeaderNode, consensus: Consensus, *, now: int | None = None
) -> None:
    """Check a header against the one before it.

    Raises
    ------
    RuleError : as for `HeaderChain.extend`.
    """
    check_work(block_hash, header.bits, limit=consensus.limit)
    expected = next_bits(parent, header.time, consensus)
    if header.bits != expected:
        raise RuleError(
            "bad-diffbits", f"bits at height {parent.height + 1} must be {expected:08x}, got {header.bits:08x}"
        )
    if header.time <= parent.median_time:
        raise RuleError("time-too-old", f"the time must be after {parent.median_time}, got {header.time}")
    latest = (int(time.time()) if now is None else now) + LARGEST_LEAD_S
    if header.time > latest:
        raise RuleError("time-too-new", f"the time must be at most {latest}, got {header.time}")
    height = parent.height + 1
    for least, since in ((2, consensus.bip34), (3, consensus.bip66), (4, consensus.bip65)):
        if header.version < least and height >= since:
            raise RuleError(
                "bad-version", f"the version must be at least {least} from height {since}, got {header.version}"
            )


def next_bits(parent: HeaderNode, block_time: int, consensus: Consensus) -> int:
    """The bits that the block after `parent` must have, if it has this time."""
    if (parent.height + 1) % BLOCKS_PER_RETARGET == 0:
        return _retargeted(parent, consensus)
    if not consensus.eases_when_slow:
        return parent.header.bits
    is_slow = block_time > parent.header.time + 2 * TARGET_SPACING_S
    return bits_of(consensus.limit) if is_slow else parent.earned_bits


def _retargeted(parent: HeaderNode, consensus: Consensus) -> int:
    if not consensus.retargets:
        return parent.header.bits
    first = parent.ancestor(parent.height - (BLOCKS_PER_RETARGET - 1))
    return retarget(parent.header.bits, parent.header.time - first.header.time, limit=consensus.limit)
