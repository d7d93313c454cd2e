"""Files that are whole or not there: written under another name, forced to the disk, then renamed."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


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
    # The name is short, since `path` may have the longest name that the file system allows.
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
