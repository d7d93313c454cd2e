"""The seal: no changed bit of a database at rest goes unnoticed."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from catalog_examples import event, label, recording

from coincide import errors
from coincide.catalog import CatalogStore
from coincide.catalog.connect import open_writing
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.catalog.seal import read_seal
from coincide.errors import CatalogError


@pytest.fixture
def sealed(folder: Path, store: CatalogStore) -> Path:
    store.put_detection(store.put_recording(recording()), "d", [event(0.5 * k) for k in range(50)], info={})
    store.close()
    return folder


def _flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


@pytest.mark.parametrize("write", [False, True])
def test_changed_bit_of_an_onset_is_noticed(sealed: Path, write: bool) -> None:
    content = (sealed / DATABASE_NAME).read_bytes()
    _flip(sealed / DATABASE_NAME, content.index(b"@\x38\x80\x00\x00\x00\x00\x00"), 0)  # 24.5 s
    with pytest.raises(CatalogError, match=r"is damaged \(it is not as it was left.*`coincide check --repair"):
        CatalogStore.open(sealed, write=write)


def test_every_changed_bit_is_noticed(sealed: Path) -> None:
    rng = random.Random(0)
    size = (sealed / DATABASE_NAME).stat().st_size
    for _ in range(100):
        place, bit = rng.randrange(size), rng.randrange(8)
        _flip(sealed / DATABASE_NAME, place, bit)
        with pytest.raises(CatalogError):
            CatalogStore.open(sealed)
        _flip(sealed / DATABASE_NAME, place, bit)
    CatalogStore.open(sealed).close()


def test_database_at_work_is_not_compared(sealed: Path) -> None:
    with CatalogStore.open(sealed, write=True) as writer:
        writer.add_root("/sea")
        with CatalogStore.open(sealed) as reader:
            assert reader.roots() == ["/sea"]


def test_answer_leaves_the_seal_behind(sealed: Path) -> None:
    before = read_seal(sealed)
    with CatalogStore.open(sealed, write=True, is_checked=True, seals=False) as brief:
        brief.put_labels([label()])
    CatalogStore.open(sealed).close()
    assert read_seal(sealed) == before


def test_next_writer_seals_what_others_left_behind(sealed: Path) -> None:
    with CatalogStore.open(sealed, write=True, is_checked=True, seals=False) as brief:
        brief.put_labels([label()])
        edition = brief.edition()
    CatalogStore.open(sealed, write=True).close()
    seal = read_seal(sealed)
    assert seal is not None
    assert seal.edition == edition


def test_writer_that_wrote_nothing_leaves_the_seal(sealed: Path) -> None:
    before = (sealed / SEAL_NAME).stat().st_mtime_ns
    CatalogStore.open(sealed, write=True).close()
    assert (sealed / SEAL_NAME).stat().st_mtime_ns == before


def test_reader_of_an_old_state_leaves_a_database_unsealed(sealed: Path) -> None:
    with closing(sqlite3.connect(sealed / DATABASE_NAME, isolation_level=None)) as reader:
        with CatalogStore.open(sealed, write=True) as writer:
            writer.add_root("/lake")
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM roots").fetchone()
            writer.add_root("/sea")
        seal = read_seal(sealed)
        assert seal is not None
        assert seal.edition == 2
    with CatalogStore.open(sealed) as store:
        assert store.roots() == ["/lake", "/sea"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"edition": 1}'])
def test_damaged_seal_says_nothing(sealed: Path, content: bytes) -> None:
    (sealed / SEAL_NAME).write_bytes(content)
    with CatalogStore.open(sealed) as store:
        assert store.count_events("d") == 50


def test_database_that_gets_a_write_ahead_log_loses_its_seal_first(sealed: Path) -> None:
    with closing(sqlite3.connect(sealed / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    open_writing(sealed / DATABASE_NAME, is_checked=True).dispose()  # and is killed
    with CatalogStore.open(sealed) as store:
        assert store.count_events("d") == 50


WRITE = """
import sys
from pathlib import Path
from coincide.catalog import CatalogStore

with CatalogStore.open(Path(sys.argv[1]), write=True) as store:
    store.add_root("/sea")
"""


@pytest.mark.slow
def test_a_look_at_the_seal_takes_no_lock_away(sealed: Path) -> None:
    # Without its lock, the other process would delete the log that this one still reads.
    with CatalogStore.open(sealed) as reader:
        watch = reader.watch()
        assert reader.roots() == []
        source = str(Path(errors.__file__).parents[1])
        environment = os.environ | {"PYTHONPATH": source}
        subprocess.run([sys.executable, "-c", WRITE, str(sealed)], env=environment, check=True, timeout=120)
        assert reader.roots() == ["/sea"]
        watch.close()
