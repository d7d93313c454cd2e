"""Files that are whole or not there: written under another name, then renamed."""

from __future__ import annotations

import secrets
from pathlib import Path

from coincide_primer.errors import FileError


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace a file.

    Raises
    ------
    FileError : the place cannot be written to.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileError(f"{path}: cannot be written: {error.strerror}. Choose another place.") from None
