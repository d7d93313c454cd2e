"""Song 2019, chapter 9; BIPs 30, 34, 113 and 141: a chain checked in full: headers, blocks, coins.

The tip is the end of the branch with the most work among those whose blocks are all here and valid. When another branch
overtakes, blocks are disconnected up to the fork and the other ones connected, in one step of the database.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.block.block import Block
from coincide_bitcoin.block.check import check_block
from coincide_bitcoin.block.header import BlockHeader
from coincide_bitcoin.chain.coins import Coin
from coincide_bitcoin.chain.connect import check_in_context, connect, created_by
from coincide_bitcoin.chain.consensus import GENESIS_TRANSACTION, REGTEST_CONSENSUS, Consensus
from coincide_bitcoin.chain.headers import HeaderChain, HeaderNode
from coincide_bitcoin.chain.store import ChainStore
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.transaction.transaction import OutPoint, Transaction

# Witnesses can be changed without a change of the header, so these faults say nothing about other copies of a block.
WITNESS_RULES = frozenset({"bad-witness-nonce-size", "bad-witness-merkle-match", "unexpected-witness"})


class Chain:
    """Blocks, and the coins that they leave.

    Parameters
    ----------
    path : the file, made if it is not there; ":memory:" for none.
    consensus : the network's rules; regtest if not given.
    backend : who verifies signatures; the fastest if None.

    Attributes
    ----------
    headers : all headers, of blocks that are here and of others.
    tip : the last block that counts.

    Raises
    ------
    FileError : the file is no chain of this network.
    """

    def __init__(
        self, path: Path | str, consensus: Consensus = REGTEST_CONSENSUS, *, backend: Backend | None = None
    ) -> None:
        self.consensus = consensus
        self.headers = HeaderChain(consensus)
        self._backend = backend
        self._store = ChainStore(path, consensus.network.name)
        self._invalid: set[bytes] = set()
        genesis = self.headers.tip
        # Blocks that are here together with all before them, in the order in which that came to be.
        self._complete = {genesis.hash: genesis}
        self._waiting: dict[bytes, list[HeaderNode]] = {}
        self.tip = self._load(genesis)
        self._follow_most_work(self._complete.values())

    def __enter__(self) -> Chain:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    @property
    def height(self) -> int:
        """Of the tip."""
        return self.tip.height

    def accept_header(self, header: BlockHeader, *, now: int | None = None) -> HeaderNode:
        """Check a header and add it to the tree; its block may come later. Errors are those of `HeaderChain.extend`."""
        if header.hash in self._invalid or header.previous in self._invalid:
            raise RuleError("duplicate-invalid", "the block, or the one before it, was found invalid")
        return self.headers.extend(header, now=now)

    def accept(self, block: Block, *, now: int | None = None) -> bool:
        """Check a block, keep it, and follow the branch with the most work.

        Returns
        -------
        Whether the tip has changed.

        Raises
        ------
        RuleError : the block, or one before it that is on the branch, breaks a rule. The chain is as before.
        """
        check_block(block, limit=self.consensus.limit)
        node = self.accept_header(block.header, now=now)
        if self._store.raw_block(node.hash) is not None or node.parent is None:
            return False
        try:
            check_in_context(block, node.parent, self.consensus)
        except RuleError as error:
            if error.rule not in WITNESS_RULES:
                self._reject(node)
            raise
        with self._store.transaction():
            self._store.add_block(node.hash, block.serialize())
        before = self.tip
        fault = self._follow_most_work(self._note(node))
        if fault is not None and node.hash in self._invalid:
            raise fault
        return self.tip is not before

    def block(self, node: HeaderNode) -> Block | None:
        """The block of a header, None if it is not here."""
        if node.parent is None:
            return Block(node.header, (Transaction.parse(GENESIS_TRANSACTION),))
        raw = self._store.raw_block(node.hash)
        return None if raw is None else Block.parse(raw)

    def node_at(self, height: int) -> HeaderNode:
        """The header of the block that counts at a height; IndexError if the chain is not as high."""
        if not 0 <= height <= self.height:
            raise IndexError(f"the chain has heights 0 to {self.height}, got {height}")
        return self.headers.at(height) if self.headers.is_best(self.tip) else self.tip.ancestor(height)

    def coin(self, point: OutPoint) -> Coin | None:
        """The coin at an output, None if there is none or it is spent."""
        return self._store.coin(point)

    def coins(self) -> Iterator[tuple[OutPoint, Coin]]:
        """All coins, in no order that means something."""
        return self._store.coins()

    def missing(self, *, limit: int = 16) -> list[HeaderNode]:
        """The next headers of the best branch whose blocks are not here yet."""
        fork = self.tip
        while not self.headers.is_best(fork):
            assert fork.parent is not None
            fork = fork.parent
        found: list[HeaderNode] = []
        for height in range(fork.height + 1, self.headers.height + 1):
            node = self.headers.at(height)
            if node.hash not in self._complete and self._store.raw_block(node.hash) is None:
                found.append(node)
                if len(found) == limit:
                    break
        return found

    def _load(self, genesis: HeaderNode) -> HeaderNode:
        """Read the headers back; the tip is the block whose coins are in the file."""
        far = int(time.time()) + (1 << 32)  # times were judged when the blocks came
        for raw in self._store.raw_headers():
            self._note(self.headers.extend(BlockHeader.parse(raw), now=far))
        node = self.headers.get(self._store.tip or genesis.hash)
        assert node is not None, "the tip is stored together with its block"
        return node

    def _note(self, node: HeaderNode) -> list[HeaderNode]:
        """A block has come: give those that are complete now, it and any that waited for it."""
        assert node.parent is not None
        if node.parent.hash not in self._complete:
            self._waiting.setdefault(node.parent.hash, []).append(node)
            return []
        ready = [node]
        for each in ready:
            self._complete[each.hash] = each
            ready += self._waiting.pop(each.hash, [])
        return ready

    def _follow_most_work(self, candidates: Iterable[HeaderNode]) -> RuleError | None:
        """Move to the branch with the most work; if it is invalid, forget it and try the next. The last fault found."""
        fault: RuleError | None = None
        while True:
            best = max(candidates, key=lambda node: node.work, default=self.tip)
            if best.work <= self.tip.work:
                return fault
            try:
                self._move_to(best)
            except _InvalidBlockError as invalid:
                fault = invalid.fault
                self._reject(invalid.node)
                candidates = self._complete.values()

    def _move_to(self, target: HeaderNode) -> None:
        leaving, joining = _branches(self.tip, target)
        with self._store.transaction():
            for node in leaving:
                block = self._stored(node)
                self._store.disconnect(block, created_by(block))
            for node in joining:
                try:
                    change = connect(self._stored(node), node, self._store, self.consensus, backend=self._backend)
                except RuleError as fault:
                    raise _InvalidBlockError(node, fault) from None
                self._store.connect(node.hash, change)
        self.tip = target

    def _stored(self, node: HeaderNode) -> Block:
        raw = self._store.raw_block(node.hash)
        assert raw is not None, "only complete branches are connected"
        return Block.parse(raw)

    def _reject(self, node: HeaderNode) -> None:
        """Forget a block that breaks a rule, and all that follow it."""
        gone = self.headers.forget(node)
        self._invalid |= gone
        for block_hash in gone:
            self._complete.pop(block_hash, None)
            self._waiting.pop(block_hash, None)
        with self._store.transaction():
            self._store.remove_blocks(gone)


class _InvalidBlockError(Exception):
    def __init__(self, node: HeaderNode, fault: RuleError) -> None:
        super().__init__(str(fault))
        self.node = node
        self.fault = fault


def _branches(tip: HeaderNode, target: HeaderNode) -> tuple[list[HeaderNode], list[HeaderNode]]:
    """The nodes from `tip` down to the fork, and from the fork up to `target`."""
    leaving: list[HeaderNode] = []
    joining: list[HeaderNode] = []
    left, right = tip, target
    while left is not right:
        if left.height >= right.height:
            leaving.append(left)
            assert left.parent is not None
            left = left.parent
        else:
            joining.append(right)
            assert right.parent is not None
            right = right.parent
    return leaving, joining[::-1]
