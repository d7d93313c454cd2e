"""Where a catalog is and what lies in it.

recordings.coincide/
    catalog.sqlite        everything that has rows
    catalog.seal          a digest of the database, as the last writer left it
    labels.jsonl          what people said, as text; see `journal`
    models/MODEL/         files of one learned model
    checkpoints/          unfinished training
    damaged/TIME/         what was damaged, set aside
    lock  lock.json       who is writing
    job.json              how far that is
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from coincide.errors import CatalogError, DamagedCatalogError
from coincide.paths import given_path
from coincide.whole_files import is_temporary, leftovers

DATABASE_NAME = "catalog.sqlite"
MODELS_NAME = "models"
CHECKPOINTS_NAME = "checkpoints"
DAMAGED_NAME = "damaged"
LOCK_NAME = "lock"
JOURNAL_NAME = "labels.jsonl"
SEAL_NAME = "catalog.seal"
HOLDER_NAME = "lock.json"
JOB_NAME = "job.json"
SUFFIX = ".coincide"
RESTORING = ".restoring-"
"""How the folders begin in which a database is made again."""
_LONGEST_SHOWN = 80
_ORPHAN_S = 3600.0
"""Age of a temporary file beside a model that nobody writes any more; the recognizer for the browser takes seconds."""
_WRITTEN_S = 60.0
"""Age of a temporary file in a catalog that nobody writes any more: a report is written without the lock, in one go."""

_SUBFOLDERS = (MODELS_NAME, CHECKPOINTS_NAME)
_LOG_NAMES = (f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm", f"{DATABASE_NAME}-journal")
_FILES = (*_LOG_NAMES, SEAL_NAME, LOCK_NAME, HOLDER_NAME, JOB_NAME)
_STARTED = (DATABASE_NAME, LOCK_NAME, HOLDER_NAME, *_SUBFOLDERS, "vectors")  # that an older version made, always empty
_REMAINS = (*_SUBFOLDERS, "kept")
"""Folders that are empty, or not there, until the database knows of what is in them."""


def default_catalog_path(folder: Path) -> Path:
    """Return where the catalog of a folder of recordings goes: beside it, with ``.coincide`` after its name.

    That of a single file goes beside the folder that the file is in, since nothing is written among recordings:
    ``FOLDER-FILE.coincide``. One that an earlier version made beside the file is still taken.

    Parameters
    ----------
    folder : a folder, or a file.

    Raises
    ------
    CatalogError : the folder is the top of a disk, there is nothing beside it.
    """
    if folder.is_file():
        place = _resolved(folder.parent)
        earlier = place / f"{folder.name}{SUFFIX}"
        return earlier if is_catalog(earlier) else _beside(place, f"{place.name}-{folder.name}")
    place = _resolved(folder)
    return _beside(place, place.name)


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):  # a link that leads back to itself, RuntimeError before Python 3.13
        return folder.absolute()


def _beside(folder: Path, name: str) -> Path:
    if folder.name == "":
        raise CatalogError(
            f"a catalog is written beside its folder of recordings, but there is no place beside `{folder}`. "
            "Choose a place with `--catalog`."
        )
    return folder.with_name(name + SUFFIX)


def find_catalog(path: str | Path | None, *, here: Path | None = None) -> Path:
    """Find the catalog a command means.

    Parameters
    ----------
    path : what the user gave, or None for the only ``*.coincide`` folder in `here`.
    here : where to look, the current folder by default.

    Raises
    ------
    CatalogError : there is no catalog, or several; the message says what to type.
    """
    if path is not None:
        given = given_path(path)
        if not is_catalog(given):
            raise missing_catalog(given)
        return given
    place = Path.cwd() if here is None else here
    found = sorted(each for each in place.glob(f"*{SUFFIX}") if is_catalog(each) or has_remains(each))
    if len(found) == 1:
        return find_catalog(found[0])
    if not found:
        raise CatalogError(
            f"expected a catalog (`NAME{SUFFIX}`) in `{place}`, found none. Give its path with `--catalog`, "
            "or make one with `coincide learn FOLDER`."
        )
    names = ", ".join(f"`{each.name}`" for each in found)
    raise CatalogError(
        f"expected one catalog in `{place}`, found {len(found)}: {names}. Choose one with `--catalog {found[0].name}`."
    )


def find_catalog_or_remains(path: str | Path | None) -> Path:
    """Find the catalog a command means, also one that has lost its database; for what repairs it.

    Raises
    ------
    CatalogError : there is none, or there are several.
    """
    if path is not None and has_remains(given_path(path)):
        return given_path(path)
    if path is None:
        remains = [each for each in Path.cwd().glob(f"*{SUFFIX}") if has_remains(each)]
        if len(remains) == 1 and not any(
            is_catalog(each) for each in Path.cwd().glob(f"*{SUFFIX}") if each != remains[0]
        ):
            return remains[0]
    return find_catalog(path)


def is_catalog(folder: Path) -> bool:
    """Say whether `folder` holds a catalog's database."""
    return _is_there(folder / DATABASE_NAME) and (folder / DATABASE_NAME).is_file()


def has_remains(folder: Path) -> bool:
    """Say whether `folder` holds what a catalog has only after its database was written to: it was a catalog.

    Raises
    ------
    CatalogError : nobody may look into it.
    """
    try:
        if not _is_there(folder) or not folder.is_dir():
            return False
        return (folder / JOURNAL_NAME).exists() or any(
            (folder / name).is_dir() and any((folder / name).iterdir()) for name in _REMAINS
        )
    except OSError as error:
        raise CatalogError(
            f"`{folder}` seems to be a catalog, but `{error.filename}` cannot be read ({error.strerror}). Change its "
            "permissions, or choose another catalog with `--catalog`."
        ) from None


def lost_database(folder: Path, what: str) -> DamagedCatalogError:
    """Return the error for a catalog whose database is missing or empty, beside what belongs to it."""
    return DamagedCatalogError(
        f"`{folder / DATABASE_NAME}` is {what}, but the rest of the catalog is there. "
        f"Run `coincide check --repair --catalog {folder}` to rebuild the database with your labels.",
        cause=f"it is {what}",
    )


def missing_catalog(folder: Path) -> CatalogError:
    """Return the error for a folder that is no catalog, with the nearest remedy."""
    unusable = _why_no_path(folder)
    if unusable is not None:
        return CatalogError(f"`--catalog` {unusable}. Give the folder of a catalog.")
    if has_remains(folder):
        return lost_database(folder, "missing")
    beside = folder.with_name(folder.name + SUFFIX) if folder.name else folder
    if is_catalog(beside):
        return CatalogError(f"`{folder}` is not a catalog, but `{beside}` is. Give that one with `--catalog`.")
    state = "has no `catalog.sqlite` in it" if folder.exists() else "does not exist"
    return CatalogError(
        f"expected a catalog at `{folder}`, which {state}. Make one with `coincide learn FOLDER`, "
        "or give another path with `--catalog`."
    )


def check_place(folder: Path) -> None:
    """Check that a catalog can be at a path, whether there is one or not.

    Raises
    ------
    CatalogError : no system has such a path, or it is a link that leads nowhere.
    """
    unusable = _why_no_path(folder)
    if unusable is not None:
        raise CatalogError(f"`--catalog` {unusable}. Give a folder that exists, or a new one in a folder that exists.")


def make_folders(folder: Path) -> None:
    """Make the folders of a catalog; nothing happens to those that exist.

    Raises
    ------
    CatalogError : `folder` is a file, holds other things than a catalog, or one that has lost its database.
    """
    check_place(folder)
    if folder.exists() and not is_catalog(folder):
        _check_is_free(folder)
    (folder / MODELS_NAME).mkdir(parents=True, exist_ok=True)


def unfinished(folder: Path) -> list[Path]:
    """Return the files and folders that killed writers did not finish; they can be deleted."""
    older = [each for each in (folder / f"{HOLDER_NAME}.tmp",) if each.is_file()]  # a name of older versions
    left = [each for each in leftovers(folder) if _age_s(each) > _WRITTEN_S]
    return [*left, *_orphans(folder), *older, *sorted(folder.glob(f"{RESTORING}*"))]


def obstacles(folder: Path) -> dict[Path, str]:
    """Return what stands where a catalog keeps folders and passing files, and what it must be; a link may lead to one.

    Nobody can be using it, so it may be moved at any time.
    """
    folders = {folder / name: "it must be a folder, but is something else" for name in _SUBFOLDERS}
    files = {folder / name: "it must be a file, but is something else" for name in _FILES}
    return {
        **{path: wrong for path, wrong in folders.items() if _is_other(path, S_ISDIR)},
        **{path: wrong for path, wrong in files.items() if _is_other(path, S_ISREG)},
    }


def sweep(folder: Path) -> None:
    """Delete what killed writers did not finish; call it only as the one writer."""
    for path in unfinished(folder):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def model_folder(folder: Path, model_id: str) -> Path:
    """Return the folder of one model in the catalog `folder`; it need not exist."""
    return folder / MODELS_NAME / model_id


def checkpoint_folder(folder: Path) -> Path:
    """Return the folder of unfinished training in the catalog `folder`."""
    return folder / CHECKPOINTS_NAME


def _orphans(folder: Path) -> list[Path]:
    """Return what killed writers left beside models, where recognizers are written without the lock."""
    models = sorted(each for each in (folder / MODELS_NAME).glob("*") if each.is_dir())
    return [each for model in models for each in leftovers(model) if _age_s(each) > _ORPHAN_S]


def _is_other(path: Path, is_right: Callable[[int], bool]) -> bool:
    """Say whether something else is at a path; asks once, since others may be at work there."""
    try:
        return not is_right(path.stat().st_mode)
    except OSError:
        return path.is_symlink()  # it leads nowhere, or to itself


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:  # it was renamed a moment ago
        return 0.0


def _check_is_free(folder: Path) -> None:
    if not folder.is_dir():
        raise CatalogError(
            f"expected a folder for the catalog, but `{folder}` is a file. Choose another place with `--catalog`."
        )
    names = sorted(each.name for each in folder.iterdir())
    other = [name for name in names if not name.startswith(_STARTED) and not is_temporary(name)]
    if (folder / JOURNAL_NAME).exists() or (not other and has_remains(folder)):
        raise lost_database(folder, "missing")
    if other:
        raise CatalogError(
            f"`{folder}` holds other files, such as `{other[0]}`, and no catalog. "
            "Choose an empty or new folder with `--catalog`."
        )


def _is_there(path: Path) -> bool:
    """Say whether something is at a path; nothing is at one that no system can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _why_no_path(path: Path) -> str | None:
    """Say why nothing can be at a path; None if something can."""
    if "\0" in str(path):
        return "must be a path, got one with a NUL character in it"
    try:
        if path.is_symlink() and not path.exists():
            return f"is `{path}`, a link to `{path.readlink()}`, which does not exist"
        path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        shown = str(path) if len(str(path)) <= _LONGEST_SHOWN else f"{str(path)[:_LONGEST_SHOWN]}..."
        return f"must be a path, got one of {len(os.fsencode(path)):,} bytes, `{shown}` ({error.strerror})"
    return None
