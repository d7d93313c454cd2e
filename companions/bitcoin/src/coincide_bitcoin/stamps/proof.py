"""OpenTimestamps proofs, files that end in `.ots` (Todd 2016, `opentimestamps.core.timestamp`).

A proof is a tree: from the digest of a file, operations lead to messages, and at some of them stands an attestation.
The order of the branches is kept, so that a file comes back byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.stamps.attestations import Attestation, read_attestation
from coincide_bitcoin.stamps.operations import (
    DIGEST_BYTES,
    HASHES,
    HEXLIFY,
    LONGEST_MESSAGE,
    NAMES,
    Operation,
    read_operation,
)
from coincide_bitcoin.stamps.varints import take_varint, varint
from coincide_bitcoin.wire import Reader

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00" + bytes.fromhex("bf89e2e884e89294")
VERSION = 1
DEEPEST = 256  # operations from the digest to an attestation


@dataclass(frozen=True, slots=True)
class Step:
    """An operation and what follows it."""

    operation: Operation
    rest: Timestamp


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What is known of one message: at least one attestation or step."""

    branches: tuple[Attestation | Step, ...]

    def serialize(self) -> bytes:
        """The branches, each but the last after the byte 0xff."""
        parts = [
            branch.serialize()
            if isinstance(branch, Attestation)
            else branch.operation.serialize() + branch.rest.serialize()
            for branch in self.branches
        ]
        return b"\xff".join((b"", *parts[:-1])) + parts[-1]

    def walk(self, message: bytes) -> Iterator[tuple[bytes, Attestation]]:
        """Each attestation, with the message that it is about."""
        for branch in self.branches:
            if isinstance(branch, Attestation):
                yield message, branch
            else:
                yield from branch.rest.walk(branch.operation.apply(message))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A proof for a file.

    Attributes
    ----------
    algorithm : byte of the hash that the file was digested with.
    digest : of the file.
    timestamp : what is known of the digest.
    """

    algorithm: int
    digest: bytes
    timestamp: Timestamp

    @classmethod
    def parse(cls, data: bytes) -> Stamp:
        """Read a file.

        Raises
        ------
        ParseError : not an OpenTimestamps proof of version 1, damaged, or deeper than 256 operations.
        """
        reader = Reader(data)
        if reader.remaining < len(MAGIC) or reader.take(len(MAGIC), "magic") != MAGIC:
            raise ParseError("expected an OpenTimestamps proof, which begins with its magic bytes", 0)
        version = take_varint(reader, "version")
        if version != VERSION:
            raise ParseError(f"the version must be {VERSION}, got {version}", len(MAGIC))
        algorithm = reader.unsigned(1, "hash")
        if algorithm not in DIGEST_BYTES:
            raise ParseError(
                f"the digest's hash must be one of {_hash_names()}, got {algorithm:#04x}", reader.position - 1
            )
        digest = reader.take(DIGEST_BYTES[algorithm], "digest")
        stamp = cls(algorithm, digest, _read_timestamp(reader, digest, depth=0))
        reader.finish()
        return stamp

    def serialize(self) -> bytes:
        """The bytes of the file."""
        return MAGIC + varint(VERSION) + bytes((self.algorithm,)) + self.digest + self.timestamp.serialize()

    def digest_of(self, data: bytes) -> bytes:
        """Digest a file as this proof does."""
        return HASHES[self.algorithm](data)

    def attestations(self) -> list[tuple[bytes, Attestation]]:
        """Each attestation, with the message that it is about."""
        return list(self.timestamp.walk(self.digest))


def _read_timestamp(reader: Reader, message: bytes, *, depth: int) -> Timestamp:
    """Messages are followed while reading, as a proof must not grow one beyond the limit, but not kept."""
    if depth > DEEPEST:
        raise ParseError(f"a proof must have at most {DEEPEST} operations in a row", reader.position)
    branches: list[Attestation | Step] = []
    more = True
    while more:
        code = reader.unsigned(1, "operation")
        more = code == 0xFF
        if more:
            code = reader.unsigned(1, "operation")
        branches.append(_read_branch(code, reader, message, depth))
    return Timestamp(tuple(branches))


def _read_branch(code: int, reader: Reader, message: bytes, depth: int) -> Attestation | Step:
    if code == 0:
        return read_attestation(reader)
    at = reader.position - 1
    operation = read_operation(code, reader)
    grown = len(message) * 2 if code == HEXLIFY else len(message) + len(operation.argument)
    if grown > LONGEST_MESSAGE:
        raise ParseError(f"a message must have at most {LONGEST_MESSAGE} bytes, {operation} makes {grown}", at)
    return Step(operation, _read_timestamp(reader, operation.apply(message), depth=depth + 1))


def _hash_names() -> str:
    return ", ".join(f"{code:#04x} ({NAMES[code]})" for code in HASHES)
