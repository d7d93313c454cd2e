"""Brings a catalog file to the newest version, one numbered step after the other.

SQLite's `user_version` holds the version; all steps that a file lacks run in one transaction together with the number
of the last, so that a stopped one leaves the file as it was. The SQL of a released step is never changed: later
changes are later steps, and they raise the edition, since a seal may stand for the one before. `application_id` marks
the file as a catalog of `coincide` ("Coin" in ASCII).
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from coincide.catalog.folders import has_remains, lost_database
from coincide.catalog.sqlite.programs import check_programs
from coincide.catalog.storage import damaged
from coincide.errors import CatalogError, CatalogVersionError

APPLICATION_ID = 0x436F696E
_NO_VERSION = 1_000
"""Versions are counted one by one: a greater one is a changed byte."""

_STEP_1 = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """CREATE TABLE runs (
        id INTEGER NOT NULL PRIMARY KEY, command TEXT NOT NULL, status TEXT NOT NULL,
        started_at TEXT NOT NULL, ended_at TEXT, seed INTEGER NOT NULL, settings_json TEXT NOT NULL,
        versions_json TEXT NOT NULL, results_json TEXT, error TEXT)""",
    "CREATE TABLE roots (path TEXT NOT NULL PRIMARY KEY, added_at TEXT NOT NULL)",
    """CREATE TABLE recordings (
        id INTEGER NOT NULL PRIMARY KEY, content_hash TEXT NOT NULL UNIQUE, sample_rate_hz INTEGER NOT NULL,
        n_channels INTEGER NOT NULL, n_samples INTEGER NOT NULL, started_at TEXT, started_at_source TEXT,
        device TEXT, last_path TEXT NOT NULL, last_name TEXT NOT NULL,
        added_run INTEGER REFERENCES runs (id))""",
    """CREATE TABLE files (
        path TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL, name TEXT NOT NULL, size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, recording_id INTEGER REFERENCES recordings (id), status TEXT NOT NULL,
        seen_run INTEGER REFERENCES runs (id))""",
    "CREATE INDEX files_recording ON files (recording_id)",
    """CREATE TABLE problems (
        id INTEGER NOT NULL PRIMARY KEY, path TEXT NOT NULL,
        recording_id INTEGER REFERENCES recordings (id), kind TEXT NOT NULL, reason TEXT NOT NULL,
        is_left_out INTEGER NOT NULL, run_id INTEGER REFERENCES runs (id), noted_at TEXT NOT NULL,
        UNIQUE (path, kind))""",
    """CREATE TABLE detections (
        recording_id INTEGER NOT NULL REFERENCES recordings (id), digest TEXT NOT NULL,
        n_events INTEGER NOT NULL, info_json TEXT NOT NULL, PRIMARY KEY (recording_id, digest))""",
    """CREATE TABLE events (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        recording_id INTEGER NOT NULL REFERENCES recordings (id), digest TEXT NOT NULL,
        channel INTEGER NOT NULL, onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, low_hz FLOAT NOT NULL,
        high_hz FLOAT NOT NULL, snr_db FLOAT NOT NULL)""",
    "CREATE INDEX events_recording_onset ON events (recording_id, onset_s)",
    "CREATE INDEX events_digest ON events (digest)",
    """CREATE TABLE models (
        id TEXT NOT NULL PRIMARY KEY, run_id INTEGER REFERENCES runs (id), created_at TEXT NOT NULL,
        status TEXT NOT NULL, event_digest TEXT NOT NULL, info_json TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX models_one_current ON models (status) WHERE status = 'current'",
    """CREATE TABLE embeddings (
        model_id TEXT NOT NULL REFERENCES models (id), "row" INTEGER NOT NULL,
        event_id INTEGER NOT NULL REFERENCES events (id), PRIMARY KEY (model_id, "row"),
        UNIQUE (model_id, event_id))""",
    "CREATE INDEX embeddings_event ON embeddings (event_id)",
    """CREATE TABLE categories (
        model_id TEXT NOT NULL REFERENCES models (id), method TEXT NOT NULL, number INTEGER NOT NULL,
        size INTEGER NOT NULL, certainty FLOAT NOT NULL,
        medoid_event_id INTEGER NOT NULL REFERENCES events (id), name TEXT,
        PRIMARY KEY (model_id, method, number))""",
    "CREATE INDEX categories_medoid ON categories (medoid_event_id)",
    """CREATE TABLE memberships (
        model_id TEXT NOT NULL REFERENCES models (id), method TEXT NOT NULL,
        event_id INTEGER NOT NULL REFERENCES events (id), category INTEGER, certainty FLOAT NOT NULL,
        PRIMARY KEY (model_id, method, event_id))""",
    "CREATE INDEX memberships_event ON memberships (event_id)",
    """CREATE TABLE labels (
        id INTEGER NOT NULL PRIMARY KEY, recording_id INTEGER NOT NULL REFERENCES recordings (id),
        channel INTEGER NOT NULL, onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, low_hz FLOAT,
        high_hz FLOAT, label TEXT NOT NULL, category INTEGER, confidence FLOAT, recording TEXT NOT NULL,
        who TEXT NOT NULL, how TEXT NOT NULL, source TEXT NOT NULL, created_at TEXT NOT NULL,
        run_id INTEGER REFERENCES runs (id),
        UNIQUE (recording_id, channel, onset_s, offset_s, label, who))""",
)

# An answer outlives the model it was given about: `model_id` is no reference.
_STEP_2 = (
    """CREATE TABLE answers (
        id INTEGER NOT NULL PRIMARY KEY, session INTEGER REFERENCES runs (id), model_id TEXT NOT NULL,
        question TEXT NOT NULL, recording_id INTEGER NOT NULL REFERENCES recordings (id),
        channel INTEGER NOT NULL, onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, size INTEGER NOT NULL,
        shown_json TEXT NOT NULL, answer TEXT NOT NULL, name TEXT NOT NULL, who TEXT NOT NULL,
        strategy TEXT NOT NULL, answered_at TEXT NOT NULL, undone_at TEXT)""",
    "CREATE INDEX answers_recording_onset ON answers (recording_id, onset_s)",
)

_STEP_3 = (
    """CREATE TABLE trees (
        model_id TEXT NOT NULL REFERENCES models (id), recording_id INTEGER NOT NULL REFERENCES recordings (id),
        channel INTEGER NOT NULL, tree_json TEXT NOT NULL, run_id INTEGER REFERENCES runs (id),
        PRIMARY KEY (model_id, recording_id, channel))""",
)

# One number that every writing transaction raises; and an index for the events of one recording, since SQLite read all
# events of a digest for each recording.
_STEP_4 = (
    "CREATE TABLE edition (id INTEGER NOT NULL PRIMARY KEY, number INTEGER NOT NULL)",
    "INSERT INTO edition VALUES (1, 0)",
    "DROP INDEX events_digest",
    "CREATE INDEX events_digest_recording ON events (digest, recording_id)",
)

# Triggers, so that also what another program changes comes into the journal of labels. What is there is marked as new.
_STEP_5 = (
    """CREATE TABLE journal (
        seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, row_id INTEGER NOT NULL)""",
    *(
        f"""CREATE TRIGGER {kind}_{event.lower()} AFTER {event} ON {kind}s
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('{kind}', {row}.id); END"""
        for kind in ("label", "answer")
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ),
    "INSERT INTO journal (kind, row_id) SELECT 'label', id FROM labels ORDER BY id",
    "INSERT INTO journal (kind, row_id) SELECT 'answer', id FROM answers ORDER BY id",
)

# Size and time of change can be set, so that another recording in the place of one went unnoticed.
_STEP_6 = (
    "ALTER TABLE files ADD COLUMN inode INTEGER",
    "ALTER TABLE files ADD COLUMN ctime_ns INTEGER",
    "UPDATE edition SET number = number + 1 WHERE number > 0",
)

# An event above perfect silence had an infinite ratio, which no JSON and no table can hold.
_STEP_7 = (
    "UPDATE events SET snr_db = 999 WHERE snr_db > 999",
    "UPDATE events SET snr_db = -999 WHERE snr_db < -999",
    "UPDATE edition SET number = number + 1 WHERE number > 0",
)

# Sums by digest read every detection, with its facts.
_STEP_8 = (
    "CREATE INDEX detections_digest ON detections (digest, n_events)",
    "UPDATE edition SET number = number + 1 WHERE number > 0",
)

# Where and when recordings were made, as people say it, and what they say about samples; the journal keeps it, too.
_STEP_9 = (
    "ALTER TABLE recordings ADD COLUMN latitude FLOAT",
    "ALTER TABLE recordings ADD COLUMN longitude FLOAT",
    """CREATE TABLE deployments (
        id INTEGER NOT NULL PRIMARY KEY, site TEXT NOT NULL, recorder TEXT NOT NULL, folder TEXT NOT NULL,
        latitude FLOAT, longitude FLOAT, timezone TEXT, began_at TEXT, ended_at TEXT, columns_json TEXT NOT NULL,
        source TEXT NOT NULL, created_at TEXT NOT NULL)""",
    """CREATE TABLE clocks (
        id INTEGER NOT NULL PRIMARY KEY, recorder TEXT NOT NULL, timezone TEXT, shift_s FLOAT, who TEXT NOT NULL,
        created_at TEXT NOT NULL)""",
    """CREATE TABLE samples (
        id INTEGER NOT NULL PRIMARY KEY, model_id TEXT NOT NULL, seed INTEGER NOT NULL, design_json TEXT NOT NULL,
        who TEXT NOT NULL, created_at TEXT NOT NULL)""",
    """CREATE TABLE checks (
        id INTEGER NOT NULL PRIMARY KEY, sample_id INTEGER NOT NULL REFERENCES samples (id),
        item INTEGER NOT NULL, recording_id INTEGER NOT NULL REFERENCES recordings (id), channel INTEGER NOT NULL,
        onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, name TEXT NOT NULL, score FLOAT NOT NULL,
        answer TEXT NOT NULL, said TEXT NOT NULL, who TEXT NOT NULL, answered_at TEXT NOT NULL,
        UNIQUE (sample_id, item, who))""",
    *(
        f"""CREATE TRIGGER {kind}_{event.lower()} AFTER {event} ON {kind}s
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('{kind}', {row}.id); END"""
        for kind in ("deployment", "clock", "sample", "check")
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ),
    "UPDATE edition SET number = number + 1 WHERE number > 0",
)

# By numbers alone, the journal of another catalog of the same recordings was taken for that of this one.
_STEP_10 = (
    "ALTER TABLE edition ADD COLUMN token TEXT",
    """CREATE TRIGGER journal_token AFTER INSERT ON journal
        BEGIN UPDATE edition SET token = lower(hex(randomblob(8))); END""",
    "UPDATE edition SET number = number + 1 WHERE number > 0",
)

# With the names of model and method in each row, memberships took three fifths of a catalog, and their keys as much as
# they.
_STEP_11 = (
    """CREATE TABLE groupings (
        id INTEGER NOT NULL PRIMARY KEY, model_id TEXT NOT NULL REFERENCES models (id), method TEXT NOT NULL,
        UNIQUE (model_id, method))""",
    "INSERT INTO groupings (model_id, method) SELECT DISTINCT model_id, method FROM memberships",
    """CREATE TABLE memberships_by_grouping (
        grouping_id INTEGER NOT NULL REFERENCES groupings (id), event_id INTEGER NOT NULL, category INTEGER,
        certainty FLOAT NOT NULL, PRIMARY KEY (grouping_id, event_id)) WITHOUT ROWID""",
    """INSERT INTO memberships_by_grouping SELECT g.id, m.event_id, m.category, m.certainty
        FROM memberships m JOIN groupings g ON g.model_id = m.model_id AND g.method = m.method ORDER BY 1, 2""",
    "DROP TABLE memberships",
    "ALTER TABLE memberships_by_grouping RENAME TO memberships",
    """CREATE TABLE embeddings_by_row (
        model_id TEXT NOT NULL REFERENCES models (id), "row" INTEGER NOT NULL,
        event_id INTEGER NOT NULL REFERENCES events (id), PRIMARY KEY (model_id, "row")) WITHOUT ROWID""",
    """INSERT INTO embeddings_by_row SELECT model_id, "row", event_id FROM embeddings ORDER BY 1, 2""",
    "DROP TABLE embeddings",
    "ALTER TABLE embeddings_by_row RENAME TO embeddings",
    "CREATE UNIQUE INDEX embeddings_event ON embeddings (event_id, model_id)",
    "UPDATE edition SET number = number + 1 WHERE number > 0",
)

STEPS: tuple[tuple[str, ...], ...] = (
    _STEP_1,
    _STEP_2,
    _STEP_3,
    _STEP_4,
    _STEP_5,
    _STEP_6,
    _STEP_7,
    _STEP_8,
    _STEP_9,
    _STEP_10,
    _STEP_11,
)


class OlderCatalogError(CatalogError):
    """The catalog is of an older version; the first command that writes to it upgrades it."""


def migrate(connection: sqlite3.Connection, path: Path, *, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Run the steps that `path` has not seen yet; nothing happens to a catalog of the newest version.

    Parameters
    ----------
    connection : open for writing, in autocommit mode.
    path : the database file, for messages.
    steps : the SQL statements of step 1, step 2, ...

    Raises
    ------
    CatalogError : the file is damaged, or holds tables of another program.
    CatalogVersionError : the file was written by a newer version of `coincide`.
    """
    version = _version(connection, path, n_steps=len(steps))
    if 0 < version < len(steps):
        # The steps write rows, which may set foreign triggers off.
        check_programs(connection, path.parent, steps=steps[:version])
    if version < len(steps):
        _run(connection, [*itertools.chain(*steps[version:]), f"PRAGMA user_version = {len(steps)}"])
    if 0 < version < len(steps):
        # Gives back the space of tables that were replaced; where the disk has no room for it, they stay.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("VACUUM")


def _run(connection: sqlite3.Connection, statements: Sequence[str]) -> None:
    """Run statements in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        # SQLite takes a transaction back by itself when the disk fails it.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def newest_catalog() -> sqlite3.Connection:
    """Return an empty catalog of the newest version, in memory; the caller closes it."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    # Not by `migrate`, which would look for the rest of a catalog in the folder where the person stands.
    for statement in itertools.chain(*STEPS):
        made.execute(statement)
    return made


def check_version(connection: sqlite3.Connection, path: Path, *, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Check that a catalog opened for reading has the newest version; only a writer may change it.

    Raises
    ------
    OlderCatalogError : the file has an older version.
    CatalogError : the file is empty, damaged, or of another program.
    CatalogVersionError : the file was written by a newer version of `coincide`.
    """
    version = _version(connection, path, n_steps=len(steps))
    if version == 0:
        raise CatalogError(
            f"catalog `{path.parent}` is empty: the command that creates it was stopped as it began. "
            "Run `coincide learn FOLDER` again."
        )
    if version < len(steps):
        raise OlderCatalogError(
            f"catalog `{path.parent}` has version {version}, but this `coincide` reads version {len(steps)}. "
            "Upgrade it where it can be written to, for example with `coincide learn FOLDER`; nothing is lost."
        )


def stored_edition(connection: sqlite3.Connection) -> int | None:
    """Return the edition of a catalog; None before version 4, which had none, and of other databases."""
    has_one = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'edition'"
    if connection.execute(has_one).fetchone()[0] == 0:
        return None
    row = connection.execute("SELECT number FROM edition").fetchone()
    return None if row is None else int(row[0])


def check_not_emptied(connection: sqlite3.Connection, path: Path) -> None:
    """Check that a database which holds nothing is that of a new catalog, and not one that lost what it held.

    Raises
    ------
    DamagedCatalogError : the rest of a catalog is there.
    """
    if _pragma(connection, "user_version") == 0 and has_remains(path.parent):
        raise lost_database(path.parent, "empty")


def _version(connection: sqlite3.Connection, path: Path, *, n_steps: int) -> int:
    version = _pragma(connection, "user_version")
    check_not_emptied(connection, path)
    is_empty = version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not is_empty and _pragma(connection, "application_id") != APPLICATION_ID:
        raise CatalogError(
            f"`{path}` must be a catalog of `coincide`, got a database of another program. "
            "Choose another place with `--catalog`."
        )
    if version > _NO_VERSION:
        raise damaged(f"its version is {version}", path.parent)
    if version > n_steps:
        raise CatalogVersionError(
            f"catalog `{path.parent}` has version {version}, but this `coincide` reads versions up to {n_steps}. "
            "Upgrade `coincide` with `pip install --upgrade coincide`."
        )
    return version


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
