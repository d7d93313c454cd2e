"""`coincide check`: what is damaged is named, what people said comes back, and nothing is deleted."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import label, recording
from workflow_examples import quick_learn

from coincide.catalog import CatalogStore, StoredAnswer, StoredLabel
from coincide.catalog.folders import DATABASE_NAME, JOURNAL_NAME, SEAL_NAME
from coincide.catalog.lock import WriterLock
from coincide.errors import CatalogError, CatalogVersionError, DamagedCatalogError
from coincide.execute import Inline
from coincide.execute.protocol import Tally
from coincide.learned.grouping import OURS
from coincide.learned.index import new_shards, write_shards
from coincide.learned.model_files import EMBEDDINGS_FILE, INDEX_FILE, note_files
from coincide.learned.opened import LearnedCatalog
from coincide.recordings import content_hash
from coincide.workflow.check import CheckResult, check

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parents[1] / "golden" / "0.1.0" / "catalog"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalog with labels and answers, brought up to date and sealed."""
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "x.coincide"))
    CatalogStore.open(folder, write=True).close()
    return folder


def _said(catalog: Path) -> tuple[list[StoredLabel], list[StoredAnswer]]:
    with CatalogStore.open(catalog) as store:
        labels = [replace(each, run_id=None) for each in store.labels.all()]
        return labels, [replace(each, session=None) for each in store.answers.all(undone=True)]


def _wrong(found: CheckResult) -> list[tuple[str, str]]:
    return [(flaw.path, flaw.wrong) for flaw in found.flaws]


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.write_bytes(content)


def _set_aside(catalog: Path) -> list[str]:
    return sorted(each.name for each in (catalog / "damaged").rglob("*") if each.is_file())


def test_whole_catalog_has_no_flaws(catalog: Path) -> None:
    found = check(catalog)
    assert (found.is_whole, found.flaws, found.n_labels, found.n_answers) == (True, [], 21, 5)


def test_catalog_of_an_older_version_is_upgraded_and_repaired(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "x.coincide"))
    found = check(folder, repair=True)
    assert (found.is_whole, found.flaws, found.n_labels) == (True, [], 21)


def test_older_catalog_that_cannot_be_written_to_is_not_called_damaged(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "x.coincide"))
    lock = WriterLock(folder, command="another")  # as a full disk or a read-only one, it keeps others from upgrading
    lock.acquire(timeout_s=0.0, on_wait=lambda _: None)
    try:
        with pytest.raises(CatalogError, match="Upgrade it where it can be written to"):
            check(folder)
    finally:
        lock.release()


def test_damaged_catalog_of_an_older_version_keeps_its_labels(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "x.coincide"))
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        page = "SELECT rootpage FROM sqlite_master WHERE name = 'embeddings'"
        number, size = connection.execute(page).fetchone()[0], connection.execute("PRAGMA page_size").fetchone()[0]
    with (folder / DATABASE_NAME).open("r+b") as file:
        file.seek((number - 1) * size)
        file.write(b"\xa5" * size)
    found = check(folder, repair=True)
    assert (found.is_whole, found.n_labels, found.n_answers, _set_aside(folder)) == (True, 21, 5, [DATABASE_NAME])


def test_repairing_a_whole_catalog_changes_no_file(catalog: Path) -> None:
    def files() -> dict[Path, bytes]:
        return {each: each.read_bytes() for each in catalog.rglob("*") if each.is_file()}

    before = files()
    assert check(catalog, repair=True).is_whole
    assert files() == before


def test_changed_bit_of_the_database_is_named_with_the_remedy(catalog: Path) -> None:
    _flip(catalog / DATABASE_NAME, 5_000)
    found = check(catalog)
    assert not found.is_whole
    assert _wrong(found) == [(DATABASE_NAME, "its content has changed since it was written; a bit may have flipped")]
    assert found.flaws[0].todo == "Run `coincide check --repair`."


@pytest.mark.parametrize("damage", ["bit", "zeros", "cut", "empty", "gone", "folder", "other"])
def test_labels_come_back_whatever_happens_to_the_database(catalog: Path, damage: str) -> None:
    before, path = _said(catalog), catalog / DATABASE_NAME
    content = path.read_bytes()
    path.unlink()
    if damage == "bit":
        path.write_bytes(content)
        _flip(path, 5_000)
    elif damage == "folder":
        path.mkdir()
    elif damage != "gone":
        ways = {"zeros": content[:4096] + bytes(8192) + content[12288:], "cut": content[:9000], "empty": b""}
        path.write_bytes(ways.get(damage, b"something else " * 500))
    found = check(catalog, repair=True)
    assert found.is_whole
    assert "Run `coincide learn FOLDER`" in found.flaws[0].todo
    assert _said(catalog) == before
    assert check(catalog).is_whole


def test_damaged_database_is_set_aside_and_not_deleted(catalog: Path) -> None:
    _flip(catalog / DATABASE_NAME, 5_000)
    damaged = (catalog / DATABASE_NAME).read_bytes()
    check(catalog, repair=True)
    assert [each.read_bytes() for each in (catalog / "damaged").rglob(DATABASE_NAME)] == [damaged]


def test_models_stay_where_they_are_when_the_database_is_made_again(catalog: Path) -> None:
    before = sorted((catalog / "models").rglob("*"))
    (catalog / DATABASE_NAME).write_bytes(b"")
    check(catalog, repair=True)
    assert sorted((catalog / "models").rglob("*")) == before


def test_learning_after_the_repair_makes_the_rest_again_and_keeps_the_labels(catalog: Path, tmp_path: Path) -> None:
    before = _said(catalog)
    notes = catalog / "models" / "mine.txt"
    notes.write_text("a person put this here", encoding="utf-8")
    sounds = Path(shutil.copytree(GOLDEN.parent / "calls", tmp_path / "calls"))
    (catalog / DATABASE_NAME).write_bytes(b"")
    with pytest.raises(DamagedCatalogError, match="is empty"):
        quick_learn(sounds, catalog)
    check(catalog, repair=True)
    learned = quick_learn(sounds, catalog, use_labels=False)
    assert (learned.what, _said(catalog)) == ("learned", before)
    assert notes.read_text(encoding="utf-8") == "a person put this here"
    assert check(catalog).is_whole


def test_answers_go_on_after_the_database_was_made_again(catalog: Path) -> None:
    (catalog / DATABASE_NAME).unlink()
    check(catalog, repair=True)
    with CatalogStore.open(catalog, write=True) as store:
        store.answers.undo(store.answers.all()[0].id)
    assert check(catalog).is_whole


def test_old_copy_of_the_database_gets_what_it_misses_and_keeps_the_rest(catalog: Path) -> None:
    older = (catalog / DATABASE_NAME).read_bytes()
    with CatalogStore.open(catalog, write=True) as store:
        store.answers.undo(store.answers.all()[0].id)
    after = _said(catalog)
    (catalog / DATABASE_NAME).write_bytes(older)
    (catalog / SEAL_NAME).unlink()
    found = check(catalog, repair=True)
    assert found.flaws[0].done.startswith(
        f"the changes were restored from {JOURNAL_NAME}; the database as it was is in "
    )
    assert (_said(catalog), found.n_events, _set_aside(catalog)) == (after, 28, [DATABASE_NAME])


def test_flipped_bit_that_no_seal_tells_of_is_put_right_from_a_whole_journal(catalog: Path) -> None:
    before = _said(catalog)
    content = (catalog / DATABASE_NAME).read_bytes()
    (catalog / DATABASE_NAME).write_bytes(content.replace(b"Bea", b"Bee"))
    (catalog / SEAL_NAME).unlink()
    assert _said(catalog) != before
    assert check(catalog, repair=True).is_whole
    assert (_said(catalog), check(catalog).is_whole, _set_aside(catalog)) == (before, True, [DATABASE_NAME])


def test_journal_of_another_catalog_that_is_as_long_takes_nothing_away(catalog: Path, tmp_path: Path) -> None:
    before, n_lines = _said(catalog), json.loads(_lines(catalog)[-1])["seq"]
    with CatalogStore.open(tmp_path / "other.coincide", create=True) as other:
        numbers = [other.recordings.put(recording(f"another {number}")) for number in range(50)]
        other.labels.put(
            [replace(label(), recording_id=numbers[-1], onset_s=float(second)) for second in range(n_lines)]
        )
    assert json.loads(_lines(tmp_path / "other.coincide")[-1])["seq"] == n_lines
    shutil.copy(tmp_path / "other.coincide" / JOURNAL_NAME, catalog)
    (catalog / SEAL_NAME).unlink()
    check(catalog, repair=True)
    assert (_said(catalog), check(catalog).is_whole) == (before, True)


def _go_on(catalog: Path, *names: str) -> None:
    """Let somebody label here, and leave no seal, as a command that was killed."""
    with CatalogStore.open(catalog, write=True) as store:
        for name in names:
            store.labels.put([replace(label(name), recording_id=store.recordings.all()[0].id)])
    (catalog / SEAL_NAME).unlink()


@pytest.mark.parametrize("others", [("click",), ("click", "trill", "buzz")])
def test_journal_of_a_copy_that_went_on_by_itself_is_set_aside_and_changes_nothing(
    catalog: Path, tmp_path: Path, others: tuple[str, ...]
) -> None:
    copy = Path(shutil.copytree(catalog, tmp_path / "copy.coincide"))
    _go_on(catalog, "whistle")
    _go_on(copy, *others)
    before = _said(catalog)
    shutil.copy(copy / JOURNAL_NAME, catalog)
    wrong = (JOURNAL_NAME, "it belongs to another catalog, or to a copy of this one that was changed since")
    assert wrong in _wrong(check(catalog))
    assert wrong in _wrong(check(catalog, repair=True))
    assert (_said(catalog), check(catalog).is_whole, _set_aside(catalog)) == (before, True, [JOURNAL_NAME])


def test_journal_of_a_copy_goes_on_where_nothing_was_said_since_it_was_copied(catalog: Path, tmp_path: Path) -> None:
    _go_on(catalog, "whistle")
    copy = Path(shutil.copytree(catalog, tmp_path / "copy.coincide"))
    _go_on(copy, "click")
    shutil.copy(copy / JOURNAL_NAME, catalog)
    check(catalog, repair=True)
    assert (_said(catalog), check(catalog).is_whole) == (_said(copy), True)


def test_next_command_that_writes_sets_the_journal_of_another_catalog_aside(catalog: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(catalog, tmp_path / "copy.coincide"))
    _go_on(catalog, "whistle")
    _go_on(copy, "click")
    shutil.copy(copy / JOURNAL_NAME, catalog)
    _go_on(catalog, "buzz")
    assert (check(catalog).is_whole, _set_aside(catalog)) == (True, [JOURNAL_NAME])


@pytest.mark.parametrize("n_lost", [1, 2, 5])
def test_journal_without_its_end_takes_nothing_away(catalog: Path, n_lost: int) -> None:
    before = _said(catalog)
    (catalog / JOURNAL_NAME).write_bytes(b"".join(_lines(catalog)[:-n_lost]))
    (catalog / SEAL_NAME).unlink()
    assert check(catalog, repair=True).is_whole
    assert (_said(catalog), check(catalog).is_whole) == (before, True)


def _put_back_an_old_copy(catalog: Path) -> tuple[list[StoredLabel], list[StoredAnswer]]:
    """Answer after a copy of the database was made, and put the copy in its place; returns what was said by then."""
    older = (catalog / DATABASE_NAME).read_bytes()
    with CatalogStore.open(catalog, write=True) as store:
        store.answers.undo(store.answers.all()[0].id)
    after = _said(catalog)
    (catalog / DATABASE_NAME).write_bytes(older)
    (catalog / SEAL_NAME).unlink()
    return after


def _lines(catalog: Path) -> list[bytes]:
    return (catalog / JOURNAL_NAME).read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("place", [0, 3])
def test_old_copy_keeps_what_a_damaged_line_of_the_journal_does_not_say_any_more(catalog: Path, place: int) -> None:
    after = _put_back_an_old_copy(catalog)
    lines = _lines(catalog)
    lines[place] = lines[place].replace(b"seq", b"sec")
    (catalog / JOURNAL_NAME).write_bytes(b"".join(lines))
    assert check(catalog, repair=True).is_whole
    assert (_said(catalog), check(catalog).is_whole) == (after, True)


def test_old_copy_keeps_what_a_journal_without_its_beginning_does_not_say(catalog: Path) -> None:
    after = _put_back_an_old_copy(catalog)
    (catalog / JOURNAL_NAME).write_bytes(b"".join(_lines(catalog)[5:]))
    assert check(catalog, repair=True).is_whole
    assert (_said(catalog), check(catalog).is_whole) == (after, True)


def test_journal_of_another_catalog_is_set_aside_and_changes_nothing(catalog: Path, tmp_path: Path) -> None:
    before = _said(catalog)
    with CatalogStore.open(tmp_path / "other.coincide", create=True) as other:
        other.recordings.put(recording("another hash"))
        other.labels.put([replace(label(), onset_s=float(number)) for number in range(100)])
    shutil.copy(tmp_path / "other.coincide" / JOURNAL_NAME, catalog)
    found = check(catalog, repair=True)
    assert (found.is_whole, [flaw.wrong for flaw in found.flaws]) == (
        True,
        ["it belongs to another catalog, or to a copy of this one that was changed since", "it is missing"],
    )
    assert (_said(catalog), check(catalog).is_whole, _set_aside(catalog)) == (before, True, [JOURNAL_NAME])


@pytest.mark.parametrize(("kind", "more"), [("opinion", {}), ("label", {"mood": "glad"})])
@pytest.mark.parametrize("is_lost", [False, True])
def test_journal_of_a_newer_version_asks_for_that_and_stays(
    catalog: Path, kind: str, more: dict[str, str], is_lost: bool
) -> None:
    last = json.loads(_lines(catalog)[-1])
    facts = {**last, "seq": last["seq"] + 1, "after": last["seq"], "kind": kind, "row": {**last["row"], **more}}
    body = json.dumps({name: value for name, value in facts.items() if name != "sum"}, separators=(",", ":"))[1:-1]
    line = f'{{"sum":"{hashlib.sha256(body.encode()).hexdigest()[:16]}",{body}}}\n'.encode()
    journal = (catalog / JOURNAL_NAME).read_bytes() + line
    (catalog / JOURNAL_NAME).write_bytes(journal)
    if is_lost:
        (catalog / DATABASE_NAME).unlink()
    with pytest.raises(CatalogVersionError, match=r"labels.jsonl` was written by a newer version.*Upgrade"):
        check(catalog, repair=True)
    assert (catalog / JOURNAL_NAME).read_bytes() == journal


def _as_folder(place: Path) -> None:
    place.mkdir()


def _as_link_to_nothing(place: Path) -> None:
    place.symlink_to(place.with_name("nothing"))


@pytest.mark.parametrize("put", [_as_folder, _as_link_to_nothing])
def test_what_stands_in_the_place_of_the_journal_is_set_aside(catalog: Path, put: Callable[[Path], None]) -> None:
    (catalog / JOURNAL_NAME).unlink()
    put(catalog / JOURNAL_NAME)
    assert not check(catalog).is_whole
    assert check(catalog, repair=True).is_whole
    assert (check(catalog).is_whole, (catalog / JOURNAL_NAME).is_file()) == (True, True)
    assert [each.name for each in (catalog / "damaged").glob("*/*")] == [JOURNAL_NAME]


@pytest.mark.parametrize("put", [Path.touch, _as_link_to_nothing])
def test_what_stands_in_the_place_of_the_models_is_set_aside(catalog: Path, put: Callable[[Path], None]) -> None:
    shutil.rmtree(catalog / "models")
    put(catalog / "models")
    assert ("models", "it must be a folder, but is something else") in _wrong(check(catalog))
    check(catalog, repair=True)
    assert not os.path.lexists(catalog / "models")
    assert [each.name for each in (catalog / "damaged").glob("*/*")] == ["models"]


@pytest.mark.parametrize("name", ["catalog.sqlite-wal", "catalog.sqlite-shm", SEAL_NAME, "lock", "lock.json"])
@pytest.mark.parametrize("put", [_as_folder, _as_link_to_nothing])
def test_what_stands_in_the_place_of_a_passing_file_is_named_and_set_aside(
    catalog: Path, name: str, put: Callable[[Path], None]
) -> None:
    before = _said(catalog)
    (catalog / name).unlink(missing_ok=True)
    put(catalog / name)
    assert _wrong(check(catalog)) == [(name, "it must be a file, but is something else")]
    assert check(catalog, repair=True).is_whole
    assert (_said(catalog), check(catalog).flaws) == (before, [])
    assert [each.name for each in (catalog / "damaged").glob("*/*")] == [name]


def test_folder_in_the_place_of_the_log_is_named_by_all_commands(catalog: Path) -> None:
    (catalog / "catalog.sqlite-wal").mkdir()
    with pytest.raises(CatalogError, match=r"because of `.*catalog.sqlite-wal`: it must be a file.*`coincide check"):
        CatalogStore.open(catalog)


def test_catalog_with_a_folder_for_arrays_of_an_older_version_is_whole(catalog: Path) -> None:
    (catalog / "vectors").mkdir()
    assert check(catalog, repair=True).flaws == []


def test_damaged_line_of_the_journal_is_named_and_written_again(catalog: Path) -> None:
    lines = (catalog / JOURNAL_NAME).read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"seq", b"sec")
    (catalog / JOURNAL_NAME).write_bytes(b"".join(lines))
    assert (JOURNAL_NAME, "line 4: the line is damaged") in _wrong(check(catalog))
    assert check(catalog, repair=True).is_whole
    assert check(catalog).is_whole
    assert _set_aside(catalog) == [JOURNAL_NAME]


def test_lost_journal_is_named_and_written_again(catalog: Path) -> None:
    (catalog / JOURNAL_NAME).unlink()
    assert _wrong(check(catalog)) == [(JOURNAL_NAME, "it is missing")]
    check(catalog, repair=True)
    assert check(catalog).is_whole


def test_changes_that_a_killed_command_did_not_write_into_the_journal_are_named_and_appended(catalog: Path) -> None:
    _go_on(catalog, "whistle", "click")
    (catalog / JOURNAL_NAME).write_bytes(b"".join(_lines(catalog)[:-1]))
    before = _said(catalog)
    assert _wrong(check(catalog)) == [(JOURNAL_NAME, "it lacks the last 1 change in the database")]
    assert [flaw.done for flaw in check(catalog, repair=True).flaws] == ["appended"]
    assert (_said(catalog), check(catalog).flaws, _set_aside(catalog)) == (before, [], [])


def test_change_that_a_command_at_work_writes_into_the_journal_in_a_moment_is_no_flaw(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        store.labels.put([label()])
        (catalog / JOURNAL_NAME).write_bytes(b"".join(_lines(catalog)[:-1]))
        assert check(catalog).is_whole


def test_journal_that_says_something_else_than_the_database_is_named(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        store.labels.put([])  # marks of lines that are written go with the next transaction
    lines = (catalog / JOURNAL_NAME).read_bytes().splitlines(keepends=True)
    (catalog / JOURNAL_NAME).write_bytes(b"".join(lines[1:]))
    assert _wrong(check(catalog)) == [
        (JOURNAL_NAME, "line 1: expected line 1 before it, found none"),
        (JOURNAL_NAME, "1 label differs from the one in the database: label 1"),
    ]


def test_labels_are_read_from_a_damaged_database_where_the_journal_is_lost(catalog: Path) -> None:
    before = _said(catalog)
    (catalog / JOURNAL_NAME).unlink()
    _flip(catalog / SEAL_NAME, 40)
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as connection:
        connection.execute("DROP TABLE events")
        connection.commit()
    assert not check(catalog).is_whole
    done = check(catalog, repair=True).flaws[0].done
    assert done.startswith("rebuilt from what could be read of it, with 21 labels and 5 answers")
    assert (_said(catalog), check(catalog).flaws) == (before, [])


def test_lost_table_is_named(catalog: Path) -> None:
    (catalog / SEAL_NAME).unlink()
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as connection:
        connection.execute("DROP TRIGGER label_insert")
        connection.commit()
    assert _wrong(check(catalog)) == [(DATABASE_NAME, "the trigger `label_insert` is missing")]


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        (
            "UPDATE events SET snr_db = 9e999 WHERE id = 1",
            "`snr_db` in row 1 of `events` must be a finite number, found inf",
        ),
        (
            "UPDATE runs SET status = 'sleeping' WHERE id = 1",
            "`status` in row 1 of `runs` must be one of running, finished",
        ),
        ("UPDATE labels SET created_at = 'noon' WHERE id = 1", "`created_at` in row 1 of `labels` cannot be read"),
        ("UPDATE labels SET recording_id = 77 WHERE id = 1", "row 1 of `labels` refers to a row of `recordings`"),
        ("UPDATE models SET info_json = '{'", "`info_json` in row 1 of `models` cannot be read"),
        (
            "UPDATE memberships SET certainty = 9e999 WHERE grouping_id = 1 AND event_id = 2",
            "`certainty` in row 1, 2 of `memberships` must be a finite number, found inf",
        ),
        (
            "INSERT INTO memberships VALUES (1, 777777, 1, 0.5)",
            "a row of `memberships` refers to event 777777, which its model does not have",
        ),
    ],
)
def test_value_that_is_none_is_named(catalog: Path, sql: str, wrong: str) -> None:
    (catalog / SEAL_NAME).unlink()
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as connection:
        connection.execute(sql)
        connection.commit()
    assert wrong in check(catalog).flaws[0].wrong


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("DELETE FROM categories", "some events are in a category that is missing"),
        ("UPDATE memberships SET category = 999 WHERE event_id = 2", "some events are in a category that is missing"),
    ],
)
def test_rows_that_do_not_fit_together_are_damage_without_a_seal(catalog: Path, sql: str, wrong: str) -> None:
    said = _said(catalog)
    (catalog / SEAL_NAME).unlink()
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as connection:
        connection.execute(sql)
        connection.commit()
    assert (DATABASE_NAME, wrong) in _wrong(check(catalog))
    assert check(catalog, repair=True).is_whole
    assert _said(catalog) == said


def _noted(catalog: Path) -> Path:
    """Let the catalog note what the files of its model are like; return their folder."""
    with CatalogStore.open(catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        note_files(store, model)
        return store.folder / "models" / model.id


def test_damaged_index_is_made_again_at_once(catalog: Path) -> None:
    folder = _noted(catalog)
    _flip(folder / INDEX_FILE, 900)
    assert [path for path, _ in _wrong(check(catalog))] == [f"models/{folder.name}/{INDEX_FILE}"]
    assert check(catalog, repair=True).is_whole
    assert check(catalog).is_whole
    assert _set_aside(catalog) == [INDEX_FILE]


def test_damaged_embeddings_are_for_learning_to_make_again(catalog: Path) -> None:
    _flip(_noted(catalog) / EMBEDDINGS_FILE, 900)
    found = check(catalog, repair=True)
    assert not found.is_whole
    assert found.flaws[0].todo == "Run `coincide learn FOLDER` to rebuild it; labels stay."


def test_several_damaged_files_of_an_old_model_are_set_aside_together(catalog: Path) -> None:
    old = _noted(catalog)
    with CatalogStore.open(catalog, write=True) as store:
        learned = LearnedCatalog(store)
        contents = learned.contents
        shutil.copytree(old, old.with_name("new"))
        store.models.put(
            replace(learned.record, id="new"),
            embeddings_rows=[event.id for event in contents.events],
            categories={OURS: contents.categories},
            memberships={OURS: contents.memberships},
            run_id=learned.record.run_id,
        )
    for name in (EMBEDDINGS_FILE, INDEX_FILE):
        _flip(old / name, 900)
    found = check(catalog, repair=True)
    assert found.is_whole
    assert "the damaged one is in `damaged/" in found.flaws[0].done
    assert [flaw.done for flaw in found.flaws[1:]] == ["no command uses this model anymore"]
    assert check(catalog).is_whole
    assert not old.exists()


def test_files_that_a_killed_command_left_are_named_and_deleted(catalog: Path) -> None:
    (catalog / ".0123456789abcdef.tmp").touch()
    os.utime(catalog / ".0123456789abcdef.tmp", (0, 0))
    (catalog / "lock.json.tmp").touch()
    assert [path for path, _ in _wrong(check(catalog))] == [".0123456789abcdef.tmp", "lock.json.tmp"]
    check(catalog, repair=True)
    assert check(catalog).is_whole


def test_report_that_another_command_is_writing_stays(catalog: Path) -> None:
    (written := catalog / ".0123456789abcdef.tmp").touch()
    CatalogStore.open(catalog, write=True).close()
    assert written.exists()


def test_file_that_a_killed_maker_left_beside_a_model_is_named_and_deleted(catalog: Path) -> None:
    (left := next((catalog / "models").iterdir()) / ".0123456789abcdef.tmp").touch()
    os.utime(left, (0, 0))
    assert [path for path, _ in _wrong(check(catalog))] == [left.name]
    check(catalog, repair=True)
    assert not left.exists()


def test_file_that_a_maker_is_writing_beside_a_model_stays(catalog: Path) -> None:
    (written := next((catalog / "models").iterdir()) / ".0123456789abcdef.tmp").touch()
    check(catalog, repair=True)
    assert written.exists()


def test_files_that_a_command_at_work_is_writing_are_no_flaw(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True):
        (catalog / ".0123456789abcdef.tmp").touch()
        assert check(catalog).is_whole


def test_kept_clip_with_a_changed_bit_is_named_and_set_aside(catalog: Path) -> None:
    (catalog / "kept").mkdir()
    clip = catalog / "kept" / "clip.wav"
    clip.write_bytes(b"RIFF" * 100)
    clip = clip.rename(clip.with_stem(content_hash(clip)[:24]))
    assert check(catalog).is_whole
    _flip(clip, 99)
    assert _wrong(check(catalog)) == [(f"kept/{clip.name}", "it differs from the sound that was kept")]
    check(catalog, repair=True)
    assert _set_aside(catalog) == [clip.name]


def test_catalog_that_is_not_there_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="does not exist"):
        check(tmp_path / "none.coincide", repair=True)


def test_commands_advise_what_repairs(catalog: Path) -> None:
    _flip(catalog / DATABASE_NAME, 5_000)
    with pytest.raises(DamagedCatalogError, match=rf"Run `coincide check --repair --catalog {catalog}`"):
        CatalogStore.open(catalog)


def test_damaged_shard_of_the_index_is_built_again_and_no_other(catalog: Path) -> None:
    folder = _in_shards(catalog)
    before = {path.name: path.read_bytes() for path in folder.glob("index*.nsw")}
    assert set(before) == {"index.nsw", "index-10.nsw", "index-20.nsw"}
    times = {name: (folder / name).stat().st_mtime_ns for name in before}
    for name in ("index-10.nsw", "index-20.nsw"):
        _flip(folder / name, 900)
    assert [path for path, _ in _wrong(check(catalog))] == [f"models/{folder.name}/{n}" for n in sorted(before)[:2]]
    assert check(catalog, repair=True).is_whole
    assert {path.name: path.read_bytes() for path in folder.glob("index*.nsw")} == before
    assert (folder / "index.nsw").stat().st_mtime_ns == times["index.nsw"]
    assert _set_aside(catalog) == ["index-10.nsw", "index-20.nsw"]


def _in_shards(catalog: Path) -> Path:
    """Build the index of the model again, in shards of ten events; returns the model's folder."""
    with CatalogStore.open(catalog, write=True) as store:
        learned = LearnedCatalog(store)
        files = learned.files
        settings = learned.settings.index.model_copy(update={"shard_events": 10})
        shards = new_shards(files.folder, 0, len(files.embeddings()), settings)
        seed = learned.run.seed
        write_shards(shards, files.embeddings(), settings, seed=seed, executor=Inline(), stage=Tally())
        note_files(store, learned.record)
        return files.folder
