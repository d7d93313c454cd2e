"""Files that are whole or not there: written under another name, forced to the disk, then renamed.

A new name is on the disk only when its folder is, so the folder is forced to the disk as well, where the system can do
that (Windows cannot, and needs it less: NTFS logs names).
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

TEMPORARY_SUFFIX = ".tmp"
_NO_SUCH_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What network drives say that cannot sync a folder."""


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """Open a new file that takes the place of `path` at the end.

    A reader sees the old file or the new one and never a part. If the writing fails, the old one stays.

    Parameters
    ----------
    path : file to write or replace; its folder exists.

    Raises
    ------
    OSError : the place cannot be written to, or the disk is full.
    """
    # Short, since `path` may have the longest name that the file system allows.
    temporary = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


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
