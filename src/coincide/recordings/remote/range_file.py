"""A file whose bytes somebody else reads, range by range."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class RangeFile(io.RawIOBase):
    """A file for reading; opening it costs nothing.

    Parameters
    ----------
    size_bytes : of the file.
    read : returns the bytes from its first to before its second argument, or the first of them; none at the end.
    """

    def __init__(self, size_bytes: int, read: Callable[[int, int], bytes]) -> None:
        self._size_bytes, self._read, self._at = size_bytes, read, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size_bytes}[whence]
        if start + offset < 0:
            raise OSError("no place before the first byte")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Buffer, /) -> int:
        with memoryview(buffer).cast("B") as view:
            stop = min(self._at + len(view), self._size_bytes)
            data = self._read(self._at, stop) if self._at < stop else b""
            view[: len(data)] = data
        self._at += len(data)
        return len(data)
