"""A catalog that lost its database is damaged, and not a new one: nothing in it is deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import STARTED_AT, label, recording

from coincide.catalog import CatalogStore, Span, StoredCheck, StoredSample, find_catalog
from coincide.catalog.folders import DATABASE_NAME, JOURNAL_NAME
from coincide.catalog.integrity.restore import restore
from coincide.errors import CatalogError, DamagedCatalogError

REMEDY = r"the rest of the catalog is there\. Run `coincide check --repair --catalog .*` to rebuild"


@pytest.fixture
def labeled(folder: Path, store: CatalogStore) -> Path:
    store.recordings.put(recording())
    store.labels.put([label()])
    store.close()
    return folder


def _everything(folder: Path) -> dict[str, bytes]:
    here = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
    return {name: each.read_bytes() for name, each in here.items() if not name.startswith("lock")}


@pytest.mark.parametrize("how", [{}, {"write": True}, {"create": True}], ids=["read", "write", "create"])
def test_emptied_database_is_damage(labeled: Path, how: dict[str, bool]) -> None:
    (labeled / DATABASE_NAME).write_bytes(b"")
    with pytest.raises(DamagedCatalogError, match=f"catalog.sqlite` is empty, but {REMEDY}"):
        CatalogStore.open(labeled, **how)


@pytest.mark.parametrize("how", [{}, {"write": True}, {"create": True}], ids=["read", "write", "create"])
def test_missing_database_is_damage(labeled: Path, how: dict[str, bool]) -> None:
    (labeled / DATABASE_NAME).unlink()
    with pytest.raises(DamagedCatalogError, match=f"catalog.sqlite` is missing, but {REMEDY}"):
        CatalogStore.open(labeled, **how)


@pytest.mark.parametrize("place", ["models/0123456789abcdef/model.safetensors", "models/mine/notes.txt"])
@pytest.mark.parametrize("how", [{"write": True}, {"create": True}], ids=["write", "create"])
def test_nothing_beside_an_emptied_database_is_touched(
    folder: Path, store: CatalogStore, place: str, how: dict[str, bool]
) -> None:
    store.close()
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).write_bytes(b"mine")
    (folder / DATABASE_NAME).write_bytes(b"")
    before = _everything(folder)
    with pytest.raises(DamagedCatalogError, match="is empty"):
        CatalogStore.open(folder, **how)
    assert _everything(folder) == before


def test_catalog_without_its_database_is_found_in_the_current_folder(labeled: Path) -> None:
    (labeled / DATABASE_NAME).unlink()
    with pytest.raises(DamagedCatalogError, match="is missing"):
        find_catalog(None, here=labeled.parent)


def test_journal_alone_is_a_catalog_that_lost_its_database(tmp_path: Path) -> None:
    (tmp_path / "x.coincide").mkdir()
    (tmp_path / "x.coincide" / JOURNAL_NAME).touch()
    with pytest.raises(DamagedCatalogError, match="is missing"):
        CatalogStore.open(tmp_path / "x.coincide", create=True)


def test_emptied_database_of_a_catalog_that_was_stopped_at_its_start_is_a_new_one(folder: Path) -> None:
    (folder / "models").mkdir(parents=True)
    (folder / DATABASE_NAME).touch()
    with CatalogStore.open(folder, create=True) as store:
        assert store.recordings.all() == []


@pytest.mark.parametrize("create", [False, True])
def test_link_that_leads_nowhere_is_named(tmp_path: Path, create: bool) -> None:
    link = tmp_path / "x.coincide"
    link.symlink_to(tmp_path / "gone")
    with pytest.raises(
        CatalogError, match=r"`--catalog` is `.*x.coincide`, a link to `.*gone`, which does not exist\. Give"
    ):
        CatalogStore.open(link, create=create)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("name", ["a/" * 3000, "x" * 5000])
def test_path_that_is_too_long_says_how_long_it_is(tmp_path: Path, name: str, create: bool) -> None:
    with pytest.raises(CatalogError, match=r"`--catalog` must be a path, got one of \d,\d\d\d bytes, `/.*\.\.\.`"):
        CatalogStore.open(tmp_path / name, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_path_with_a_nul_character_is_refused(tmp_path: Path, create: bool) -> None:
    with pytest.raises(CatalogError, match=r"`--catalog` must be a path, got one with a NUL character in it\."):
        CatalogStore.open(tmp_path / "a\0b", create=create)


def _restored_without_line(folder: Path, words: bytes) -> CatalogStore:
    """Damage the first line that holds these words, lose the database, and make it again."""
    journal = folder / JOURNAL_NAME
    journal.write_bytes(journal.read_bytes().replace(words, b"#" * len(words), 1))
    (folder / DATABASE_NAME).unlink()
    restore(folder)
    return CatalogStore.open(folder, write=True)


def test_lost_line_that_removed_a_label_does_not_keep_the_others_from_being_restored(
    folder: Path, store: CatalogStore
) -> None:
    store.recordings.put(recording())
    store.labels.put([replace(label("trill"), source="1.txt"), label("buzz")])
    store.labels.delete(source="1.txt")
    store.labels.put([label("trill")])
    store.close()
    with _restored_without_line(folder, b'"row":null') as restored:
        assert [each.label for each in restored.labels.all()] == ["buzz", "trill"]


def test_checks_of_a_lost_sample_do_not_damage_the_restored_database(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label()])
    sample = store.samples.put(StoredSample("m1", 3, {"names": ["trill"], "items": []}, "Ana", STARTED_AT))
    check = StoredCheck(sample, 0, Span(1, 0, 0.5, 0.75), "trill", 0.75, "yes", "", "Ana", STARTED_AT)
    store.samples.put_check(check)
    store.close()
    with _restored_without_line(folder, b'"kind":"sample"') as restored:
        assert [restored.labels.count(), restored.examine()] == [1, []]
