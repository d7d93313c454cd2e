"""OpenTimestamps; Song 2019, chapter 11: from a digest to its transaction, and on to the Merkle root of a block.

Whoever wants a stamp puts the digest into a transaction, as 32 bytes that nobody can spend, and keeps the transaction's
bytes around it as the proof's first steps. Nobody else's service is needed, only a block.
"""

from __future__ import annotations

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.stamps.attestations import Attestation
from coincide_bitcoin.stamps.operations import APPEND, LONGEST_MESSAGE, PREPEND, SHA256, Operation
from coincide_bitcoin.stamps.proof import Stamp, Step, Timestamp
from coincide_bitcoin.transaction.transaction import Transaction

_HASH256 = (Operation(SHA256), Operation(SHA256))


def stamp_by(block: Block, height: int, digest: bytes) -> Stamp:
    """The proof that a block holds a digest.

    Parameters
    ----------
    height : of the block, which a verifier looks it up by.
    digest : 32 bytes, SHA-256 of a file.

    Raises
    ------
    InputError : no transaction of the block holds the digest, or only one that is too long for a proof.
    """
    holding = [one for one in block.transactions if digest in one.serialize_without_witnesses()]
    if len(digest) != 32 or not holding:
        raise InputError(f"block {block.id} holds no transaction with the digest {digest.hex()}")
    transaction = min(holding, key=lambda one: len(one.serialize_without_witnesses()))
    steps = [*_to_transaction(transaction, digest), *_to_root(block, transaction)]
    timestamp = Timestamp((Attestation.bitcoin(height),))
    for operation in reversed(steps):
        timestamp = Timestamp((Step(operation, timestamp),))
    return Stamp(SHA256, digest, timestamp)


def _to_transaction(transaction: Transaction, digest: bytes) -> list[Operation]:
    """To the transaction's id, which leaves its witnesses out."""
    raw = transaction.serialize_without_witnesses()
    if len(raw) > LONGEST_MESSAGE:
        raise InputError(f"a transaction in a proof must have at most {LONGEST_MESSAGE} bytes, this one has {len(raw)}")
    before, after = raw.split(digest, 1)
    return [Operation(PREPEND, before), Operation(APPEND, after), *_HASH256]


def _to_root(block: Block, transaction: Transaction) -> list[Operation]:
    proof = block.prove(transaction.txid)
    steps: list[Operation] = []
    index = proof.index
    for sibling in proof.siblings:
        steps += [Operation(PREPEND if index % 2 else APPEND, sibling), *_HASH256]
        index //= 2
    return steps
