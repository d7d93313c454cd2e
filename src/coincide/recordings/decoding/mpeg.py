"""Whether an MP3 file was cut off: its last frame is then incomplete.

MP3 has no header that promises a length, only frames, each with a header of four bytes that gives its own (ISO/IEC
11172-3, 2.4.1.3 and 13818-3). The last ones are followed to the end of the file. A file that was cut exactly between
two frames looks whole.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from coincide.recordings.places import Place

_HEADER_BYTES = 4
_TAIL_BYTES = 1 << 14
"""Holds eleven of the longest frames, which have 1,441 bytes."""
_FEWEST_FRAMES = 3
"""So many headers in a row are no chance."""
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
    n_samples = 1152 if version == _MPEG_1 else 576
    return _Frame(version, rate_hz, n_samples // 8 * n_bits // rate_hz + (header >> 9 & 1))
