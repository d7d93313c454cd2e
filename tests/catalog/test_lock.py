"""One writer at a time, kept by real processes."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from pathlib import Path

import pytest
from catalog_examples import event, recording, start_python

from coincide.catalog import CatalogStore
from coincide.catalog.folders import DATABASE_NAME, HOLDER_NAME
from coincide.catalog.lock import current_holder, holder_text
from coincide.catalog.sqlite.connect import open_reading
from coincide.errors import CatalogBusyError, CatalogError

pytestmark = pytest.mark.slow

HOLD = """
import sys
from pathlib import Path
from coincide.catalog import CatalogStore
with CatalogStore.open(Path(sys.argv[1]), create=True, command="coincide learn"):
    print("held", flush=True)
    sys.stdin.readline()
"""

WRITE_FOREVER = """
import sys
from pathlib import Path
from coincide.catalog import CatalogStore
from coincide.records import Event, Recording
store = CatalogStore.open(Path(sys.argv[1]), create=True, command="coincide learn")
store.runs.begin("coincide learn", seed=0, settings={}, versions={})
for number in range(10**6):
    store.recordings.put(Recording(0, str(number), f"/{number}", "n", 8000, 1, 8000))
    found = [Event(0, number + 1, 0, k * 0.1, k * 0.1 + 0.05, 1.0, 2.0, 3.0) for k in range(500)]
    store.detections.put(number + 1, "d", found, info={})
    print(number, flush=True)
"""


def test_second_writer_is_told_whom_it_waits_for_and_times_out(folder: Path) -> None:
    told: list[str] = []
    with start_python(HOLD, str(folder)) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(
            CatalogBusyError, match=rf"still in use by `coincide learn` \(pid {holder.pid}, since .*0\.2 s"
        ):
            CatalogStore.open(folder, write=True, timeout_s=0.2, on_wait=told.append)
        holder.communicate("\n")
    assert len(told) == 1
    assert told[0].startswith(f"catalog `{folder}` is in use by `coincide learn` (pid {holder.pid}, since 20")
    assert told[0].endswith("); waiting for it to finish")


def test_second_writer_goes_on_when_the_first_has_finished(folder: Path) -> None:
    with start_python(HOLD, str(folder)) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        holder.stdout.readline()
        finish = holder.stdin
        with CatalogStore.open(folder, write=True, on_wait=lambda _: print("go", file=finish, flush=True)) as store:
            assert store.is_writable


def test_killed_writer_leaves_a_consistent_catalog(folder: Path) -> None:
    with start_python(WRITE_FOREVER, str(folder)) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        writer.kill()
    with CatalogStore.open(folder, write=True, timeout_s=5) as store:
        ids = [each.id for each in store.recordings.all() if store.detections.get(each.id, "d") is not None]
        assert len(ids) >= 5
        assert [len(store.events.all("d", recording_id=each)) for each in ids] == [500] * len(ids)
        assert len(store.events.all("d")) == store.detections.count_events("d")
        assert [run.status for run in store.runs.all()] == ["interrupted"]


def test_killed_writer_leaves_a_catalog_that_a_reader_can_open(folder: Path) -> None:
    with start_python(WRITE_FOREVER, str(folder)) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.kill()
    with CatalogStore.open(folder) as store:
        assert len(store.events.all("d")) == store.detections.count_events("d") >= 500


def test_a_reader_sees_a_killed_run_as_interrupted(folder: Path) -> None:
    with start_python(WRITE_FOREVER, str(folder)) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with CatalogStore.open(folder) as store:
            while_writing = [run.status for run in store.runs.all()]
        writer.kill()
    with CatalogStore.open(folder) as store:
        assert (while_writing, [run.status for run in store.runs.all()]) == (["running"], ["interrupted"])


def test_a_killed_run_is_interrupted_however_it_is_asked_for(folder: Path) -> None:
    with start_python(WRITE_FOREVER, str(folder)) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.kill()
    with CatalogStore.open(folder) as store:
        (known,) = store.runs.all()
        found = store.runs.get(known.id)
        assert found is not None and found.status == "interrupted"


def test_a_run_that_ends_after_it_was_read_is_not_interrupted(folder: Path, store: CatalogStore) -> None:
    run_id = store.runs.begin("coincide learn", settings={})
    with CatalogStore.open(folder) as reader, reader.view():
        first = [run.status for run in reader.runs.all()]  # of this moment is all that follows
        store.runs.finish(run_id, results={})
        store.close()
        assert (first, [run.status for run in reader.runs.all()]) == (["running"], ["running"])


def test_reader_sees_what_is_written_while_it_is_open(folder: Path, store: CatalogStore) -> None:
    with CatalogStore.open(folder) as reader:
        assert reader.events.all("d") == []
        store.detections.put(store.recordings.put(recording()), "d", [event()], info={})
        assert len(reader.events.all("d")) == 1


def test_reader_in_the_middle_of_a_result_does_not_block_the_writer(folder: Path, store: CatalogStore) -> None:
    engine = open_reading(folder / DATABASE_NAME)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM roots").all()
        store.roots.add("/sea")
        assert connection.exec_driver_sql("SELECT count(*) FROM roots").scalar_one() == 0
    engine.dispose()


def test_store_can_be_used_from_several_threads(store: CatalogStore) -> None:
    threads = [threading.Thread(target=store.roots.add, args=(f"/sea{k}",)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(store.roots.all()) == [f"/sea{k}" for k in range(8)]


def test_holder_signs_with_command_and_pid(folder: Path) -> None:
    with CatalogStore.open(folder, create=True, command="coincide label"):
        assert holder_text(folder).startswith(f"`coincide label` (pid {os.getpid()}, since 2")


def test_holder_signature_goes_with_the_lock(folder: Path, store: CatalogStore) -> None:
    store.close()
    assert not (folder / HOLDER_NAME).exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"command": "x"}', "null"])
def test_unreadable_signature_is_another_command(tmp_path: Path, content: str) -> None:
    (tmp_path / HOLDER_NAME).write_text(content)
    assert holder_text(tmp_path) == "another command"


def test_closing_twice_is_fine(store: CatalogStore) -> None:
    store.close()
    store.close()
    assert store.is_writable


def test_lock_is_given_back_if_the_disk_has_no_room_for_its_holder(
    folder: Path, store: CatalogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", _full)
        with pytest.raises(CatalogError, match="is full"):
            CatalogStore.open(folder, write=True)
    assert current_holder(folder) is None
    CatalogStore.open(folder, write=True, timeout_s=0).close()


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_lock_is_given_back_if_the_name_of_its_holder_cannot_be_removed(folder: Path, store: CatalogStore) -> None:
    (folder / HOLDER_NAME).unlink()
    (folder / HOLDER_NAME).mkdir()
    store.close()
    (folder / HOLDER_NAME).rmdir()
    CatalogStore.open(folder, write=True, timeout_s=0.0).close()


def test_a_catalog_that_cannot_be_closed_gives_its_lock_back(folder: Path) -> None:
    store = CatalogStore.open(folder, create=True)
    store.recordings.put(recording())
    moved = folder.with_name("moved")
    folder.rename(moved)
    with pytest.raises((CatalogError, OSError, sqlite3.Error)):
        store.close()
    moved.rename(folder)
    CatalogStore.open(folder, write=True, timeout_s=0.0).close()
