"""A file on another computer of which only some blocks are in memory.

Blocks have a fixed size. What is read one after the other is fetched in ever larger pieces, up to 8 MiB; what is read
here and there in no more blocks than it touches. At most 16 MiB of a file are kept, and four files, so reading the
header, hashing and searching one recording after another do not fetch the same block again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache

from coincide.recordings.remote.network import RangeReader
from coincide.records import FileState

BLOCK_BYTES = 256 << 10
MAX_BLOCKS = 64
_MAX_PIECE = 32
_N_FILES = 4


class Blocks:
    """The blocks of one file in one state; several threads may read."""

    def __init__(self, address: str, state: FileState) -> None:
        self.size_bytes = state.size_bytes
        self._reader = RangeReader(address, state.size_bytes)
        self._n_blocks = -(-self.size_bytes // BLOCK_BYTES)
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._next, self._piece = -1, 1
        self._lock = threading.Lock()

    @property
    def n_kept(self) -> int:
        """Blocks in memory."""
        return len(self._kept)

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop`, fewer at the end of the file.

        Raises
        ------
        RecordingError : they cannot be read.
        """
        stop = min(stop, self.size_bytes)
        if start >= stop:
            return b""
        first, last = start // BLOCK_BYTES, (stop - 1) // BLOCK_BYTES
        with self._lock:
            found = b"".join(self._block(number, last) for number in range(first, last + 1))
        return found[start - first * BLOCK_BYTES : stop - first * BLOCK_BYTES]

    def _block(self, number: int, last: int) -> bytes:
        if number not in self._kept:
            self._fetch(number, last)
        self._kept.move_to_end(number)
        return self._kept[number]

    def _fetch(self, first: int, last: int) -> None:
        """Fetch a block and those after it: up to `last`, and more where reading goes on from the last piece."""
        self._piece = min(2 * self._piece, _MAX_PIECE) if first == self._next else 1
        wanted = max(self._piece, min(last - first + 1, _MAX_PIECE))
        stop = min(first + wanted, self._n_blocks)
        data = self._reader.read(first * BLOCK_BYTES, min(stop * BLOCK_BYTES, self.size_bytes))
        for number in range(first, stop):
            at = (number - first) * BLOCK_BYTES
            self._kept[number] = data[at : at + BLOCK_BYTES]
            self._kept.move_to_end(number)
        while self.n_kept > MAX_BLOCKS:
            self._kept.popitem(last=False)
        self._next = stop


@lru_cache(maxsize=_N_FILES)
def blocks_of(address: str, state: FileState) -> Blocks:
    """Return the blocks of a file; the same ones as long as it does not change."""
    return Blocks(address, state)
