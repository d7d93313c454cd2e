"""BIP 379: a whole miniscript, what it costs to satisfy, and why it may be unfit for use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from coincide_bitcoin.descriptor.key import DerivedKey, KeyExpression
from coincide_bitcoin.descriptor.miniscript.costs import (
    LARGEST_SCRIPT,
    MOST_ITEMS,
    MOST_OPERATIONS,
    MOST_STACK,
    Limits,
    limits,
)
from coincide_bitcoin.descriptor.miniscript.fragment import Fragment
from coincide_bitcoin.descriptor.miniscript.parser import read_fragment
from coincide_bitcoin.descriptor.miniscript.satisfy import Assets, satisfy
from coincide_bitcoin.descriptor.reader import DescriptorReader
from coincide_bitcoin.networks import REGTEST, Network


@dataclass(frozen=True)
class Miniscript:
    """A fragment of base type B that stands for a whole script.

    Attributes
    ----------
    text : as it was written. It may hold private keys, so `repr` leaves it out.
    """

    text: str = field(repr=False)
    root: Fragment = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str, network: Network = REGTEST, *, is_tapscript: bool = False) -> Miniscript:
        """Read a miniscript, whether it is fit for use or not.

        Parameters
        ----------
        is_tapscript : for a leaf of Taproot, else for a witness script of version 0.

        Raises
        ------
        ParseError : it is none.
        """
        reader = DescriptorReader(text, network)
        found = cls.read(reader, is_tapscript=is_tapscript)
        reader.expect_end()
        return found

    @classmethod
    def read(cls, reader: DescriptorReader, *, is_tapscript: bool) -> Miniscript:
        """Read one from a descriptor.

        Raises
        ------
        ParseError : it is none.
        """
        start = reader.at
        root = read_fragment(reader, is_tapscript=is_tapscript)
        if root.type.base != "B":
            reader.fail(f"a whole miniscript must be of base type B, this one is {root.type.base}", start)
        return cls(reader.text[start : reader.at], root)

    def script(self, index: int = 0) -> bytes:
        """The script at an index."""
        return self.root.script(lambda key: self._key_bytes(key.at(index)))

    def satisfy(self, assets: Assets, index: int = 0) -> tuple[bytes, ...] | None:
        """The smallest witness, bottom first and without the script, that nobody else can change; None without one."""
        return satisfy(self.root, lambda key: self._key_bytes(key.at(index)), assets)

    def key_expressions(self) -> Iterator[KeyExpression]:
        """All keys, from left to right."""
        return self.root.key_expressions()

    @property
    def needs_signature(self) -> bool:
        """Whether nobody can satisfy it without a key."""
        return self.root.type.s

    @property
    def is_malleable(self) -> bool:
        """Whether others may be able to change the witness."""
        return not self.root.type.m

    @property
    def mixes_locks(self) -> bool:
        """Whether it needs locks by height and by time together, which no transaction meets."""
        return self.root.type.mixes

    def limits(self, index: int = 0) -> Limits | None:
        """What satisfying it takes at most; None if nothing does."""
        return limits(self.root, self.script(index))

    def faults(self) -> list[str]:
        """Why no money should be sent there; empty if nothing speaks against it."""
        keys = [key.text for key in self.key_expressions()]
        checks = {
            "it can be satisfied without a signature": not self.needs_signature,
            "others may change its witness": self.is_malleable,
            "it needs locks by height and by time together": self.mixes_locks,
            "a key occurs in it twice": len(set(keys)) < len(keys),
        }
        return [fault for fault, is_there in checks.items() if is_there] + self._costs()

    def _costs(self) -> list[str]:
        if not self.root.is_tapscript and len(self.script()) > LARGEST_SCRIPT:
            return [f"its script has more than {LARGEST_SCRIPT} bytes"]
        found = self.limits()
        if found is None:
            return ["nothing can satisfy it"]
        checks = {f"it needs more than {MOST_STACK} items on the stack": found.stack > MOST_STACK}
        if not self.root.is_tapscript:
            checks |= {
                f"it needs more than {MOST_OPERATIONS} operations": found.operations > MOST_OPERATIONS,
                f"it needs more than {MOST_ITEMS} items in the witness": found.items > MOST_ITEMS,
            }
        return [fault for fault, is_there in checks.items() if is_there]

    def _key_bytes(self, key: DerivedKey) -> bytes:
        return key.x_only if self.root.is_tapscript else key.sec
