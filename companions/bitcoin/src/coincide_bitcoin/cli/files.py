"""Files that commands write: whole, under a temporary name first, and never over another one."""

from __future__ import annotations

import os
from pathlib import Path

from coincide_bitcoin.errors import FileError


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    FileError : it is there, or cannot be written.
    """
    if path.exists():
        raise FileError(f"{path}: the file is there already; choose another name, or move it away")
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileError(f"{path}: {error.strerror}") from None
