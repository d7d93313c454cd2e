"""Files that are whole or not there: written under another name, forced to the disk, then renamed.

A new name is on the disk only when its folder is, so the folder is forced to the disk as well, where the system can do
that (Windows cannot, and needs it less: NTFS logs names).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coincide.errors import InputError

TEMPORARY_SUFFIX = ".tmp"
_TEMPORARY = re.compile(rf"\.[0-9a-f]{{16}}\{TEMPORARY_SUFFIX}")
_NO_SUCH_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What network drives say that cannot sync a folder."""
_OPEN_FILES = frozenset({"/dev/fd", "/proc/self/fd"})
_MOST_LINKS = 8


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """Open a new file that takes the place of `path` at the end.

    A reader sees the old file or the new one and never a part. If the writing fails, the old one stays. A stream, such
    as ``/dev/stdout`` or a named pipe, is written to and stays what it is.

    Parameters
    ----------
    path : file to write or replace; its folder exists.

    Raises
    ------
    OSError : the place cannot be written to, or the disk is full.
    """
    if is_stream(path):
        descriptor = _open_descriptor(path)
        # Opening the file again would begin at its start and overwrite what others wrote.
        with path.open("wb") if descriptor is None else os.fdopen(os.dup(descriptor), "wb") as file:
            yield file
        return
    temporary = temporary_beside(path)
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        # Writing and syncing name no file; what goes wrong in the hands of the caller names its own.
        error.filename = error.filename or str(path)
        raise
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, *, what: str, makes_folder: bool = False) -> None:
    """Write a file that a person asked for, whole or not at all.

    Parameters
    ----------
    what : that is written, for the error: ``the report``.
    makes_folder : whether the folder is made if it is missing.

    Raises
    ------
    InputError : it cannot be written.
    """
    try:
        if makes_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise InputError(f"{what} cannot be written to `{path}`: {why_unwritten(error)}") from None


def is_stream(path: Path) -> bool:
    """Return whether something is there that is neither a file nor a folder, such as a pipe, a terminal or a device.

    ``/dev/stdout`` is one, even where it leads into a file.
    """
    if _open_descriptor(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _open_descriptor(path: Path) -> int | None:
    """Return the file descriptor that a path such as ``/dev/stdout`` stands for; None for other paths."""
    at = path.absolute()
    for _ in range(_MOST_LINKS):
        if at.name.isdecimal() and str(at.parent) in _OPEN_FILES:
            return int(at.name) if at.exists() else None
        if not at.is_symlink():
            return None
        at = at.parent / at.readlink()
    return None


def is_standard_output(path: Path) -> bool:
    """Say whether writing to a path writes to standard output."""
    return _open_descriptor(path) == 1


def try_folder(folder: Path) -> None:
    """Find out whether files can be made in a folder or, if it is missing, in the nearest one above it. Leaves nothing.

    Raises
    ------
    OSError : they cannot.
    """
    folder = folder.absolute()
    there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
    tempfile.TemporaryFile(dir=there).close()


def why_unwritten(error: OSError) -> str:
    """Return in one sentence or two why a file cannot be written, and what to do about it."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full. Free some space, or choose another place."
        case errno.EFBIG:
            return "it would grow larger than the disk or your quota allows. Choose another place, or raise the limit."
        case errno.EIO:
            return "the disk or the network drive failed. Check it, or choose another place."
        case errno.ENOENT:
            return "its folder does not exist. Create the folder, or choose another place."
        case errno.ENOTDIR | errno.EEXIST:
            return "there is a file where a folder should be. Choose another place."
        case errno.ENAMETOOLONG:
            return "its name is too long for the disk. Choose a shorter one."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{error.strerror}. Change the permissions, or choose another place."
        case _:
            return f"{error.strerror or error}. Choose another place."


def temporary_beside(path: Path) -> Path:
    """Return a free name in the same folder, for a file that will be renamed to `path`."""
    # The name is short, since `path` may have the longest name that the file system allows.
    return path.with_name(f".{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")


def write_unforced(path: Path, text: str) -> None:
    """Write a short text whole or not at all, and leave it to the system when it is on the disk.

    For what says nothing any more once this process has ended.

    Raises
    ------
    OSError : the place cannot be written to, or the disk is full.
    """
    temporary = temporary_beside(path)
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def leftovers(folder: Path) -> list[Path]:
    """Return the temporary files that killed writers left in `folder`, by name."""
    return sorted(each for each in folder.glob(f".*{TEMPORARY_SUFFIX}") if is_temporary(each.name))


def is_temporary(name: str) -> bool:
    """Say whether a file of this name is one that is being written, or was when its writer was killed."""
    return _TEMPORARY.fullmatch(name) is not None


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, so that a power cut does not take back a new one.

    Raises
    ------
    OSError : the disk fails.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_SYNC:
            raise
    finally:
        os.close(handle)
