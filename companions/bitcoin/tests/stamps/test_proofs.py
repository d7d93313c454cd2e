"""OpenTimestamps proofs come back byte for byte, and damaged ones are refused."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.stamps.attestations import PENDING, Attestation
from coincide_bitcoin.stamps.keccak import keccak256
from coincide_bitcoin.stamps.operations import (
    APPEND,
    HEXLIFY,
    KECCAK256,
    PREPEND,
    REVERSE,
    RIPEMD160,
    SHA1,
    SHA256,
    Operation,
)
from coincide_bitcoin.stamps.proof import MAGIC, Stamp, Step, Timestamp
from coincide_bitcoin.stamps.varints import varint

DIGEST = hashlib.sha256(b"file").digest()
DONE = Timestamp((Attestation.bitcoin(358_391),))


def file_of(*parts: bytes) -> bytes:
    return MAGIC + b"\x01\x08" + DIGEST + b"".join(parts)


def chain_of(*operations: Operation) -> Timestamp:
    timestamp = DONE
    for operation in reversed(operations):
        timestamp = Timestamp((Step(operation, timestamp),))
    return timestamp


attestations = st.one_of(
    st.integers(0, 2**32).map(Attestation.bitcoin),
    st.just(Attestation(PENDING, varint(9) + b"https://a")),
    st.builds(Attestation, st.binary(min_size=8, max_size=8), st.binary(max_size=20)),
)
operations = st.one_of(
    st.sampled_from([SHA1, RIPEMD160, SHA256, REVERSE, HEXLIFY]).map(Operation),
    st.builds(Operation, st.sampled_from([APPEND, PREPEND]), st.binary(min_size=1, max_size=40)),
)
timestamps = st.recursive(
    attestations.map(lambda one: Timestamp((one,))),
    lambda inner: st.lists(st.one_of(attestations, st.builds(Step, operations, inner)), min_size=1, max_size=3).map(
        lambda branches: Timestamp(tuple(branches))
    ),
    max_leaves=8,
)


@given(timestamps)
def test_a_proof_comes_back_byte_for_byte(timestamp):
    stamp = Stamp(SHA256, DIGEST, timestamp)
    assert Stamp.parse(stamp.serialize()) == stamp


@given(timestamps, st.data())
def test_a_proof_with_a_changed_byte_is_a_proof_or_a_named_error(timestamp, data):
    raw = bytearray(Stamp(SHA256, DIGEST, timestamp).serialize())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        assert Stamp.parse(bytes(raw)).serialize() == bytes(raw)
    except ParseError as error:
        assert 0 <= error.at <= len(raw)


def test_operations_lead_to_the_message_that_is_attested():
    stamp = Stamp(SHA256, DIGEST, chain_of(Operation(PREPEND, b"a"), Operation(APPEND, b"b"), Operation(SHA256)))
    ((message, attestation),) = stamp.attestations()
    assert message == hashlib.sha256(b"a" + DIGEST + b"b").digest()
    assert attestation.height == 358_391


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Operation(SHA1), hashlib.sha1(b"abc").digest()),
        (Operation(SHA256), hashlib.sha256(b"abc").digest()),
        (Operation(RIPEMD160), bytes.fromhex("8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")),
        (Operation(KECCAK256), bytes.fromhex("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")),
        (Operation(REVERSE), b"cba"),
        (Operation(HEXLIFY), b"616263"),
    ],
    ids=str,
)
def test_each_operation_does_what_its_name_says(operation, expected):
    assert operation.apply(b"abc") == expected


@given(st.binary(max_size=600))
def test_keccak_with_the_padding_of_the_standard_is_sha3(data):
    assert keccak256(data, padding=0x06) == hashlib.sha3_256(data).digest()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "expected an OpenTimestamps proof"),
        (b"%PDF" * 20, "expected an OpenTimestamps proof"),
        (MAGIC + b"\x02\x08" + DIGEST, "the version must be 1, got 2"),
        (MAGIC + b"\x01\xf1" + DIGEST, "the digest's hash must be one of 0x02 \\(sha1\\)"),
        (MAGIC + b"\x01\x08" + DIGEST[:31], "`digest` needs 32 bytes, 31 left"),
        (file_of(), "`operation` needs 1 byte, 0 left"),
        (file_of(b"\x09"), "expected an operation of OpenTimestamps, got byte 0x09"),
        (file_of(b"\xf0\x00"), "`argument` must have from 1 to 4096 bytes, got 0"),
        (file_of(b"\xf0", varint(4097), bytes(4097)), "`argument` must have from 1 to 4096 bytes, got 4097"),
        (file_of(b"\xf0", varint(4080), bytes(4080), DONE.serialize()), "a message must have at most 4096 bytes"),
        (file_of(b"\xf3" * 8, DONE.serialize()), "a message must have at most 4096 bytes, hexlify makes 8192"),
        (file_of(b"\x08" * 257, DONE.serialize()), "at most 256 operations in a row"),
        (file_of(DONE.serialize(), b"\x00"), "expected the end, got 1 byte more"),
        (file_of(b"\x00" + PENDING + varint(3) + varint(2) + b"a b"), "expected the end|letters, digits"),
        (file_of(b"\x00" + PENDING + varint(4) + varint(3) + b"a b"), "must have only letters, digits and"),
        (file_of(b"\xf0", b"\x81\x00", b"a"), "must be written as short as it can be"),
        (file_of(b"\xf0", b"\xff" * 12), "must be below 2\\^64"),
    ],
)
def test_a_damaged_proof_says_why(data, why):
    with pytest.raises(ParseError, match=why):
        Stamp.parse(data)


def test_the_deepest_proof_is_read():
    stamp = Stamp(SHA256, DIGEST, chain_of(*[Operation(SHA256)] * 256))
    assert Stamp.parse(stamp.serialize()).attestations()[0][1].height == 358_391


def test_attestations_say_who_attests():
    texts = [
        str(Attestation.bitcoin(5)),
        str(Attestation(PENDING, varint(9) + b"https://a")),
        str(Attestation(b"12345678", b"\x01")),
    ]
    assert texts == ["Bitcoin block 5", "promised by https://a", "unknown kind 3132333435363738, payload 01"]
