"""A catalog of many events, made in seconds: a small learned one, repeated.

Each copy has recordings of its own (hard links to the same sound), so that every picture and every sound is real;
embeddings are strewn a little, so that copies are neighbors and not twins. The index is built over all of them.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.options import say
from coincide.catalog import CatalogStore, load_array, model_folder, save_array
from coincide.index.settings import IndexSettings
from coincide.learned.index import build_shard
from coincide.learned.model import EMBEDDINGS_FILE, INDEX_FILE
from coincide.seeds import generator
from coincide.workflow.learn.learn import learn

RECORDINGS = Path(__file__).parents[2] / "examples/recordings"
_STREWN = 0.02


def large_catalog(folder: Path, n_events: int, *, seed: int = 0) -> Path:
    """Write a catalog of about `n_events` events into an empty folder; returns it.

    Parameters
    ----------
    folder : on the disk that holds the bundled recordings, or they are copied.
    n_events : rounded up to whole copies of the small catalog.
    """
    say(f"learning a small catalog, to be repeated up to {n_events:,} events")
    sounds = folder / "sounds" / "0"
    shutil.copytree(RECORDINGS, sounds)
    catalog = learn(folder / "sounds", catalog=folder / "large.coincide").catalog
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        n_each = len(store.models.event_ids(model.id))
    n_copies = -(-n_events // n_each)
    say(f"repeating {n_each} events {n_copies} times")
    with sqlite3.connect(catalog / "catalog.sqlite") as tables:
        for number in range(1, n_copies):
            _repeat(tables, folder / "sounds", number)
        tables.execute("UPDATE categories SET size = size * ?", (n_copies,))
    tables.close()
    _repeat_vectors(model_folder(catalog, model.id), n_copies, seed)
    return catalog


def _repeat(tables: sqlite3.Connection, sounds: Path, number: int) -> None:
    """Write the rows of one more copy, and its files."""
    recording_of: dict[int, int] = {}
    names: Sequence[tuple[int, str]] = tables.execute(
        "SELECT recording_id, name FROM files WHERE name LIKE '0/%' ORDER BY recording_id"
    ).fetchall()
    for recording_id, name in names:
        place = sounds / str(number) / name.removeprefix("0/")
        _link(sounds / name, place)
        recording_of[recording_id] = _insert(
            tables, "recordings", recording_id, content_hash=_other_hash(recording_id, number), last_path=str(place),
            last_name=f"{number}/{name.removeprefix('0/')}",
        )  # fmt: skip
        status = place.stat()
        tables.execute(
            "INSERT INTO files SELECT ?, root, ?, size_bytes, ?, ?, status, seen_run, NULL, NULL FROM files "
            "WHERE name = ?",
            (str(place), f"{number}/{name.removeprefix('0/')}", status.st_mtime_ns, recording_of[recording_id], name),
        )
        tables.execute(
            "INSERT INTO detections SELECT ?, digest, n_events, info_json FROM detections WHERE recording_id = ?",
            (recording_of[recording_id], recording_id),
        )
    _repeat_events(tables, recording_of, number)


def _repeat_events(tables: sqlite3.Connection, recording_of: dict[int, int], number: int) -> None:
    first = tables.execute("SELECT min(id), max(id) FROM events").fetchone()[1] + 1
    rows = tables.execute(
        "SELECT e.id, e.recording_id, m.row FROM events e JOIN embeddings m ON m.event_id = e.id "
        "WHERE e.recording_id IN (SELECT recording_id FROM files WHERE name LIKE '0/%') ORDER BY m.row"
    ).fetchall()
    tables.executemany(
        "INSERT INTO events SELECT ?, ?, digest, channel, onset_s, offset_s, low_hz, high_hz, snr_db "
        "FROM events WHERE id = ?",
        [(first + row, recording_of[recording], event) for event, recording, row in rows],
    )
    tables.executemany(
        "INSERT INTO embeddings SELECT model_id, ?, ? FROM embeddings WHERE event_id = ?",
        [(number * len(rows) + row, first + row, event) for event, _, row in rows],
    )
    tables.executemany(
        "INSERT INTO memberships SELECT model_id, method, ?, category, certainty FROM memberships WHERE event_id = ?",
        [(first + row, event) for event, _, row in rows],
    )


def _insert(tables: sqlite3.Connection, table: str, source: int, **changed: object) -> int:
    """Copy a row with changes; returns the new id."""
    cursor = tables.execute(f"SELECT * FROM {table} WHERE id = ?", (source,))
    names = [column[0] for column in cursor.description]
    values = {**dict(zip(names, cursor.fetchone(), strict=True)), **changed}
    del values["id"]
    marks = ", ".join("?" for _ in values)
    new = tables.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
    assert new.lastrowid is not None
    return new.lastrowid


def _other_hash(recording_id: int, number: int) -> str:
    return f"{number:032x}{recording_id:032x}"


def _link(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, place)
    except OSError:  # another disk, or one without hard links
        shutil.copy2(source, place)


def _repeat_vectors(folder: Path, n_copies: int, seed: int) -> None:
    """Repeat the embeddings, each a little elsewhere, and index them."""
    small = np.array(load_array(folder / EMBEDDINGS_FILE))
    many = np.tile(small, (n_copies, 1))
    strewn = generator(seed, "large").standard_normal(many[len(small) :].shape).astype(np.float32)
    many[len(small) :] += _STREWN * strewn
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    save_array(folder / EMBEDDINGS_FILE, many)
    say(f"building the index over {len(many):,} events")
    build_shard(many, IndexSettings(), seed=seed).save(folder / INDEX_FILE)
