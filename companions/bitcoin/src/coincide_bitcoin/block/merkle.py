"""Merkle trees over transaction hashes, and proofs of inclusion (Song 2019, chapter 11).

A level of odd length repeats its last hash. So two different lists can have the same root (CVE-2012-2459):
`repeats_a_pair` finds the lists that abuse it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide_bitcoin.hashes import hash256


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes in the order of their bytes on the wire.

    Raises
    ------
    ValueError : there are no hashes.
    """
    if not hashes:
        raise ValueError("a Merkle root needs at least one hash")
    level = list(hashes)
    while len(level) > 1:
        level = parents(level)
    return level[0]


def parents(level: Sequence[bytes]) -> list[bytes]:
    """The level above."""
    even = [*level, level[-1]] if len(level) % 2 else level
    return [hash256(even[at] + even[at + 1]) for at in range(0, len(even), 2)]


def repeats_a_pair(hashes: Sequence[bytes]) -> bool:
    """Whether a level holds two equal siblings, so that a shorter list has the same root (CVE-2012-2459)."""
    level = list(hashes)
    while len(level) > 1:
        if any(level[at] == level[at + 1] for at in range(0, len(level) - 1, 2)):
            return True
        level = parents(level)
    return False


@dataclass(frozen=True)
class MerkleProof:
    """That a hash lies at `index` of a list with a certain root.

    Attributes
    ----------
    index : position in the list, from 0.
    siblings : one hash a level, from the leaves up.
    """

    index: int
    siblings: tuple[bytes, ...]

    def root(self, leaf: bytes) -> bytes:
        """The root that `leaf` leads to."""
        index, node = self.index, leaf
        for sibling in self.siblings:
            node = hash256(sibling + node if index % 2 else node + sibling)
            index //= 2
        return node


def prove(hashes: Sequence[bytes], index: int) -> MerkleProof:
    """Prove that `hashes[index]` is in the list.

    Raises
    ------
    IndexError : `index` is outside the list.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"`index` must be from 0 to {len(hashes) - 1}, got {index}")
    siblings: list[bytes] = []
    level, at = list(hashes), index
    while len(level) > 1:
        siblings.append(level[at ^ 1] if at ^ 1 < len(level) else level[at])
        level, at = parents(level), at // 2
    return MerkleProof(index, tuple(siblings))
