"""Watch the outputs of descriptors: what came in, what went out, what is there (Song 2019, chapter 13; BIP 44's gap).

A wallet holds no keys and sends nothing. It looks at blocks, or asks their filters first (BIP 158).
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.chain.chain import Chain
from coincide_bitcoin.descriptor.descriptor import Descriptor
from coincide_bitcoin.descriptor.expressions import DescribedScript
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.filters.compact import CompactFilter
from coincide_bitcoin.transaction.transaction import OutPoint, Output

GAP = 20  # scripts in a row without an output, after which nobody looks further (BIP 44)


@dataclass(frozen=True)
class WatchedOutput:
    """An output to one of the wallet's scripts, and the height at which it came."""

    point: OutPoint
    output: Output
    height: int
    descriptor: Descriptor
    index: int
    described: DescribedScript


class Wallet:
    """Outputs to the scripts of some descriptors.

    Parameters
    ----------
    gap : how many scripts of a range are watched after the last that was paid to.
    """

    def __init__(self, *, gap: int = GAP) -> None:
        if gap < 1:
            raise InputError(f"`gap` must be at least 1, got {gap}")
        self._gap = gap
        self._scripts: dict[bytes, tuple[Descriptor, int, DescribedScript]] = {}
        self._ends: dict[Descriptor, int] = {}
        self.unspent: dict[OutPoint, WatchedOutput] = {}

    def watch(self, descriptor: Descriptor | str) -> None:
        """Watch a descriptor's scripts from now on; blocks that were looked at before are not looked at again.

        A text may stand for several descriptors, as `wpkh(xpub.../<0;1>/*)` (BIP 389).

        Raises
        ------
        ParseError : the text is no descriptor.
        InputError : a hardened step from a public key.
        """
        for one in Descriptor.parse_all(descriptor) if isinstance(descriptor, str) else [descriptor]:
            self._extend(one, self._gap if one.is_range else 1)

    @property
    def balance(self) -> int:
        """Satoshi in the outputs that are not spent."""
        return sum(one.output.value for one in self.unspent.values())

    @property
    def scripts(self) -> list[bytes]:
        """The scripts that are watched."""
        return list(self._scripts)

    def concerns(self, block_filter: CompactFilter) -> bool:
        """Whether a block may pay or spend one of the scripts, by its filter alone."""
        return block_filter.matches(self._scripts)

    def add(self, block: Block, height: int) -> None:
        """Look at a block."""
        for transaction in block.transactions:
            for one in transaction.inputs:
                self.unspent.pop(one.previous, None)
            for number, output in enumerate(transaction.outputs):
                found = self._scripts.get(output.script_pubkey)
                if found is not None:
                    descriptor, index, described = found
                    point = OutPoint(transaction.txid, number)
                    self.unspent[point] = WatchedOutput(point, output, height, descriptor, index, described)
                    if descriptor.is_range:
                        self._extend(descriptor, index + 1 + self._gap)

    def scan(self, chain: Chain) -> None:
        """Forget all outputs, and look at every block of a chain."""
        self.unspent.clear()
        for height in range(chain.height + 1):
            block = chain.block(chain.node_at(height))
            assert block is not None, "blocks below the tip are kept"
            self.add(block, height)

    def _extend(self, descriptor: Descriptor, end: int) -> None:
        for index in range(self._ends.get(descriptor, 0), end):
            for described in descriptor.describe(index):
                self._scripts[described.script_pubkey] = (descriptor, index, described)
        self._ends[descriptor] = max(end, self._ends.get(descriptor, 0))
