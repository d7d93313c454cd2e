"""How much sound a file's header promises, and how much its bytes hold.

Decoders read what is there and do not say that a half-copied file is half. So the chunk sizes are read
here: RIFF, RIFX and RF64 (EBU Tech 3306), Wave64 (Sony), AIFF and AU. A header that was never finished says
0 or one of the placeholders of streaming writers; it promises nothing. A damaged one may say anything up to 2**64, so
no size is followed beyond the end of the file.
"""

from __future__ import annotations

import os
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from coincide.recordings.places import Place

_MAX_CHUNKS = 10_000
_LOOKED_AT_BYTES = 1 << 16
_BITS_AT = 14
"""Where the bits of a sample stand in the chunk `fmt `."""
_OGG_PAGE_BYTES = 65_307
"""Longest page of an Ogg stream (RFC 3533, section 6)."""
_OGG_END = 4
_W64_RIFF = uuid.UUID("66666972-912e-11cf-a5d6-28db04c10000").bytes_le
_LONG = 0xFFFFFFFF
"""In the place of a length that does not fit (EBU Tech 3306)."""
_STREAMING_SIZES = {
    4: (
        range(0x7FFFF000 - 64, 0x7FFFF001),  # sox, down to whole frames
        *(range(size, size + 1) for size in (0x7FFFFF00, 0x7FFFFFFF, 0x80000000)),
        range(0xFFFFFF00, 0x100000000),
    ),
    8: (range(2**63 - 64, 2**64),),
}
"""What sox, arecord and ffmpeg write for the length of a stream, by the bytes that a length has.

Recorders that begin a new file at 2 GiB write lengths near these, and mean them.
"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of a container.

    Attributes
    ----------
    kind : four characters, lower case as in the file.
    start : offset of its content in bytes.
    size : length of its content in bytes, as written in the file; of samples in RF64, as its chunk `ds64` says.
    size_at, n_size_bytes, size_order : where in the file that is written, how long it is there, and in which order.
    n_counted : bytes of the chunk's own header that the length in the file counts, too.
    """

    kind: bytes
    start: int
    size: int
    size_at: int
    n_size_bytes: int = 4
    size_order: Literal["little", "big"] = "little"
    n_counted: int = 0

    def size_to(self, end: int) -> bytes:
        """Return how the file would write its length if it went on to `end`, or as far as fits."""
        return (self.fitting(end) + self.n_counted).to_bytes(self.n_size_bytes, self.size_order)

    def fitting(self, end: int) -> int:
        """Return the length up to `end`, or as far as fits where the length is written."""
        return min(end - self.start, 256**self.n_size_bytes - 2)


@dataclass(frozen=True, slots=True)
class DataExtent:
    """Where the samples of an uncompressed file lie.

    Attributes
    ----------
    start : offset of the first sample in bytes.
    promised_bytes : length by the header, None if the header was never finished.
    present_bytes : bytes from `start` to the end of the file.
    is_size_short : the length was left at 0, or at a placeholder that is too short, so decoders would not see all.
    size_at, true_size : where in the file the length is written, and what would be there if all bytes counted.
    unread_bytes : after the promised end, if they look like more samples: they begin like no chunk, and are not all 0;
        without a promise, those that are too many to be written as a length.
    """

    start: int
    promised_bytes: int | None
    present_bytes: int
    is_size_short: bool
    size_at: int = 0
    true_size: bytes = b""
    unread_bytes: int = 0


def read_chunks(file: BinaryIO) -> Iterator[Chunk]:
    """Walk the chunks of a RIFF, RIFX, RF64, Wave64 or AIFF file.

    Parameters
    ----------
    file : open at any place; other formats give nothing.

    Yields
    ------
    Chunks in file order, up to the end of the file or the first header that makes no sense.
    """
    file.seek(0)
    head = file.read(40)
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        yield from _walk(file, layout="<4sI")
    elif head[:4] == b"RIFX" or (head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC")):
        yield from _walk(file, layout=">4sI")
    elif head[:16] == _W64_RIFF:
        yield from _walk_w64(file)


def data_extent(path: Place) -> DataExtent | None:
    """Compare the promised with the present length of the sample data.

    Parameters
    ----------
    path : any file.

    Returns
    -------
    None for containers without such a promise (FLAC, Ogg, MP3, CAF).

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as file:
        size_bytes = file.seek(0, os.SEEK_END)
        chunk = next((chunk for chunk in read_chunks(file) if chunk.kind in (b"data", b"SSND")), None)
        return _au_extent(file, size_bytes) if chunk is None else _extent(file, chunk, size_bytes)


def bits_per_sample(path: Place) -> int | None:
    """Return the bits of a sample as the header of a WAV or Wave64 file gives them, None for other files.

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as file:
        start = next((chunk.start for chunk in read_chunks(file) if chunk.kind == b"fmt "), None)
        if start is None:
            return None
        file.seek(start + _BITS_AT)
        return _number(file.read(2), "<H")


def lacks_ogg_end(path: Place) -> bool:
    """Tell whether an Ogg file was cut off: its last page must be whole and say so (RFC 3533, section 6).

    Parameters
    ----------
    path : an Ogg file.

    Returns
    -------
    True if the last page is cut, or not marked as the end.

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _OGG_PAGE_BYTES))
        tail = file.read()
    page = tail[max(0, tail.rfind(b"OggS")) :]
    if len(page) < 27 or not page[5] & _OGG_END:
        return True
    n_segments = page[26]
    return len(page) < 27 + n_segments + sum(page[27 : 27 + n_segments])


def _walk(file: BinaryIO, *, layout: str) -> Iterator[Chunk]:
    at, end, long_size, long_at = 12, file.seek(0, os.SEEK_END), None, 0
    for _ in range(_MAX_CHUNKS):
        if at >= end:
            return
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        kind, size = struct.unpack(layout, head)
        chunk = Chunk(kind, at + 8, size, at + 4, size_order="big" if layout == ">4sI" else "little")
        if kind == b"ds64":
            long_at = at + 16
            file.seek(long_at)
            long_size = _number(file.read(8), "<Q")
        elif kind == b"data" and long_size is not None and size in (_LONG, long_size or _LONG):
            chunk = Chunk(kind, at + 8, long_size, long_at, 8)
        yield chunk
        at = chunk.start + chunk.size + chunk.size % 2


def _walk_w64(file: BinaryIO) -> Iterator[Chunk]:
    """Sizes count the 24-byte header; chunks start at multiples of 8; identifiers start like RIFF's."""
    at, end = 40, file.seek(0, os.SEEK_END)
    for _ in range(_MAX_CHUNKS):
        if at >= end:
            return
        file.seek(at)
        head = file.read(24)
        if len(head) < 24:
            return
        size = struct.unpack("<Q", head[16:])[0]
        if size < 24:
            return
        yield Chunk(head[:4], at + 24, size - 24, at + 16, 8, n_counted=24)
        at += (size + 7) // 8 * 8


def _extent(file: BinaryIO, chunk: Chunk, size_bytes: int) -> DataExtent:
    # AIFF puts an offset and a block size (8 bytes) before the samples.
    skipped = 8 if chunk.kind == b"SSND" else 0
    start = chunk.start + skipped
    size = chunk.size
    present, true_size = max(0, size_bytes - start), chunk.size_to(size_bytes)
    is_zero = size == 0 and present > 0 and not _is_chunk_name(file, start)
    if is_zero or any(size in sizes for sizes in _STREAMING_SIZES[chunk.n_size_bytes]):
        is_short = is_zero or _unread_bytes(file, chunk.start + size, size_bytes) > 0
        n_unread = size_bytes - chunk.start - chunk.fitting(size_bytes)
        return DataExtent(start, None, present, is_short, chunk.size_at, true_size, n_unread)
    promised = max(0, size - skipped)
    n_unread = _unread_bytes(file, start + promised, size_bytes)
    return DataExtent(start, promised, present, False, chunk.size_at, true_size, n_unread)


def _unread_bytes(file: BinaryIO, end: int, size_bytes: int) -> int:
    """Count the bytes after the samples that are no chunk: some writers leave out the byte that makes lengths even."""
    if end >= size_bytes or any(_is_chunk_name(file, at) for at in (end, end + end % 2)):
        return 0
    file.seek(end)
    return size_bytes - end if any(file.read(_LOOKED_AT_BYTES)) else 0


def _is_chunk_name(file: BinaryIO, at: int) -> bool:
    """Text after an empty data chunk is the next chunk; samples hardly ever look like four letters."""
    file.seek(at)
    name = file.read(4)
    return len(name) == 4 and name.isascii() and name.decode("ascii").isprintable()


def _au_extent(file: BinaryIO, size_bytes: int) -> DataExtent | None:
    file.seek(0)
    head = file.read(12)
    if len(head) < 12 or head[:4] != b".snd":
        return None
    start, size = struct.unpack(">II", head[4:])
    return _extent(file, Chunk(head[:4], start, size, 8, size_order="big"), size_bytes)


def _number(raw: bytes, layout: str) -> int | None:
    return struct.unpack(layout, raw)[0] if len(raw) == struct.calcsize(layout) else None
