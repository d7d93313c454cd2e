"""The seal of a database: a digest of the whole file, with the edition that it is of.

SQLite's pages have no checksums: a flipped bit in an onset is a wrong answer that nothing notices. So a writer that
closes a catalog brings its write-ahead log into the database and writes `catalog.seal` beside it. The next one to open
the catalog compares, if the log is empty and the edition is that of the seal; otherwise a writer is at work, was
killed, or has written no more than an answer, and only the structure of the file can be checked.

A reader compares inside of a transaction, which keeps the file as it is (the log is brought into the database only
while no one has only the file to read from). Hashing takes about a millisecond a megabyte, a small part of what reading
its rows takes. A process does it once, and again when the file was touched since.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.catalog.storage import damaged
from coincide.records import FileState
from coincide.whole_files import replacing


@dataclass(frozen=True, slots=True)
class Seal:
    """What the database was like when a writer closed it.

    Attributes
    ----------
    edition : of the catalog.
    size : of the file in bytes.
    sha256 : of all its bytes, in hexadecimal.
    """

    edition: int
    size: int
    sha256: str


_PAGES_AT_ONCE = 256
_found_sound: dict[Path, tuple[FileState, Seal]] = {}
"""What this process found as sealed, by folder, and the state of the file by which it would notice a change."""


def read_seal(folder: Path) -> Seal | None:
    """Return the seal of a catalog; None if there is none, or it cannot be read, and so says nothing."""
    try:
        facts: dict[str, Any] = json.loads((folder / SEAL_NAME).read_text(encoding="utf-8"))
        return Seal(int(facts["edition"]), int(facts["size"]), str(facts["sha256"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def is_as_sealed(connection: sqlite3.Connection, folder: Path, *, edition: int) -> bool | None:
    """Say whether the database is the one that was sealed; None if no seal is for its present state.

    Parameters
    ----------
    edition : of the catalog, read in a transaction that is still open.

    Raises
    ------
    OSError : the database cannot be read.
    """
    seal = read_seal(folder)
    if seal is None or seal.edition != edition or has_log(folder):
        return None
    state = FileState.of((folder / DATABASE_NAME).stat())
    if _found_sound.get(folder) == (state, seal):
        return True
    is_at_rest = state.is_at_rest()
    # Read again where it seems to be another one: one failing read is no damage, see `_size_and_digest`.
    is_sound = any(_size_and_digest(connection, folder / DATABASE_NAME) == (seal.size, seal.sha256) for _ in range(2))
    if is_sound and is_at_rest:
        _found_sound[folder] = state, seal
    return is_sound


def check_seal(connection: sqlite3.Connection, folder: Path, *, edition: int) -> bool:
    """Check that the database is the one that was sealed; say whether a seal is for its present state.

    Parameters
    ----------
    edition : of the catalog, read in a transaction that is still open.

    Raises
    ------
    DamagedCatalogError : the database is another one.
    OSError : it cannot be read.
    """
    found = is_as_sealed(connection, folder, edition=edition)
    if found is False:
        raise damaged("its content has changed since it was written; a bit may have flipped", folder)
    return found is True


def has_log(folder: Path) -> bool:
    """Say whether there may be transactions that are not in the database file yet."""
    log = folder / f"{DATABASE_NAME}-wal"
    return log.exists() and log.stat().st_size > 0


def seal(folder: Path, *, edition: int) -> None:
    """Seal a database that the caller alone may write to; nothing happens if it cannot be done now."""
    known = read_seal(folder)
    connecting = sqlite3.connect(folder / DATABASE_NAME, timeout=0.2, isolation_level=None)
    with contextlib.suppress(OSError, sqlite3.Error), contextlib.closing(connecting) as connection:
        # Brings the log into the database, unless somebody reads an older state right now.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if has_log(folder) or (known is not None and known.edition == edition):
            return
        size, sha256 = _size_and_digest(connection, folder / DATABASE_NAME)
        if _size_and_digest(connection, folder / DATABASE_NAME) != (size, sha256):
            return
        with replacing(folder / SEAL_NAME) as file:
            file.write(json.dumps(asdict(Seal(edition, size, sha256))).encode("ascii"))


def remove_seal(folder: Path) -> None:
    """Take the seal away, before the database changes in a way that raises no edition."""
    (folder / SEAL_NAME).unlink(missing_ok=True)


def _size_and_digest(connection: sqlite3.Connection, path: Path) -> tuple[int, str]:
    """Return the size of a database whose log is empty, and the digest of its bytes.

    SQLite itself reads them. A process that opens the file in another way and closes it loses the locks of all its
    connections (https://sqlite.org/howtocorrupt.html, 2.2): another process would then delete the log that they still
    read from and write to, and what they write would be lost. A page that cannot be read counts as zeros, without an
    error (`sqlite3_serialize`), so one digest alone proves no damage.
    """
    size = path.stat().st_size
    return size, _digest_of_pages(connection, size) or hashlib.sha256(connection.serialize()).hexdigest()


def _digest_of_pages(connection: sqlite3.Connection, size: int) -> str | None:
    """Return the same digest page by page, in half the time and without the whole file in memory twice.

    None where this SQLite has no table of pages (https://sqlite.org/dbpage.html), or could not read them all.
    """
    found, n_bytes = hashlib.sha256(), 0
    with contextlib.suppress(sqlite3.Error):
        pages = connection.execute("SELECT data FROM sqlite_dbpage")
        while rows := pages.fetchmany(_PAGES_AT_ONCE):
            part = b"".join(page for (page,) in rows)
            found.update(part)
            n_bytes += len(part)
    return found.hexdigest() if n_bytes == size else None
