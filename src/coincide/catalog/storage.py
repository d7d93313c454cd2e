"""Turns what a disk or SQLite says into one plain `CatalogError`.

SQLite's result codes (https://sqlite.org/rescode.html) are distinguished by their low byte; texts of its
messages are not stable. Everything else passes through untouched.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from coincide.catalog.folders import obstacles
from coincide.errors import CatalogBusyError, CatalogError, DamagedCatalogError

_READ_ONLY = (
    "catalog `{folder}` cannot be written to: the folder or a file in it is read-only. "
    "Change its permissions, or choose another place with `--catalog`."
)
_FULL = (
    "the disk of catalog `{folder}` is full. The current step was not stored; everything before it was. "
    "Free some space and run the same command again; it continues from there."
)
_TOO_LARGE = (
    "a file of catalog `{folder}` grew larger than its disk or your quota allows. The current step was not stored. "
    "Choose a place on another disk with `--catalog`, or raise the limit, and run the same command again."
)
_DAMAGED = (
    "`{folder}/catalog.sqlite` is damaged ({cause}). Run `coincide check --repair --catalog {folder}` to set the "
    "damaged file aside and restore your labels from their journal. Recordings are not affected."
)
_BUSY = (
    "catalog `{folder}` stayed busy for 30 s. Wait until other programs that use it have finished and run "
    "the same command again."
)
_CLOSED = (
    "catalog `{folder}` cannot be opened ({cause}). Check that the folder and its files can be read and "
    "written; if they are on a read-only disk, copy the catalog folder to another place."
)
_FAILING = (
    "reading or writing catalog `{folder}` failed ({cause}). Check the disk or the network drive it is on, "
    "then run the same command again."
)
_TOO_MANY = (
    "catalog `{folder}` cannot be opened: {cause}. Close other programs, or raise the limit with `ulimit -n`, and run "
    "the same command again."
)
_IN_THE_WAY = (
    "`{place}` is where catalog `{folder}` keeps data of its own ({cause}). Move it to another place, and "
    "run the same command again."
)
_OBSTACLE = (
    "catalog `{folder}` cannot be opened because of `{place}`: {wrong}. "
    "Run `coincide check --repair --catalog {folder}` to set it aside."
)
_REFUSED = (
    "catalog `{folder}` could not store what it was given ({cause}); nothing was changed. "
    "This is a bug in `coincide`: please report it with this message."
)

_BY_SQLITE_CODE = {
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_CONSTRAINT: _REFUSED,
}
_NO_SUCH = ("no such table", "no such column", "Could not decode to UTF-8", "unsupported file format")
"""What SQLite and Python say, without a code of its own, of a database that is not as migrations made it."""

_BY_ERRNO = {
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
    errno.ENOSPC: _FULL,
    errno.EFBIG: _TOO_LARGE,
    errno.EDQUOT: _FULL,
    errno.EIO: _FAILING,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
}
_OBSTRUCTED = (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ELOOP)
"""What the system says where a folder is for a file, a file for a folder, or a link that leads nowhere or to itself."""


@contextmanager
def storage_errors(folder: Path) -> Generator[None]:
    """Raise a `CatalogError` that a person can act on for what goes wrong in the catalog `folder`.

    An `OSError` that names a file outside of `folder` (a recording, say) passes through.

    Raises
    ------
    CatalogBusyError : another program kept the database busy.
    DamagedCatalogError : the database is damaged.
    CatalogError : the folder is read-only, or the disk is full or failing.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        # The code is absent on errors of Python's module itself; those, and wrong SQL, are mistakes of ours.
        template = _BY_SQLITE_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        if template is None and any(words in str(cause) for words in _NO_SUCH):
            template = _DAMAGED
        if template is None:
            raise
        if template is _DAMAGED:
            raise damaged(str(cause), folder) from None
        for place, wrong in obstacles(folder).items() if template in (_CLOSED, _FAILING) else ():
            raise CatalogError(_OBSTACLE.format(folder=folder, place=place, wrong=wrong)) from None
        kind = CatalogBusyError if template is _BUSY else CatalogError
        raise kind(template.format(folder=folder, cause=cause)) from None
    except OSError as error:
        is_named = isinstance(error.filename, (str, Path))
        template = _BY_ERRNO.get(error.errno or 0, _FAILING if is_named else None)
        if is_named and error.errno in _OBSTRUCTED:
            template = _IN_THE_WAY
        if template is None or not _is_inside(error, folder):
            raise
        raise CatalogError(template.format(folder=folder, cause=error.strerror, place=_obstacle(error))) from None


@contextmanager
def rows_that_parse(folder: Path) -> Generator[None]:
    """Raise that the database is damaged where a row is read that no version of this program has written.

    What SQLite says about a damaged schema may be no Unicode either.

    Raises
    ------
    DamagedCatalogError : a value is not what its column holds: no time, no JSON, no Unicode, a number that is a text.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, NoResultFound, MultipleResultsFound) as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise damaged(f"a row cannot be read, {what}", folder) from None


def damaged(cause: str, folder: Path) -> DamagedCatalogError:
    """Return the error for a database whose contents do not fit together."""
    return DamagedCatalogError(_DAMAGED.format(folder=folder, cause=cause), cause=cause)


def _obstacle(error: OSError) -> Path:
    """Return what stands in the way of a path: itself, or the first above it that is no folder."""
    target = Path(error.filename2 or error.filename or "")
    if error.errno != errno.ENOTDIR:
        return target
    return next((each for each in reversed(target.parents) if os.path.lexists(each) and not each.is_dir()), target)


def _is_inside(error: OSError, folder: Path) -> bool:
    if not isinstance(error.filename, (str, Path)):
        return True
    file = Path(error.filename).absolute()
    return file.is_relative_to(folder.absolute()) or folder.absolute().is_relative_to(file)
