"""One digest for all that people said, and proofs that one label is under it.

Each label and answer becomes a record: its row, and the sounds it is about, as JSON with sorted keys, without what
the journal adds about itself. The records, in the order of their kind and number, are the leaves of a Merkle tree
(Merkle 1979; leaves and nodes have different prefixes as in RFC 6962, section 2.1). With the root, one can check later
whether anything has changed; with the leaves' digests, what; and one record can be shown to be under the root
with one hash for each doubling of their number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coincide.catalog.integrity.journal import KINDS, JournalState, recordings_in

SOUND = ("content_hash", "sample_rate_hz", "n_channels", "n_samples")
"""What a record says of a recording: which sound it is. Names and places may change without a word of anybody."""


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """What a person said, as the text that is digested.

    Attributes
    ----------
    kind, id : which row of which table; see `coincide.catalog.integrity.journal.KINDS`.
    text : JSON in one form, in ASCII.
    """

    kind: str
    id: int
    text: bytes

    @property
    def digest(self) -> bytes:
        """32 bytes: its leaf in the tree."""
        return leaf_digest(self.text)


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a record is one of those under a digest.

    Attributes
    ----------
    index : its place among the records, from 0.
    n_records : how many there are.
    path : the digests beside the way from its leaf to the root; at most ⌈log₂ n_records⌉.
    """

    index: int
    n_records: int
    path: tuple[bytes, ...]

    def root(self, leaf: bytes) -> bytes | None:
        """Return the root that a leaf's digest leads to; None if the path has another length than it must have."""
        if not 0 <= self.index < self.n_records:
            return None
        node, at, last, rest = leaf, self.index, self.n_records - 1, list(self.path)
        while last > 0:
            if at % 2 or at < last:
                if not rest:
                    return None
                beside = rest.pop(0)
                node = _node_digest(beside, node) if at % 2 else _node_digest(node, beside)
            at, last = at // 2, last // 2
        return None if rest else node


def label_records(state: JournalState) -> list[LabelRecord]:
    """Return all records of what people said, in the order of the tree."""
    return [
        LabelRecord(kind, row_id, _text(kind, row_id, rows[row_id], state.recordings))
        for kind, rows in sorted((kind, state.rows[kind]) for kind in KINDS)
        for row_id in sorted(rows)
    ]


def leaf_digest(text: bytes) -> bytes:
    """Return the digest of a record's text."""
    return hashlib.sha256(b"\x00" + text).digest()


def root_digest(leaves: Sequence[bytes]) -> bytes:
    """Return the digest of all; that of nothing is the SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def prove(leaves: Sequence[bytes], index: int) -> InclusionProof:
    """Prove that the leaf at `index` is one of `leaves`.

    Raises
    ------
    IndexError : `index` is not that of a leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"`index` must be from 0 to {len(leaves) - 1}, got {index}")
    path: list[bytes] = []
    level, at = list(leaves), index
    while len(level) > 1:
        if at ^ 1 < len(level):
            path.append(level[at ^ 1])
        level, at = _level_above(level), at // 2
    return InclusionProof(index, len(leaves), tuple(path))


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """Join pairs; one without a neighbor goes up as it is."""
    joined = [_node_digest(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return joined + list(level[-1:] if len(level) % 2 else ())


def _node_digest(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _text(kind: str, row_id: int, row: Mapping[str, Any], recordings: Mapping[int, Mapping[str, Any]]) -> bytes:
    about = {
        str(each): {name: recordings[each].get(name) for name in SOUND}
        for each in recordings_in(row)
        if each in recordings
    }
    facts = {"kind": kind, "id": row_id, "row": row, "recordings": about}
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode("ascii")
