"""Files are stamped by a block, proofs lead to its header, and witnesses are somebody's."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.serialize import BytesDeserializationContext, BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile

from coincide_bitcoin import PrivateKey
from coincide_bitcoin.chain import HeaderChain, mine
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.script.standard import null_data
from coincide_bitcoin.stamps import Attestation, Stamp, Witness, stamp_by, verify_stamp
from coincide_bitcoin.stamps.attestations import PENDING
from coincide_bitcoin.stamps.operations import SHA256
from coincide_bitcoin.stamps.proof import Timestamp
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

FILE = b"what existed"
DIGEST = hashlib.sha256(FILE).digest()
KEY = PrivateKey(bytes(31) + b"\x07")


def transaction(number: int, script: bytes = b"\x51") -> Transaction:
    return Transaction(2, (Input(OutPoint(bytes((number,)) * 32, 0)),), (Output(0, script),))


@pytest.fixture(scope="module")
def stamped():
    """A chain of headers, and the proof by its second block."""
    headers = HeaderChain()
    headers.extend(mine(headers.tip, b"\x51").header)
    others = [transaction(number) for number in range(1, 6)]
    block = mine(headers.tip, b"\x51", [*others, transaction(9, null_data(DIGEST)), *others[:2]])
    headers.extend(block.header)
    return headers, stamp_by(block, 2, DIGEST)


def test_a_stamp_leads_to_the_header_of_its_block(stamped):
    headers, stamp = stamped
    (finding,) = verify_stamp(stamp, FILE, headers)
    assert finding.node is headers.at(2) and finding.before.timestamp() == headers.at(2).header.time


def test_a_stamp_is_a_file_that_comes_back(stamped):
    headers, stamp = stamped
    assert verify_stamp(Stamp.parse(stamp.serialize()), FILE, headers)[0].is_proven


def test_the_program_of_opentimestamps_reads_our_stamps(stamped):
    headers, stamp = stamped
    theirs = DetachedTimestampFile.deserialize(BytesDeserializationContext(stamp.serialize()))
    ((message, attestation),) = theirs.timestamp.all_attestations()
    written = BytesSerializationContext()
    theirs.serialize(written)
    assert (message, attestation.height) == (headers.at(2).header.merkle_root, 2)
    assert written.getbytes() == stamp.serialize()


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_file_is_not_stamped(stamped, at, by):
    headers, stamp = stamped
    changed = FILE[:at] + bytes((FILE[at] ^ by,)) + FILE[at + 1 :]
    (finding,) = verify_stamp(stamp, changed, headers)
    assert not finding.is_proven and "another digest than the proof" in finding.why


def attested(attestation: Attestation) -> Stamp:
    return Stamp(SHA256, DIGEST, Timestamp((attestation,)))


@pytest.mark.parametrize(
    ("attestation", "why"),
    [
        (Attestation.bitcoin(2), "block 2 has the Merkle root .*, the proof leads to another"),
        (Attestation.bitcoin(3), "it leads to block 3, and the headers end at 2; give more headers"),
        (Attestation(PENDING, b"\x09https://a"), "a calendar has promised to stamp it"),
        (Attestation(b"12345678", b""), "only attestations by Bitcoin can be checked"),
    ],
)
def test_an_attestation_that_leads_nowhere_says_why(stamped, attestation, why):
    (finding,) = verify_stamp(attested(attestation), FILE, stamped[0])
    assert not finding.is_proven and re.search(why, finding.why)


def test_a_block_without_the_digest_stamps_nothing():
    with pytest.raises(InputError, match="holds no transaction with the digest"):
        stamp_by(mine(HeaderChain().tip, b"\x51"), 1, DIGEST)


def test_a_transaction_that_is_too_long_stamps_nothing():
    long = replace(transaction(1), outputs=(Output(0, null_data(DIGEST)), Output(0, bytes(5000))))
    block = mine(HeaderChain().tip, b"\x51", [long])
    with pytest.raises(InputError, match="at most 4096 bytes, this one has 51"):
        stamp_by(block, 1, DIGEST)


def test_a_witness_is_signed_and_comes_back():
    witness = Witness.sign(DIGEST, KEY, about="10,000 labels")
    assert witness.is_signed and Witness.from_json(witness.to_json()) == witness


@pytest.mark.parametrize("field", ["digest", "about", "key"])
def test_a_changed_witness_is_not_signed(field):
    witness = Witness.sign(DIGEST, KEY, about="labels")
    changes = {"digest": bytes(32), "about": "Labels", "key": PrivateKey(bytes(31) + b"\x08").public.x_only}
    assert not replace(witness, **{field: changes[field]}).is_signed


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"kind": 1}', b"[" * 100_000])
def test_other_files_are_no_witness(data):
    with pytest.raises(ParseError, match="expected a witness"):
        Witness.from_json(data)


def test_a_witness_has_one_form():
    data = Witness.sign(DIGEST, KEY).to_json()
    with pytest.raises(ParseError, match="written as this program writes it"):
        Witness.from_json(data + b" ")


def test_a_digest_has_32_bytes():
    with pytest.raises(InputError, match="a digest must have 32 bytes, got 31"):
        Witness.sign(bytes(31), KEY)
