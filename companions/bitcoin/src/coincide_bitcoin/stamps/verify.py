"""OpenTimestamps: check a proof against headers: what was there, and no later than when.

A stamp proves that a file existed before a block was found. It does not say who made the file, that it is true, that it
is the first of its kind, or when it was made; and it is worth as much as the work on the headers it is checked against.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from coincide_bitcoin.chain.headers import HeaderChain, HeaderNode
from coincide_bitcoin.stamps.attestations import Attestation
from coincide_bitcoin.stamps.proof import Stamp


@dataclass(frozen=True)
class StampFinding:
    """What one attestation of a proof is worth.

    Attributes
    ----------
    attestation : who attests.
    node : the header that it leads to; None if it leads to none.
    why : why it leads to none.
    """

    attestation: Attestation
    node: HeaderNode | None = None
    why: str = ""

    @property
    def is_proven(self) -> bool:
        return self.node is not None

    @property
    def before(self) -> datetime | None:
        """The time in the header, UTC. Miners' clocks may be off by two hours."""
        return None if self.node is None else datetime.fromtimestamp(self.node.header.time, UTC)


def verify_stamp(stamp: Stamp, data: bytes, headers: HeaderChain) -> list[StampFinding]:
    """Follow each attestation of a proof for `data` to a header.

    Returns
    -------
    One finding per attestation. The file is stamped if one `is_proven`; the earliest is the best.
    """
    if stamp.digest_of(data) != stamp.digest:
        why = "the file has another digest than the proof: it has changed, or this is another file"
        return [StampFinding(attestation, why=why) for _, attestation in stamp.attestations()]
    return [_follow(message, attestation, headers) for message, attestation in stamp.attestations()]


def _follow(message: bytes, attestation: Attestation, headers: HeaderChain) -> StampFinding:
    height = attestation.height
    if attestation.calendar is not None:
        why = f"a calendar has promised to stamp it, and has to be asked for the rest: {attestation.calendar}"
        return StampFinding(attestation, why=why)
    if height is None:
        return StampFinding(attestation, why="only attestations by Bitcoin can be checked")
    if height >= len(headers):
        why = f"it leads to block {height}, and the headers end at {headers.height}; give more headers"
        return StampFinding(attestation, why=why)
    node = headers.at(height)
    if node.header.merkle_root != message:
        why = f"block {height} has the Merkle root {node.header.merkle_root[::-1].hex()}, the proof leads to another"
        return StampFinding(attestation, why=why)
    return StampFinding(attestation, node)
