"""BIPs 379 and 381 to 387, script expressions: what stands before the parentheses of a descriptor.

Each can `describe` its scripts at an index: one, or four for `combo`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from coincide_bitcoin.descriptor.key import DerivedKey, KeyExpression
from coincide_bitcoin.descriptor.miniscript import Miniscript
from coincide_bitcoin.hashes import hash160, sha256
from coincide_bitcoin.script.opcodes import CODES, OP_CHECKSIG
from coincide_bitcoin.script.script import push, push_number
from coincide_bitcoin.script.standard import multisig, p2pk, p2pkh, p2sh, p2tr, p2wpkh, p2wsh
from coincide_bitcoin.script.taproot import Tree, TreeLeaf, output_key, root_and_paths


@dataclass(frozen=True)
class TaprootSpend:
    """What is needed to spend a Taproot output: the internal key (32 bytes), the tree if there is one, and its root."""

    internal: bytes
    tree: Tree | None = None
    merkle_root: bytes = b""


@dataclass(frozen=True)
class DescribedScript:
    """A script, and what is needed to spend it.

    Attributes
    ----------
    script_pubkey : of the output.
    redeem_script : that a P2SH output commits to.
    witness_script : that a P2WSH output commits to.
    taproot : of a P2TR output.
    keys : all keys in it.
    miniscripts : for each script in it that is a miniscript, this with its index: how to satisfy it.
    """

    script_pubkey: bytes
    redeem_script: bytes | None = None
    witness_script: bytes | None = None
    taproot: TaprootSpend | None = None
    keys: tuple[DerivedKey, ...] = ()
    miniscripts: Mapping[bytes, tuple[Miniscript, int]] = field(default_factory=dict[bytes, tuple[Miniscript, int]])


class Expression(Protocol):
    """Part of a descriptor that stands for scripts."""

    def describe(self, index: int) -> list[DescribedScript]:
        """The scripts at an index."""
        ...

    def key_expressions(self) -> Iterator[KeyExpression]:
        """All key expressions inside, from left to right."""
        ...


@dataclass(frozen=True)
class SingleKey:
    """pk, pkh, wpkh and combo: `kinds` are the scripts that one key stands for."""

    kinds: tuple[str, ...]
    key: KeyExpression

    def describe(self, index: int) -> list[DescribedScript]:
        key = self.key.at(index)
        # `combo` of an uncompressed key has no witness programs, which must not be paid to with it.
        kinds = self.kinds if self.key.is_compressed else self.kinds[:2]
        return [_single(kind, key) for kind in kinds]

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield self.key


def _single(kind: str, key: DerivedKey) -> DescribedScript:
    if kind == "pk":
        return DescribedScript(p2pk(key.sec), keys=(key,))
    if kind == "pkh":
        return DescribedScript(p2pkh(hash160(key.sec)), keys=(key,))
    program = p2wpkh(hash160(key.sec))
    if kind == "wpkh":
        return DescribedScript(program, keys=(key,))
    return DescribedScript(p2sh(hash160(program)), redeem_script=program, keys=(key,))


@dataclass(frozen=True)
class Multisig:
    """multi and sortedmulti (BIP 383)."""

    required: int
    members: tuple[KeyExpression, ...]
    is_sorted: bool

    def describe(self, index: int) -> list[DescribedScript]:
        keys = [member.at(index) for member in self.members]
        if self.is_sorted:
            keys.sort(key=lambda key: key.sec)
        return [DescribedScript(multisig(self.required, [key.sec for key in keys]), keys=tuple(keys))]

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield from self.members


@dataclass(frozen=True)
class ScriptHash:
    """sh (BIP 381) and, if `is_witness`, wsh (BIP 382)."""

    inner: Expression
    is_witness: bool

    def describe(self, index: int) -> list[DescribedScript]:
        (inside,) = self.inner.describe(index)
        script = inside.script_pubkey
        if self.is_witness:
            return [replace(inside, script_pubkey=p2wsh(sha256(script)), witness_script=script)]
        return [replace(inside, script_pubkey=p2sh(hash160(script)), redeem_script=script)]

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield from self.inner.key_expressions()


@dataclass(frozen=True)
class LeafScript:
    """pk, pkh, multi_a and sortedmulti_a in a Taproot tree (BIPs 386 and 387)."""

    kind: str
    members: tuple[KeyExpression, ...]
    required: int = 1

    def script(self, keys: list[DerivedKey]) -> bytes:
        """The script of the leaf."""
        x_only = [key.x_only for key in keys]
        if self.kind == "pk":
            return push(x_only[0]) + bytes((OP_CHECKSIG,))
        if self.kind == "pkh":
            return p2pkh(hash160(x_only[0]))
        if self.kind == "sortedmulti_a":
            x_only.sort()
        first, *others = x_only
        parts = [push(first), bytes((OP_CHECKSIG,)), *(push(key) + bytes((CODES["OP_CHECKSIGADD"],)) for key in others)]
        return b"".join(parts) + push_number(self.required) + bytes((CODES["OP_NUMEQUAL"],))

    def at(self, index: int) -> tuple[bytes, list[DerivedKey]]:
        """The script at an index, and the keys in it."""
        keys = [member.at(index) for member in self.members]
        return self.script(keys), keys

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield from self.members


@dataclass(frozen=True)
class MiniscriptLeaf:
    """A miniscript in a Taproot tree (BIP 379)."""

    miniscript: Miniscript

    def at(self, index: int) -> tuple[bytes, list[DerivedKey]]:
        """The script at an index, and the keys in it."""
        return self.miniscript.script(index), [key.at(index) for key in self.miniscript.key_expressions()]

    def key_expressions(self) -> Iterator[KeyExpression]:
        return self.miniscript.key_expressions()


LeafExpression: TypeAlias = LeafScript | MiniscriptLeaf
# A leaf, or a pair of trees.
TreeExpression: TypeAlias = "LeafExpression | tuple[TreeExpression, TreeExpression]"


@dataclass(frozen=True)
class MiniscriptScript:
    """A miniscript in wsh (BIP 379)."""

    miniscript: Miniscript

    def describe(self, index: int) -> list[DescribedScript]:
        keys = tuple(key.at(index) for key in self.miniscript.key_expressions())
        script = self.miniscript.script(index)
        return [DescribedScript(script, keys=keys, miniscripts={script: (self.miniscript, index)})]

    def key_expressions(self) -> Iterator[KeyExpression]:
        return self.miniscript.key_expressions()


@dataclass(frozen=True)
class Taproot:
    """tr (BIP 386): an internal key, and perhaps a tree of scripts."""

    internal: KeyExpression
    tree: TreeExpression | None = None

    def describe(self, index: int) -> list[DescribedScript]:
        internal = self.internal.at(index)
        keys = [internal]
        tree = None if self.tree is None else _at(self.tree, index, keys)
        root = b"" if tree is None else root_and_paths(tree)[0]
        key, _ = output_key(internal.x_only, root)
        spend = TaprootSpend(internal.x_only, tree, root)
        miniscripts = {} if self.tree is None else {one.script(index): (one, index) for one in _miniscripts(self.tree)}
        return [DescribedScript(p2tr(key), taproot=spend, keys=tuple(keys), miniscripts=miniscripts)]

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield self.internal
        if self.tree is not None:
            yield from _tree_keys(self.tree)


def _at(tree: TreeExpression, index: int, keys: list[DerivedKey]) -> Tree:
    """The scripts of a tree; their keys are added to `keys`. Parsing has limited its depth to 128."""
    if isinstance(tree, LeafExpression):
        script, members = tree.at(index)
        keys += members
        return TreeLeaf(script)
    return _at(tree[0], index, keys), _at(tree[1], index, keys)


def _miniscripts(tree: TreeExpression) -> Iterator[Miniscript]:
    if isinstance(tree, MiniscriptLeaf):
        yield tree.miniscript
    elif isinstance(tree, tuple):
        yield from _miniscripts(tree[0])
        yield from _miniscripts(tree[1])


def _tree_keys(tree: TreeExpression) -> Iterator[KeyExpression]:
    if isinstance(tree, LeafExpression):
        yield from tree.key_expressions()
    else:
        yield from _tree_keys(tree[0])
        yield from _tree_keys(tree[1])


@dataclass(frozen=True)
class RawTaproot:
    """rawtr, as Bitcoin Core has it: a Taproot output's own key, whatever it was tweaked with."""

    key: KeyExpression

    def describe(self, index: int) -> list[DescribedScript]:
        key = self.key.at(index)
        return [DescribedScript(p2tr(key.x_only), keys=(key,))]

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield self.key


@dataclass(frozen=True)
class FixedScript:
    """raw and addr (BIP 385)."""

    script: bytes

    def describe(self, index: int) -> list[DescribedScript]:  # noqa: ARG002
        return [DescribedScript(self.script)]

    def key_expressions(self) -> Iterator[KeyExpression]:
        yield from ()
