"""Which sound files are so plain that decoding them is copying numbers: uncompressed, with a header in order.

Only these are opened in the process that asks. The header is read here, by few rules: each chunk but the samples ends
within the file, there are not many, and the format is PCM, floating point, µ-law or A-law. All else, such as FLAC, MP3,
or a WAV file with a damaged header, goes to a process of its own, see `distant`.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from coincide.recordings.decoding.containers import Chunk, read_chunks
from coincide.recordings.places import Place

_MAX_CHUNKS = 100
_PLAIN_TAGS = frozenset({1, 3, 6, 7})
"""PCM, IEEE float, A-law, µ-law (RFC 2361)."""
_EXTENSIBLE_TAG = 0xFFFE
_PLAIN_AIFC = frozenset(
    {b"NONE", b"none", b"sowt", b"twos", b"raw ", b"in24", b"in32", b"fl32", b"FL32", b"fl64", b"FL64"}
    | {b"ulaw", b"ULAW", b"alaw", b"ALAW"}
)
_PLAIN_AU = frozenset({1, 2, 3, 4, 5, 6, 7, 27})


def is_plain(path: Place) -> bool:
    """Say whether a file is uncompressed and its header in order.

    Parameters
    ----------
    path : any file.

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as file:
        size_bytes = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(12)
        if head[:4] == b".snd":
            return _is_plain_au(file, size_bytes)
        chunks = _chunks_in_order(file, size_bytes)
        if head[:4] == b"FORM":
            return _is_plain_aiff(file, chunks)
        return _is_plain_wave(file, chunks, order=">" if head[:4] == b"RIFX" else "<")


def _chunks_in_order(file: BinaryIO, size_bytes: int) -> dict[bytes, Chunk]:
    """Return the chunks by kind; none if there is anything odd about them."""
    chunks: dict[bytes, Chunk] = {}
    for number, chunk in enumerate(read_chunks(file)):
        is_sound = chunk.kind in (b"data", b"SSND")
        if number >= _MAX_CHUNKS or (is_sound and chunk.kind in chunks):
            return {}
        chunks.setdefault(chunk.kind, chunk)
        # A recorder that lost power leaves samples of any length.
        if not is_sound and chunk.start + chunk.size > size_bytes:
            return {}
    return chunks


def _is_plain_wave(file: BinaryIO, chunks: dict[bytes, Chunk], *, order: str) -> bool:
    form = chunks.get(b"fmt ")
    if form is None or b"data" not in chunks or not 16 <= form.size <= 64:
        return False
    file.seek(form.start)
    content = file.read(form.size)
    tag, n_channels = struct.unpack(f"{order}HH", content[:4])
    if tag == _EXTENSIBLE_TAG and len(content) >= 26:
        tag = struct.unpack(f"{order}H", content[24:26])[0]
    return tag in _PLAIN_TAGS and n_channels > 0


def _is_plain_aiff(file: BinaryIO, chunks: dict[bytes, Chunk]) -> bool:
    common = chunks.get(b"COMM")
    if common is None or b"SSND" not in chunks or not 18 <= common.size <= 300:
        return False
    file.seek(8)
    is_compressible = file.read(4) == b"AIFC"
    file.seek(common.start + 18)
    return not is_compressible or file.read(4) in _PLAIN_AIFC


def _is_plain_au(file: BinaryIO, size_bytes: int) -> bool:
    file.seek(4)
    head = file.read(12)
    if len(head) < 12:
        return False
    start, _, encoding = struct.unpack(">III", head)
    return start <= size_bytes and encoding in _PLAIN_AU
