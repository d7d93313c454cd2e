"""The file of the journal: what its end says, appending to it, and writing it whole again.

Only the one writer of a catalog changes it. What cannot be appended, because the disk is full, say, is no loss: the
database has it, and the next writer appends it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coincide.catalog.integrity.journal import read_line
from coincide.whole_files import replacing, sync_folder

_WINDOWS = (2**12, 2**16, 2**20, 2**24)
"""How much of the end is read, in bytes, until a line that can be read is found in it."""


@dataclass(frozen=True, slots=True)
class JournalEnd:
    """How the file ends.

    Attributes
    ----------
    seq, token : number and token of the last line that can be read; 0 and None if there is none.
    n_bytes : length up to the end of the last line that ends; a killed writer may have left a part of one after it.
    is_damaged : whether lines that cannot be read come after the line `seq`.
    """

    seq: int
    n_bytes: int
    is_damaged: bool
    token: str | None = None


def read_end(path: Path) -> JournalEnd:
    """Look at the end of a journal; one that is not there has no lines, and what is no file is damaged.

    Raises
    ------
    OSError : it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _end(file)
    except FileNotFoundError:
        return JournalEnd(0, 0, is_damaged=path.is_symlink())  # a link that leads nowhere
    except IsADirectoryError:
        return JournalEnd(0, 0, is_damaged=True)


def append_lines(path: Path, lines: Iterable[bytes], *, at: int) -> int:
    """Append lines after the first `at` bytes and force them to the disk; returns the new length.

    Raises
    ------
    OSError : the disk is full or fails, or the file is shorter than that; the first `at` bytes stay.
    """
    # Without a buffer, so that nothing is written later than it is said to be.
    with path.open("xb" if at == 0 and not path.exists() else "r+b", buffering=0) as file:
        if file.seek(0, os.SEEK_END) < at:
            raise FileNotFoundError(f"`{path}` is shorter than {at} bytes")
        file.truncate(at)
        file.seek(at)
        rest = memoryview(b"".join(lines))
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
        n_bytes = file.tell()
    if at == 0:
        sync_folder(path.parent)
    return n_bytes


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write the file whole, in place of what was there; returns its length.

    Raises
    ------
    OSError : the disk is full or fails; the old file stays.
    """
    with replacing(path) as file:
        file.writelines(lines)
        return file.tell()


def _end(file: BinaryIO) -> JournalEnd:
    length = file.seek(0, os.SEEK_END)
    n_bytes, n_lines = 0, 0
    for window in _WINDOWS:
        start = max(0, length - window)
        file.seek(start)
        *lines, unended = file.read(length - start).split(b"\n")
        n_lines = len(lines)
        n_bytes = length - len(unended) if lines else 0
        for place, line in enumerate(reversed(lines)):
            found = read_line(line)
            if found is not None:
                return JournalEnd(found.seq, n_bytes, is_damaged=place > 0, token=found.token)
        if start == 0:
            break
    return JournalEnd(0, n_bytes, is_damaged=n_lines > 0)
