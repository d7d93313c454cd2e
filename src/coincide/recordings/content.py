"""What a file is, whatever it is called: the SHA-256 of its bytes; and whether it changes while it is read.

Moved, renamed and doubled recordings are recognized by it. Reading from the disk bounds the speed, not the
hash.
"""

from __future__ import annotations

import hashlib
from io import BufferedReader
from typing import cast

from coincide.errors import RecordingError
from coincide.recordings.faults import shown, unreadable
from coincide.recordings.places import Place, file_state
from coincide.recordings.remote.path import RemotePath
from coincide.records import FileState


def content_hash(path: Place) -> str:
    """Hash a file's bytes, block by block.

    Parameters
    ----------
    path : the file.

    Returns
    -------
    64 hexadecimal digits, lower case.

    Raises
    ------
    RecordingError : kind ``unreadable``, the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from None


def check_untouched(path: Place, state: FileState) -> None:
    """Make sure that a file has not changed since its state was taken.

    Parameters
    ----------
    path : the file.
    state : the state of the file before it was read.

    Raises
    ------
    RecordingError : kind ``unreadable``: the file has changed or is gone.
    """
    try:
        now = file_state(path)
    except OSError as error:
        raise unreadable(path, error) from None
    # Not the inode: some file systems renumber files while they are in use. Elsewhere it is the version.
    is_same = (now.size_bytes, now.mtime_ns) == (state.size_bytes, state.mtime_ns)
    is_other_version = isinstance(path, RemotePath) and now.inode != state.inode
    if not is_same or is_other_version or state.ctime_ns not in (None, now.ctime_ns):
        raise RecordingError(
            f"`{shown(path)}` changed while it was read, as files do that another program writes to. Run the same "
            "command again when that is done.",
            kind="unreadable",
        )
