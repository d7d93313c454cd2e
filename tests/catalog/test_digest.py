"""One digest for all that people said: the same for the same labels, another for any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from catalog_examples import answer, label, recording
from hypothesis import given
from hypothesis import strategies as st
from naive import merkle_root

from coincide.catalog import CatalogStore
from coincide.catalog.folders import JOURNAL_NAME
from coincide.catalog.integrity.digest import InclusionProof, label_records, leaf_digest, prove, root_digest
from coincide.catalog.integrity.journal import replay

leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def _root(store: CatalogStore) -> bytes:
    return root_digest([record.digest for record in store.label_records()])


@given(leaves)
def test_a_root_is_that_of_the_definition(given_leaves: list[bytes]) -> None:
    assert root_digest(given_leaves) == merkle_root(given_leaves)


def test_the_root_of_nothing_is_the_digest_of_nothing() -> None:
    assert root_digest([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


# RFC 6962: the digest of an empty leaf begins with a byte that no inner node begins with.
def test_leaves_are_told_from_nodes() -> None:
    assert leaf_digest(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(leaves, st.data())
def test_every_leaf_has_a_proof(given_leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(given_leaves) - 1))
    assert prove(given_leaves, index).root(given_leaves[index]) == root_digest(given_leaves)


@given(leaves, st.data())
def test_a_proof_fits_no_other_leaf(given_leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(given_leaves) - 1))
    other = bytes([given_leaves[index][0] ^ 1]) + given_leaves[index][1:]
    assert prove(given_leaves, index).root(other) != root_digest(given_leaves)


@pytest.mark.parametrize("index", [0, 1, 4_999, 8_191, 9_999])
def test_a_proof_in_ten_thousand_has_at_most_fourteen_hashes(index: int) -> None:
    many = [leaf_digest(str(number).encode()) for number in range(10_000)]
    assert len(prove(many, index).path) <= 14


@pytest.mark.parametrize(
    "proof",
    [
        InclusionProof(0, 2, ()),
        InclusionProof(0, 1, (bytes(32),)),
        InclusionProof(2, 2, (bytes(32),)),
        InclusionProof(-1, 2, (bytes(32),)),
        InclusionProof(0, 0, ()),
    ],
)
def test_a_proof_of_another_length_leads_nowhere(proof: InclusionProof) -> None:
    assert proof.root(bytes(32)) is None


@pytest.mark.parametrize("index", [-1, 2])
def test_a_proof_of_nothing_is_refused(index: int) -> None:
    with pytest.raises(IndexError, match=f"`index` must be from 0 to 1, got {index}"):
        prove([bytes(32)] * 2, index)


def test_the_database_and_its_journal_have_the_same_digest(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("trill"), label("bûzz", onset_s=3.0)])
    store.answers.put(answer("trill"))
    journal = replay((folder / JOURNAL_NAME).read_bytes().splitlines(keepends=True))
    assert label_records(journal) == store.label_records()


def test_the_same_labels_in_another_catalog_have_the_same_digest(store: CatalogStore, tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "other.coincide", create=True) as other:
        for each in (store, other):
            each.recordings.put(recording())
            each.labels.put([label("trill")])
        assert _root(store) == _root(other)


def test_a_recording_that_moves_changes_nothing(store: CatalogStore) -> None:
    store.recordings.put(recording(path="/sea/day1/a.wav"))
    store.labels.put([label("trill")])
    before = _root(store)
    store.recordings.put(recording(path="/land/b.wav"))
    assert _root(store) == before


def test_a_record_is_json_in_one_form(store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("trill")])
    (record,) = store.label_records()
    assert json.dumps(json.loads(record.text), sort_keys=True, separators=(",", ":")).encode() == record.text
