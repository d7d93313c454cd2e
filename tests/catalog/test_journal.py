"""The journal of labels: all that people said, as text, whatever becomes of the database."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import answer, label, recording, start_python, stored_answers, stored_labels
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from properties import examples

from coincide.catalog import CatalogStore, StoredAnswer, StoredLabel
from coincide.catalog.folders import DATABASE_NAME, JOURNAL_NAME
from coincide.catalog.integrity.journal import JournalState, read_line, replay, stored_rows
from coincide.errors import CatalogError


def _lines(folder: Path) -> list[bytes]:
    return (folder / JOURNAL_NAME).read_bytes().splitlines(keepends=True)


def _state(folder: Path) -> JournalState:
    return replay(_lines(folder))


def _is_equal(store: CatalogStore) -> bool:
    with store._database.reading() as connection:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return _state(store.folder).rows == json.loads(json.dumps(stored_rows(connection)), object_hook=_by_number)


def _by_number(found: dict[str, object]) -> dict[object, object]:
    return {int(key) if key.isdecimal() else key: value for key, value in found.items()}


def test_catalog_without_labels_has_no_journal(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    assert not (folder / JOURNAL_NAME).exists()


def test_label_is_one_line(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("trill")])
    assert [json.loads(line)["row"]["label"] for line in _lines(folder)] == ["trill"]


def test_answer_and_the_label_that_it_gives_are_in_the_journal(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.answers.put(answer("trill"))
    assert sorted(json.loads(line)["kind"] for line in _lines(folder)) == ["answer", "label"]


def test_line_says_which_recording_it_is_about(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording("ab"))
    store.labels.put([label()])
    about = json.loads(_lines(folder)[0])["recordings"]["1"]
    assert (about["content_hash"], about["last_name"], about["sample_rate_hz"], about["n_channels"]) == (
        "ab",
        "a.wav",
        96_000,
        2,
    )


def test_answer_that_is_taken_back_is_marked_in_the_journal(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    answer_id = store.answers.put(answer())
    store.answers.undo(answer_id)
    state = _state(folder)
    assert state.rows["answer"][answer_id]["undone_at"] is not None
    assert state.rows["label"] == {}


def test_label_that_is_deleted_is_gone_from_the_journal(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b")])
    store.labels.delete(source="t.txt")
    assert _state(folder).rows["label"] == {}


def test_label_that_is_known_writes_no_line(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label()])
    store.labels.put([label()])
    assert len(_lines(folder)) == 1


def test_change_by_another_program_comes_into_the_journal(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("trill")])
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as other:
        other.execute("UPDATE labels SET label = 'click'")
        other.commit()
    store.labels.put([])
    assert _state(folder).rows["label"][1]["label"] == "click"


def test_failed_transaction_writes_no_line(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    with pytest.raises(KeyError), store.transaction():
        store.labels.put([label()])
        raise KeyError
    store.labels.put([label("b")])
    assert [json.loads(line)["row"]["label"] for line in _lines(folder)] == ["b"]


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            stored_labels,
            stored_answers.map(lambda each: replace(each, who="Ana")),
            st.integers(1, 4),
        ),
        max_size=6,
    )
)
def test_journal_says_what_the_database_holds(
    tmp_path_factory: pytest.TempPathFactory, actions: list[StoredLabel | StoredAnswer | int]
) -> None:
    with CatalogStore.open(tmp_path_factory.mktemp("j") / "x.coincide", create=True) as store:
        store.recordings.put(recording())
        for action in actions:
            if isinstance(action, StoredLabel):
                store.labels.put([action])
            elif isinstance(action, StoredAnswer):
                store.answers.put(action)
            else:
                store.answers.undo(action)
        assert not (store.folder / JOURNAL_NAME).exists() or _is_equal(store)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from catalog_examples import label
import coincide.catalog.integrity.journal_writer as writer
from coincide.catalog import CatalogStore
store = CatalogStore.open(Path(sys.argv[1]), write=True)
store.labels.put([label("first")])
def die(path, lines, *, at):
    if sys.argv[3] == "half":
        with path.open("ab") as file:
            file.write(lines[0][:40])
    os.kill(os.getpid(), signal.SIGKILL)
writer.append_lines = die
store.labels.put([label("second")])
"""


@pytest.mark.parametrize("how", ["before", "half"])
def test_next_writer_appends_what_a_killed_one_did_not(folder: Path, store: CatalogStore, how: str) -> None:
    store.recordings.put(recording())
    store.close()
    with start_python(KILLED, str(folder), str(Path(__file__).parents[1]), how) as process:
        assert process.wait(timeout=60) == -signal.SIGKILL
    with CatalogStore.open(folder, write=True) as next_one:
        assert _is_equal(next_one)
    assert [json.loads(line)["row"]["label"] for line in _lines(folder)] == ["first", "second"]


def test_full_disk_of_the_journal_loses_nothing(store: CatalogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.recordings.put(recording())
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _full)
        store.labels.put([label("a")])
    store.labels.put([label("b")])
    assert [each.label for each in store.labels.all()] == ["a", "b"]
    assert _is_equal(store)


def test_journal_that_cannot_be_written_is_told_by_the_next_writer(
    folder: Path, store: CatalogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.recordings.put(recording())
    monkeypatch.setattr(os, "fsync", _full)
    store.labels.put([label("a")])
    store.close()
    (folder / JOURNAL_NAME).write_bytes(b"")  # what was not forced to the disk may be lost
    with pytest.raises(CatalogError, match=r"the disk of catalog .* is full"):
        CatalogStore.open(folder, write=True)


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_folder_in_the_place_of_the_journal_is_set_aside(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.close()
    (folder / JOURNAL_NAME).mkdir()
    with CatalogStore.open(folder, write=True) as again:
        again.labels.put([label("a")])
        assert _is_equal(again)
    assert [each.is_dir() for each in (folder / "damaged").rglob(JOURNAL_NAME)] == [True]


def test_link_to_nothing_in_the_place_of_the_journal_is_set_aside(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.close()
    (folder / JOURNAL_NAME).symlink_to(folder / "nothing")
    with CatalogStore.open(folder, write=True) as again:
        again.labels.put([label("a")])
        assert _is_equal(again)


def test_lost_journal_is_written_again(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b")])
    store.labels.put([label("c")])
    store.close()
    (folder / JOURNAL_NAME).unlink()
    with CatalogStore.open(folder, write=True) as again:
        assert _is_equal(again)


def test_journal_whose_end_is_damaged_is_set_aside_and_written_again(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b")])
    store.close()
    damaged = (folder / JOURNAL_NAME).read_bytes()[:-30] + b"?" * 29 + b"\n"
    (folder / JOURNAL_NAME).write_bytes(damaged)
    with CatalogStore.open(folder, write=True) as again:
        assert _is_equal(again)
    assert [each.read_bytes() for each in (folder / "damaged").rglob(JOURNAL_NAME)] == [damaged]


def test_journal_written_again_is_not_written_a_third_time(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a")])
    store.labels.delete(source="t.txt")
    store.close()
    (folder / JOURNAL_NAME).unlink()
    CatalogStore.open(folder, write=True).close()
    first = (folder / JOURNAL_NAME).read_bytes()
    CatalogStore.open(folder, write=True).close()
    assert (folder / JOURNAL_NAME).read_bytes() == first


@pytest.mark.parametrize("write", [False, True])
def test_database_older_than_its_journal_is_refused(folder: Path, store: CatalogStore, write: bool) -> None:
    store.recordings.put(recording())
    store.close()
    older = (folder / DATABASE_NAME).read_bytes()
    with CatalogStore.open(folder, write=True) as newer:
        newer.labels.put([label()])
    (folder / DATABASE_NAME).write_bytes(older)
    (folder / "catalog.seal").unlink()
    with pytest.raises(CatalogError, match=r"lacks changes of labels.*the journal 1.*`coincide check --repair"):
        CatalogStore.open(folder, write=write)


def test_damaged_line_is_reported_and_the_others_are_read(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b"), label("c")])
    lines = _lines(folder)
    state = replay([lines[0], lines[1].replace(b'"b"', b'"x"'), lines[2]])
    assert state.bad == [(2, "the line is damaged")]
    assert [row["label"] for row in state.rows["label"].values()] == ["a", "c"]


def test_missing_line_is_reported(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b"), label("c")])
    lines = _lines(folder)
    assert replay([lines[0], lines[2]]).bad == [(2, "expected line 2 before it, found 1")]


def test_journal_without_its_first_line_is_reported(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b")])
    assert replay(_lines(folder)[1:]).bad == [(1, "expected line 1 before it, found none")]


def test_journal_with_the_line_ends_of_windows_is_read(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b")])
    state = replay([line.replace(b"\n", b"\r\n") for line in _lines(folder)])
    assert (state.bad, len(state.rows["label"])) == ([], 2)


def test_line_that_does_not_end_is_reported(folder: Path, store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label("a"), label("b")])
    lines = _lines(folder)
    assert replay([lines[0], lines[1][:-9]]).bad == [(2, "the line does not end")]


@examples(200)
@given(st.data())
def test_no_changed_bit_of_a_line_passes(data: st.DataObject) -> None:
    body = json.dumps({"seq": 1, "after": 0, "kind": "label", "id": 1, "row": None, "recordings": {}})
    line = b'{"sum":"%b",%b' % (
        hashlib.sha256(body[1:-1].encode()).hexdigest()[:16].encode(),
        body[1:].encode(),
    )
    assert read_line(line) is not None
    place, bit = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 7))
    assert read_line(line[:place] + bytes([line[place] ^ (1 << bit)]) + line[place + 1 :]) is None


GOLDEN = Path(__file__).parent / "golden"


def test_catalog_of_an_older_version_gets_its_journal(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.executescript((GOLDEN / "version_3.sql").read_text(encoding="utf-8"))
    with CatalogStore.open(folder, write=True) as store:
        assert _is_equal(store)
        assert len(_lines(folder)) == 5
