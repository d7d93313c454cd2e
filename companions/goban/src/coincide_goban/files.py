"""Files are written whole: under another name first, then renamed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from coincide_goban.errors import RecordError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is never there by half, even if the process is killed.

    Raises
    ------
    RecordError : the folder cannot be written to.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise RecordError(f"cannot write {path}: {error.strerror}; choose a folder that can be written to") from None


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises
    ------
    RecordError : there is none, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot read {path}: {error.strerror}; check the path") from None
