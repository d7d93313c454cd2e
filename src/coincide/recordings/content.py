"""What a file is, whatever it is called: the SHA-256 of its bytes.

Moved, renamed and doubled recordings are recognized by it. Reading from the disk bounds the speed, not the
hash.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from coincide.recordings.faults import unreadable


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
