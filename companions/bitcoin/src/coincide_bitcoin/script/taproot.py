"""BIP 341: outputs that a key may spend, or one of a tree's scripts.

The output's key is the internal key plus a multiple of G that commits to the root of the tree. To spend by a script is
to show it with its control block: the version of the leaf and the parity of the output's key, the internal key, and the
hashes on the way to the root.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from coincide_bitcoin.backend import Backend, fastest
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.wire import sized

TAPSCRIPT_LEAF = 0xC0
LEAF_MASK = 0xFE
ANNEX = 0x50
SHORTEST_CONTROL, DEEPEST = 33, 128


@dataclass(frozen=True)
class TreeLeaf:
    """A script in a tree."""

    script: bytes
    version: int = TAPSCRIPT_LEAF

    @property
    def hash(self) -> bytes:
        """32 bytes."""
        return leaf_hash(self.version, self.script)


# A leaf, or a pair of trees.
Tree: TypeAlias = "TreeLeaf | tuple[Tree, Tree]"


def leaf_hash(version: int, script: bytes) -> bytes:
    """32 bytes that commit to a script and its version."""
    return tagged_hash("TapLeaf", bytes([version]) + sized(script))


def branch_hash(first: bytes, second: bytes) -> bytes:
    """32 bytes that commit to two hashes, in whichever order."""
    return tagged_hash("TapBranch", min(first, second) + max(first, second))


def output_key(internal: bytes, merkle_root: bytes = b"", *, backend: Backend | None = None) -> tuple[bytes, int]:
    """x of the key of an output, 32 bytes, and 1 if its y is odd.

    Raises
    ------
    InputError : `internal` is no x of a point.
    """
    tweak = tagged_hash("TapTweak", internal + merkle_root)
    found = (backend or fastest()).add_tweak_to_x(internal, tweak)
    if found is None:
        raise InputError("the internal key must be the x coordinate of a point, 32 bytes")
    return found


def root_and_paths(tree: Tree) -> tuple[bytes, list[tuple[TreeLeaf, bytes]]]:
    """The Merkle root of a tree, and each leaf from left to right with the hashes on its way to the root.

    Raises
    ------
    InputError : the tree is deeper than 128.
    """
    # Each entry is a finished subtree, or a mark that the two before it belong together: there is no recursion.
    todo: list[tuple[Tree | None, int]] = [(tree, 0)]
    finished: list[tuple[bytes, list[tuple[TreeLeaf, bytes]]]] = []
    while todo:
        node, depth = todo.pop()
        if depth > DEEPEST:
            raise InputError(f"a tree must be at most {DEEPEST} deep")
        if isinstance(node, TreeLeaf):
            finished.append((node.hash, [(node, b"")]))
        elif node is not None:
            todo += [(None, depth), (node[1], depth + 1), (node[0], depth + 1)]
        else:
            (right, right_leaves), (left, left_leaves) = finished.pop(), finished.pop()
            leaves = [(leaf, path + right) for leaf, path in left_leaves]
            leaves += [(leaf, path + left) for leaf, path in right_leaves]
            finished.append((branch_hash(left, right), leaves))
    return finished[0]


def control_block(internal: bytes, tree: Tree, leaf: TreeLeaf) -> bytes:
    """What shows that `leaf` is in the tree of an output with this internal key.

    Raises
    ------
    InputError : it is not, or the key is no point.
    """
    root, leaves = root_and_paths(tree)
    _, parity = output_key(internal, root)
    for one, path in leaves:
        if one == leaf:
            return bytes([leaf.version | parity]) + internal + path
    raise InputError("the leaf is not in the tree")


def is_control_length(length: int) -> bool:
    """Whether a control block may have this length."""
    return SHORTEST_CONTROL <= length <= SHORTEST_CONTROL + 32 * DEEPEST and (length - SHORTEST_CONTROL) % 32 == 0


def commits(program: bytes, control: bytes, leaf: bytes, *, backend: Backend | None = None) -> bool:
    """Whether an output's key commits to the leaf of this hash, as the control block says."""
    node = leaf
    for start in range(SHORTEST_CONTROL, len(control), 32):
        node = branch_hash(node, control[start : start + 32])
    internal = control[1:SHORTEST_CONTROL]
    tweak = tagged_hash("TapTweak", internal + node)
    return (backend or fastest()).add_tweak_to_x(internal, tweak) == (program, control[0] & 1)
