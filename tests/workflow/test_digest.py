"""`coincide catalog`: the digest of a catalog, what has changed since, and proofs for others."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import answer, label, recording
from click.testing import CliRunner

from coincide.catalog import CatalogStore
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.cli.app import app
from coincide.errors import InputError, NoSuchError
from coincide.records import ClockNote, Deployment
from coincide.workflow.digest import check_proof, digest, prove_label

pytestmark = pytest.mark.slow

N_LABELS = 10_000


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    folder = tmp_path / "sea.coincide"
    with CatalogStore.open(folder, create=True) as store:
        store.recordings.put(recording())
        store.labels.put([label("trill"), label("buzz", onset_s=3.0)])
        store.answers.put(answer("click", onset_s=7.0))
    return folder


@pytest.fixture(scope="module")
def big_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("big") / "sea.coincide"
    with CatalogStore.open(folder, create=True) as store:
        store.recordings.put(recording())
        store.labels.put([label(f"call {number % 7}", onset_s=float(number)) for number in range(N_LABELS)])
    return folder


def _change_on_the_disk(catalog: Path, statement: str) -> None:
    """Change the database behind everybody's back, and take away the seal that would tell."""
    (catalog / SEAL_NAME).unlink(missing_ok=True)
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as database, database:
        database.execute(statement)


def test_one_changed_byte_in_ten_thousand_labels_is_found_and_named(big_catalog: Path, tmp_path: Path) -> None:
    digest(big_catalog, out=tmp_path / "digest.json")
    _change_on_the_disk(big_catalog, "UPDATE labels SET label = 'call 9' WHERE id = 6543")
    found = digest(big_catalog, compare=tmp_path / "digest.json")
    assert [(each.kind, each.id, each.what, each.about) for each in found.differences or ()] == [
        ("label", 6543, "changed", "“call 9” at 6542.000 s in a.wav, by Ana")
    ]


def test_one_label_in_ten_thousand_is_proven_with_fourteen_hashes(big_catalog: Path, tmp_path: Path) -> None:
    made = prove_label(big_catalog, number=1234, out=tmp_path / "proof.json")
    checked = check_proof(tmp_path / "proof.json", expected=digest(big_catalog).digest)
    assert (made.n_hashes, checked.is_proven, checked.id) == (14, True, 1234)


def test_nothing_has_changed_if_nothing_has(catalog: Path, tmp_path: Path) -> None:
    first = digest(catalog, out=tmp_path / "digest.json")
    again = digest(catalog, compare=tmp_path / "digest.json")
    assert again == replace(first, differences=[])


def test_labels_that_came_and_went_are_named(catalog: Path, tmp_path: Path) -> None:
    digest(catalog, out=tmp_path / "digest.json")
    with CatalogStore.open(catalog, write=True) as store:
        store.labels.put([label("song", onset_s=9.0)])
    _change_on_the_disk(catalog, "DELETE FROM labels WHERE id = 2")
    found = digest(catalog, compare=tmp_path / "digest.json")
    assert [(each.id, each.what) for each in found.differences or ()] == [(2, "removed"), (4, "added")]


@pytest.mark.parametrize("place", ["record", "path", "index", "digest"])
def test_a_changed_proof_does_not_hold(catalog: Path, tmp_path: Path, place: str) -> None:
    prove_label(catalog, number=1, out=tmp_path / "proof.json")
    facts = json.loads((tmp_path / "proof.json").read_text())
    changes = {
        "record": facts["record"].replace("trill", "thrill"),
        "path": ["00" * 32, *facts["path"][1:]],
        "index": 0 if facts["index"] else 1,
        "digest": "00" * 32,
    }
    (tmp_path / "proof.json").write_text(json.dumps({**facts, place: changes[place]}))
    assert not check_proof(tmp_path / "proof.json").is_proven


def test_a_proof_that_fits_only_its_own_digest_does_not_hold(catalog: Path, tmp_path: Path) -> None:
    prove_label(catalog, number=1, out=tmp_path / "proof.json")
    assert not check_proof(tmp_path / "proof.json", expected="00" * 32).is_proven


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "coincide proof 1"}', "[" * 100_000])
def test_other_files_are_no_proofs(tmp_path: Path, text: str) -> None:
    (tmp_path / "proof.json").write_text(text)
    with pytest.raises(InputError, match="must be a proof from `coincide catalog prove`; it is something else"):
        check_proof(tmp_path / "proof.json")


def test_a_changed_digest_file_is_refused(catalog: Path, tmp_path: Path) -> None:
    digest(catalog, out=tmp_path / "digest.json")
    facts = json.loads((tmp_path / "digest.json").read_text())
    facts["records"][0][2] = "00" * 32
    (tmp_path / "digest.json").write_text(json.dumps(facts))
    with pytest.raises(InputError, match="was changed: its records do not give its digest"):
        digest(catalog, compare=tmp_path / "digest.json")


def test_a_label_that_is_not_there_cannot_be_proven(catalog: Path) -> None:
    with pytest.raises(NoSuchError, match=r"which has numbers from 1 to 3; got 9\."):
        prove_label(catalog, number=9)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"proof.json` cannot be read: No such file or directory"):
        check_proof(tmp_path / "proof.json")


def _run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def test_the_commands_say_what_they_found(catalog: Path, tmp_path: Path) -> None:
    saved, proof = tmp_path / "digest.json", tmp_path / "proof.json"
    assert _run("catalog", "digest", "--catalog", catalog, "--out", saved)[0] == 0
    assert "Nothing has changed." in _run("catalog", "digest", "--catalog", catalog, "--compare", saved)[1]
    assert "label 1: “trill” at 1.000 s" in _run("catalog", "prove", 1, "--catalog", catalog, "--out", proof)[1]
    assert "this digest includes the record" in _run("catalog", "check-proof", proof)[1]


def test_a_change_gives_exit_code_1_and_is_listed(catalog: Path, tmp_path: Path) -> None:
    _run("catalog", "digest", "--catalog", catalog, "--out", tmp_path / "digest.json")
    _change_on_the_disk(catalog, "UPDATE labels SET who = 'Eve' WHERE id = 2")
    code, out = _run("catalog", "digest", "--catalog", catalog, "--compare", tmp_path / "digest.json")
    assert (code, "label 2 changed: “buzz” at 3.000 s in a.wav, by Eve" in out) == (1, True)


def test_a_proof_that_does_not_hold_gives_exit_code_1(catalog: Path, tmp_path: Path) -> None:
    _run("catalog", "prove", 1, "--catalog", catalog, "--out", tmp_path / "proof.json")
    code, out = _run("catalog", "check-proof", tmp_path / "proof.json", "--digest", "00" * 32)
    assert (code, "does NOT include the record" in out) == (1, True)


def test_sites_and_clocks_that_came_are_named(catalog: Path, tmp_path: Path) -> None:
    digest(catalog, out=tmp_path / "digest.json")
    with CatalogStore.open(catalog, write=True) as store:
        store.deployments.replace_all([Deployment("moor", latitude=52.5, longitude=13.4)])
        store.clocks.put(ClockNote("", "UTC", None, "Ana"))
    found = digest(catalog, compare=tmp_path / "digest.json")
    assert [(each.kind, each.what, each.about) for each in found.differences or ()] == [
        ("clock", "added", "“UTC”, by Ana"),
        ("deployment", "added", "“moor”"),
    ]


def test_a_proof_with_an_endless_number_is_told(catalog: Path, tmp_path: Path) -> None:
    prove_label(catalog, number=1, out=tmp_path / "proof.json")
    text = (tmp_path / "proof.json").read_text()
    (tmp_path / "proof.json").write_text(re.sub(r'"index": \d+', '"index": 1e999', text))
    with pytest.raises(InputError, match=r"must be a proof from `coincide catalog prove`; it is something else"):
        check_proof(tmp_path / "proof.json")
