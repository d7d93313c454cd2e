"""What the user names on the command line: hex or another text, or a file that holds it."""

from __future__ import annotations

from pathlib import Path

from coincide_bitcoin.errors import FileError
from coincide_bitcoin.explain import Subject

# A block has at most 4 MB, in hex twice as many.
LARGEST_FILE = 64_000_000


def subject_named(given: str) -> Subject:
    """The content of the file of this name if there is one, else the text itself.

    Raises
    ------
    FileError : the file cannot be read, or is too large.
    """
    path = Path(given)
    # A name has at most 255 bytes on most systems, and asking for a longer one is an error.
    if len(given) < 256 and path.is_file():
        return Subject.of_bytes(read_bytes(path))
    return Subject.of_text(given)


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises
    ------
    FileError : it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileError(f"{path}: expected at most {LARGEST_FILE} bytes, got {path.stat().st_size}")
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
