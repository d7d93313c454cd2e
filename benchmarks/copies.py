"""A catalog of many events, made in a minute or two: a small learned one, repeated, with all that learning writes.

Each copy has recordings of its own (hard links to the same sound), so that every picture and every sound is real.
A little noise is added to embeddings, so that copies are neighbors and not twins. The index is built over all of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import say
from coincide.catalog import CatalogStore, save_array
from coincide.categorize import place_events
from coincide.execute.inline import Inline
from coincide.index.settings import IndexSettings
from coincide.learned.index import new_shards, write_shards
from coincide.learned.model_files import EMBEDDINGS_FILE, INDEX_FILE, MAP_FILE, MAP_ROWS_FILE, note_files, write_places
from coincide.learned.opened import LearnedCatalog
from coincide.records import FileState
from coincide.seeds import generator
from coincide.workflow.learn.learn import learn
from coincide.workflow.progress import Silent

RECORDINGS = Path(__file__).parents[1] / "examples/recordings"
_STREWN = 0.02
"""Standard deviation of what is added to each number of an embedding, in lengths of it."""
_MAPPED = 1_500
"""Events that learning lays out itself."""
_AT_ONCE = 10_000
_COPIES = """
CREATE TEMP TABLE copies AS
WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k + 1 < {n}) SELECT k FROM c;
"""
_CHANGED: Mapping[str, Mapping[str, str]] = {
    "recordings": {
        "id": "id + k * {recordings}",
        "content_hash": "hash_of_copy(content_hash, k)",
        "last_path": "replace(last_path, '/sounds/0/', '/sounds/' || k || '/')",
        "last_name": "k || substr(last_name, 2)",
    },
    "files": {
        "path": "replace(path, '/sounds/0/', '/sounds/' || k || '/')",
        "name": "k || substr(name, 2)",
        "recording_id": "recording_id + k * {recordings}",
    },
    "detections": {"recording_id": "recording_id + k * {recordings}"},
    "events": {"id": "id + k * {events}", "recording_id": "recording_id + k * {recordings}"},
    "embeddings": {"row": '"row" + k * {events}', "event_id": "event_id + k * {events}"},
    "memberships": {"event_id": "event_id + k * {events}"},
    "trees": {"recording_id": "recording_id + k * {recordings}", "tree_json": "tree_of_copy(tree_json, k * {events})"},
}
"""What a copy has of its own, by table and column, in SQL."""


def large_catalog(folder: Path, n_events: int, *, seed: int = 0) -> Path:
    """Write a catalog of about `n_events` events into an empty folder; returns it.

    Parameters
    ----------
    folder : on the disk that holds the bundled recordings, or they are copied.
    n_events : rounded up to whole copies of the small catalog.
    """
    say(f"learning a small catalog, to be repeated up to {n_events:,} events")
    sounds = folder / "sounds"
    shutil.copytree(RECORDINGS, sounds / "0")
    told = learn(sounds, catalog=folder / "large.coincide")
    n_copies = -(-n_events // told.n_events)
    say(f"repeating {told.n_events} events {n_copies} times")
    _link_copies(sounds, n_copies)
    with closing(sqlite3.connect(told.catalog / "catalog.sqlite")) as tables, tables:
        _copy_rows(tables, n_copies)
    # It is not as it was sealed, and is sealed again when it is closed.
    with CatalogStore.open(told.catalog, write=True, is_checked=True) as store:
        learned = LearnedCatalog(store)
        _copy_arrays(learned.files.folder, n_copies, seed)
        note_files(store, learned.record)
    return told.catalog


def _link_copies(sounds: Path, n_copies: int) -> None:
    files = [path for path in (sounds / "0").rglob("*") if path.is_file()]
    for number in range(1, n_copies):
        for source in files:
            place = sounds / str(number) / source.relative_to(sounds / "0")
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, place)
            except OSError:  # another disk, or one without hard links
                shutil.copy2(source, place)


def _copy_rows(tables: sqlite3.Connection, n_copies: int) -> None:
    tables.create_function("hash_of_copy", 2, _hash_of_copy)
    tables.create_function("tree_of_copy", 2, _tree_of_copy)
    tables.executescript(_COPIES.format(n=n_copies))
    counts = {name: tables.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("recordings", "events")}
    for table, changed in _CHANGED.items():
        columns = [str(row[1]) for row in tables.execute(f"PRAGMA table_info({table})")]
        values = [changed.get(column, f'"{column}"').format(**counts) for column in columns]
        # One grouping after the other, as learning writes them, so that none lies scattered between the others.
        order = "grouping_id, k" if "grouping_id" in columns else "k"
        tables.execute(f"INSERT INTO {table} SELECT {', '.join(values)} FROM {table}, copies ORDER BY {order}")
    _note_states(tables)
    tables.execute("UPDATE categories SET size = size * ?", (n_copies,))


def _note_states(tables: sqlite3.Connection) -> None:
    """Note what the system says about each file, so that a copy passes for what was learned from."""
    states = [
        (path, FileState.of(Path(path).stat())) for (path,) in tables.execute("SELECT path FROM files").fetchall()
    ]
    tables.executemany(
        "UPDATE files SET mtime_ns = ?, ctime_ns = ?, inode = ? WHERE path = ?",
        [(state.mtime_ns, state.ctime_ns, state.inode, path) for path, state in states],
    )


def _hash_of_copy(text: str, number: int) -> str:
    return hashlib.sha256(f"{text}{number}".encode()).hexdigest()


def _tree_of_copy(text: str, shift: int) -> str:
    tree = json.loads(text)
    return json.dumps({**tree, "event_ids": [each + shift for each in tree["event_ids"]]})


def _copy_arrays(folder: Path, n_copies: int, seed: int) -> None:
    rng = generator(seed, "large")
    n_events = len(np.load(folder / EMBEDDINGS_FILE))
    many = _strewn(np.tile(np.load(folder / EMBEDDINGS_FILE), (n_copies, 1)), rng)
    save_array(folder / EMBEDDINGS_FILE, many)
    plane, rows = np.load(folder / MAP_FILE), np.load(folder / MAP_ROWS_FILE)
    drawn = np.sort(rng.choice(n_copies * len(rows), min(_MAPPED, n_copies * len(rows)), replace=False))
    copies, places = np.divmod(drawn, len(rows))
    save_array(folder / MAP_ROWS_FILE, rows[places] + copies * n_events)
    save_array(folder / MAP_FILE, plane[places] + rng.normal(0, 0.01, (len(drawn), 2)).astype(np.float32))
    laid_out, rows = np.load(folder / MAP_FILE), np.load(folder / MAP_ROWS_FILE)
    write_places(folder, place_events(many, laid_out, rows))
    say(f"building the index over {len(many):,} events")
    settings = IndexSettings()
    (folder / INDEX_FILE).unlink()
    shards = new_shards(folder, 0, len(many), settings)
    write_shards(shards, many, settings, seed=seed, executor=Inline(), stage=Silent())


def _strewn(rows: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Move unit rows a little, in place, so that they are unit rows again."""
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        part += _STREWN * rng.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return rows
