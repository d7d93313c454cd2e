"""Versions of the catalog: the first schema, old files, newer files, other programs' files."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import answer
from coincide_trees import Tree

from coincide.catalog import CatalogStore, StoredTree
from coincide.catalog.folders import DATABASE_NAME
from coincide.catalog.sqlite.migrations import STEPS, check_version, migrate, stored_edition
from coincide.errors import CatalogError, CatalogVersionError, DamagedCatalogError
from coincide.records import Category, FileState, Membership

GOLDEN = Path(__file__).parent / "golden"


def _execute(folder: Path, script: str) -> None:
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.executescript(script)


def test_empty_file_becomes_a_catalog(folder: Path) -> None:
    folder.mkdir()
    (folder / DATABASE_NAME).touch()
    with CatalogStore.open(folder, write=True) as store:
        assert store.recordings.all() == []


def test_reopening_keeps_what_is_there(folder: Path) -> None:
    with CatalogStore.open(folder, create=True) as store:
        store.roots.add("/sea")
    with CatalogStore.open(folder, create=True) as store:
        assert store.roots.all() == ["/sea"]


def test_version_1_is_read(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_1.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        assert store.categories.all("m1") == [Category(1, 1, 0.9, 2, "whistle")]
        assert store.categories.memberships("m1") == [Membership(2, 1, 0.9), Membership(1, None, 0.4)]
        assert [event.onset_s for event in store.events.all("d1")] == [0.5, 2.0]
        assert [run.status for run in store.runs.all()] == ["finished"]
        assert [label.label for label in store.labels.all()] == ["whistle"]


def test_an_old_catalog_that_would_run_what_somebody_else_wrote_is_not_upgraded(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_10.sql").read_text(encoding="utf-8"))
    _execute(folder, "CREATE TRIGGER t AFTER UPDATE ON edition BEGIN DELETE FROM labels; END")
    with pytest.raises(DamagedCatalogError, match="the trigger `t` is not one of ours"):
        CatalogStore.open(folder, write=True)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM labels").fetchone()[0] > 0


def test_version_1_gets_answers(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_1.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        store.answers.put(answer("trill"))
        assert [each.name for each in store.answers.all()] == ["trill"]


def test_version_2_is_read(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_2.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        assert [(each.name, each.undone_at is None) for each in store.answers.all(undone=True)] == [
            ("trill", True),
            ("", True),
            ("click", False),
        ]
        assert [label.label for label in store.labels.all()] == ["trill", "whistle"]


def test_version_2_gets_trees(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_2.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        store.trees.put("m1", [StoredTree(1, 0, Tree(("a", "b"), ((0, 1),)), ("song",), (1, 2))])
        assert [each.event_ids for each in store.trees.all("m1")] == [(1, 2)]


def test_version_3_is_read(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_3.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        assert [each.event_ids for each in store.trees.all("m1")] == [(1, 2)]


def test_version_3_gets_an_edition(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_3.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        store.roots.add("/lake")
        assert store.edition() == 1


def test_version_5_learns_what_the_file_system_says(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_5.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        row = store.files.all()["/sea/day1/a.wav"]
        assert (row.state.inode, row.state.ctime_ns) == (None, None)
        store.files.put(replace(row, inode=7, ctime_ns=8))
        assert store.files.all()["/sea/day1/a.wav"].state == FileState(row.size_bytes, row.mtime_ns, 8, 7)


def test_version_9_keeps_what_people_said_about_places_clocks_and_samples(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_9.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder) as store:
        assert [(each.site, each.latitude, each.columns) for each in store.deployments.all()] == [
            ("reef", -18.5, {"habitat": "coral"})
        ]
        assert [(each.recorder, each.shift_s) for each in store.clocks.all()] == [("AM07", -3600.0)]
        sample = store.samples.all()[0]
        assert [(check.answer, check.who) for check in store.samples.checks(sample.id)] == [("yes", "Ana")]


@pytest.mark.parametrize("version", [1, 2, 3, 5, 8, 9, 10])
def test_reader_brings_an_older_version_up_to_date(folder: Path, version: int) -> None:
    _execute(folder, (GOLDEN / f"version_{version}.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder) as store:
        assert store.schema_version == len(STEPS)
        assert store.categories.all("m1") == [Category(1, 1, 0.9, 2, "whistle")]


def test_version_10_keeps_its_events_and_categories(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_10.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder) as store:
        assert store.models.event_ids("m1").tolist() == [2, 1]
        assert store.categories.methods("m1") == ["coincide"]
        assert store.categories.memberships("m1") == [Membership(2, 1, 0.9), Membership(1, None, 0.4)]


def test_an_upgrade_gives_back_the_space_of_replaced_tables(folder: Path) -> None:
    _execute(folder, (GOLDEN / "version_10.sql").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        more = ((f"{number}-{'x' * 1000}", number) for number in range(100))
        connection.executemany("INSERT INTO memberships VALUES ('m1', ?, 1, ?, 0.5)", more)
    before = (folder / DATABASE_NAME).stat().st_size
    CatalogStore.open(folder, write=True).close()
    assert (folder / DATABASE_NAME).stat().st_size < before


def test_newer_version_says_both_versions_and_to_upgrade(folder: Path, store: CatalogStore) -> None:
    store.close()
    _execute(folder, "PRAGMA user_version = 99")
    with pytest.raises(CatalogVersionError, match=rf"has version 99, .* up to {len(STEPS)}\. Upgrade"):
        CatalogStore.open(folder)


def test_database_of_another_program_is_left_alone(folder: Path) -> None:
    _execute(folder, "CREATE TABLE songs (id)")
    with pytest.raises(CatalogError, match="a database of another program"):
        CatalogStore.open(folder, write=True)


def test_reader_of_an_unfinished_catalog_is_told_to_learn_again(folder: Path) -> None:
    _execute(folder, "")
    with pytest.raises(CatalogError, match=r"is empty.*`coincide learn FOLDER` again"):
        CatalogStore.open(folder)


def test_reader_of_an_older_version_is_told_what_updates_it(folder: Path, store: CatalogStore) -> None:
    steps = (*STEPS, ("CREATE TABLE later (id)",))
    with (
        closing(sqlite3.connect(folder / DATABASE_NAME)) as connection,
        pytest.raises(
            CatalogError, match=rf"version {len(STEPS)}, but this `coincide` reads version {len(STEPS) + 1}\. Upg"
        ),
    ):
        check_version(connection, folder / DATABASE_NAME, steps=steps)
    assert store.is_writable


def test_later_step_runs_on_an_older_version() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, Path("x"))
        migrate(connection, Path("x"), steps=(*STEPS, ("CREATE TABLE later (id)",)))
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)


def test_an_upgrade_that_fails_at_its_last_step_changes_nothing() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, Path("x"), steps=STEPS[:7])
        before = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, Path("x"), steps=(*STEPS, ("nonsense",)))
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)
        assert connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall() == before


def test_version_8_sums_by_digest_from_an_index() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, Path("x"), steps=STEPS[:7])
        connection.execute("UPDATE edition SET number = 5")
        migrate(connection, Path("x"), steps=STEPS[:8])
        plan = connection.execute("EXPLAIN QUERY PLAN SELECT sum(n_events) FROM detections WHERE digest = 'd'")
        assert "COVERING INDEX detections_digest" in plan.fetchone()[3]
        assert stored_edition(connection) == 6  # a seal of the version before does not stand for this one


def test_commands_start_in_a_folder_that_looks_like_a_catalog(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "resnet.pt").touch()
    code = [sys.executable, "-c", "import coincide.catalog"]
    done = subprocess.run(code, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
