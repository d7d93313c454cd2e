"""What a file is, whatever it is called: the SHA-256 of its bytes; and whether it changes while it is read.

Moved, renamed and doubled recordings are recognized by it. Reading from the disk bounds the speed, not the
hash.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from coincide.errors import RecordingError
from coincide.recordings.faults import shown, unreadable
from coincide.records import FileState


def content_hash(path: Path) -> str:
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
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from None


def check_untouched(path: Path, state: FileState) -> None:
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
        now = FileState.of(path.stat())
    except OSError as error:
        raise unreadable(path, error) from None
    # Not the inode: some file systems renumber files while they are in use.
    is_same = (now.size_bytes, now.mtime_ns) == (state.size_bytes, state.mtime_ns)
    if not is_same or state.ctime_ns not in (None, now.ctime_ns):
        raise RecordingError(
            f"`{shown(path)}` changed while it was read, as files do that another program writes to. Run the same "
            "command again when that is done.",
            kind="unreadable",
        )
