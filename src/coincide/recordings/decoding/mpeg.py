"""Whether an MP3 file was cut off, so that its last frame is incomplete, and how much sound its frames hold.

MP3 has no header that promises a length, only frames, each with a header of four bytes that gives its own (ISO/IEC
11172-3, 2.4.1.3 and 13818-3). The last ones are followed to the end of the file. A file that was cut exactly between
two frames looks whole.

A decoder believes the length in the Xing header, which the first frame may hold, and without it guesses one from the
rate of the first frame. Both may be wrong where a file was cut or joined, so frames are counted unless that header
tells how many bytes there are, and no frame follows them.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import BinaryIO

from coincide.recordings.places import Place

_HEADER_BYTES = 4
_TAIL_BYTES = 1 << 14
"""Holds eleven of the longest frames, which have 1,441 bytes."""
_FEWEST_FRAMES = 3
"""So many headers in a row are no chance."""
_XING_WITHIN = 44
"""The Xing header begins behind a frame's own header and up to 32 bytes."""
_LAYER_3 = 1
_MPEG_1 = 3
_RATES_HZ = {_MPEG_1: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The header of a frame; those of one stream differ in length only."""

    version: int
    rate_hz: int
    n_bytes: int

    @property
    def n_samples(self) -> int:
        return _samples_per_frame(self.version)


def lacks_mp3_end(path: Place) -> bool:
    """Tell whether the last frame of an MP3 file is incomplete.

    Parameters
    ----------
    path : an MP3 file; one that does not end in frames, or in tags behind them, counts as whole.

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
        tail = file.read()
    starts = (at for at in range(len(tail)) if _is_in_stream(tail, at))
    at = next(starts, len(tail))
    while at < len(tail) and (frame := _frame(tail, at)) is not None:
        at += frame.n_bytes
    is_begun = 0 < len(tail) - at < _HEADER_BYTES and tail[at] == 0xFF
    return at > len(tail) or is_begun


def count_mp3_samples(path: Place) -> int | None:
    """Count the samples per channel in the frames of an MP3 file, with a few more that are no sound.

    Parameters
    ----------
    path : an MP3 file.

    Returns
    -------
    None if its first frame tells the length and is right, or if there are no frames of layer III to follow.

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as opened:
        file = io.BufferedReader(opened, _TAIL_BYTES) if isinstance(opened, io.RawIOBase) else opened
        size = file.seek(0, os.SEEK_END)
        at = _next_frame(file, _behind_tag(file, 0))
        return None if at is None or _tells_length(file, at, size) else _count_from(file, at, size)


def _count_from(file: BinaryIO, at: int | None, size: int) -> int:
    n_samples = 0
    while at is not None:
        file.seek(at)
        frame = _frame(file.read(_HEADER_BYTES), 0)
        if frame is None:
            at = _next_frame(file, _behind_tag(file, at))  # another file that was joined, or damage
        elif at + frame.n_bytes > size:
            break
        else:
            n_samples, at = n_samples + frame.n_samples, at + frame.n_bytes
    return n_samples


def _next_frame(file: BinaryIO, at: int) -> int | None:
    """Return where frames go on from a place, None if they do not soon."""
    file.seek(at)
    part = file.read(_TAIL_BYTES)
    return next((at + place for place in range(len(part)) if _is_in_stream(part, place)), None)


def _behind_tag(file: BinaryIO, at: int) -> int:
    """Return where an ID3v2 tag at a place ends; its length has 7 bits a byte. The same place if there is none."""
    file.seek(at)
    head = file.read(10)
    if len(head) < 10 or head[:3] != b"ID3":
        return at
    length = sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(head[6:])))
    return at + 10 + length + (10 if head[5] & 0x10 else 0)


def _tells_length(file: BinaryIO, at: int, size: int) -> bool:
    """Say whether the first frame tells how many bytes of frames there are, and no frame follows these."""
    file.seek(at)
    first = file.read(_XING_WITHIN + 16)
    place = max(first.find(b"Xing", 0, _XING_WITHIN), first.find(b"Info", 0, _XING_WITHIN))
    flags = int.from_bytes(first[place + 4 : place + 8]) if place > 0 else 0
    if not flags & 2:
        return False
    n_bytes = int.from_bytes(first[place + 8 + 4 * (flags & 1) :][:4])
    end = at + n_bytes
    return end <= size and _next_frame(file, _behind_tag(file, end)) is None


def _is_in_stream(tail: bytes, at: int) -> bool:
    """Say whether several frames of the same kind follow each other from here on."""
    kinds: set[tuple[int, int]] = set()
    for _ in range(_FEWEST_FRAMES):
        frame = _frame(tail, at)
        if frame is None:
            return False
        kinds.add((frame.version, frame.rate_hz))
        at += frame.n_bytes
    return len(kinds) == 1


def _frame(tail: bytes, at: int) -> _Frame | None:
    """Read a header of layer III; None if there is none, or one that does not give a length."""
    header = int.from_bytes(tail[at : at + _HEADER_BYTES])
    version, layer = header >> 19 & 3, header >> 17 & 3
    rate, kbits = header >> 10 & 3, header >> 12 & 15
    if header >> 21 != 0x7FF or layer != _LAYER_3 or version not in _RATES_HZ or rate == 3 or kbits in (0, 15):
        return None
    rate_hz = _RATES_HZ[version][rate]
    n_bits = 1000 * (_KBITS if version == _MPEG_1 else _KBITS_LOW)[kbits]
    n_samples = _samples_per_frame(version)
    return _Frame(version, rate_hz, n_samples // 8 * n_bits // rate_hz + (header >> 9 & 1))


def _samples_per_frame(version: int) -> int:
    return 1152 if version == _MPEG_1 else 576
