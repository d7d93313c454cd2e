"""Opens sound files for decoding, whatever state the recorder left them in.

libsndfile takes the length in a WAV header at its word. A recorder that lost power leaves it at 0 and its
samples would be lost, so such a file is read through a view that shows the true length; the file itself is
never written to.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

from coincide.errors import RecordingError
from coincide.recordings.containers import DataExtent, data_extent
from coincide.recordings.faults import shown, unreadable

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_RATE_HZ = 1_000_000
_STEP_OF_16_BITS = np.float32(2.0**-15)
_UNKNOWN_LENGTH = 2**62
"""libsndfile gives 2**63 - 1 for FLAC streams that do not say their length, and cannot read on in them."""


@contextmanager
def open_sound(path: Path) -> Generator[soundfile.SoundFile, None, None]:
    """Open a sound file for reading.

    Parameters
    ----------
    path : the file.

    Yields
    ------
    The decoder, at the first sample.

    Raises
    ------
    RecordingError : kind ``unreadable``, ``empty`` (0 bytes) or ``corrupt``.
    """
    extent = _look(path)
    if extent is not None and extent.is_size_zero:
        with io.FileIO(path) as raw, _decoder(_Finished(raw, extent), path) as sound:
            yield sound
    else:
        with _decoder(path, path) as sound:
            yield sound


def _look(path: Path) -> DataExtent | None:
    """Read the head of the file, so that whatever the disk says comes up before decoding."""
    try:
        if path.stat().st_size == 0:
            raise RecordingError(
                f"`{shown(path)}` is empty (0 bytes). Delete it, or copy it again from the recorder.",
                kind="empty",
            )
        return data_extent(path)
    except OSError as error:
        raise unreadable(path, error) from None


def _decoder(source: Path | io.RawIOBase, path: Path) -> soundfile.SoundFile:
    try:
        sound = soundfile.SoundFile(cast(BinaryIO, source))
    except soundfile.LibsndfileError as error:
        raise RecordingError(
            f"`{shown(path)}` cannot be decoded: {said(error)}. "
            "Expected sound; play it in another program, or copy it again from the recorder.",
            kind="corrupt",
        ) from None
    try:
        _check_facts(sound, path)
    except RecordingError:
        sound.close()
        raise
    return sound


def _check_facts(sound: soundfile.SoundFile, path: Path) -> None:
    rate_hz = sound.samplerate
    if not 1 <= rate_hz <= MAX_RATE_HZ:
        raise RecordingError(
            f"`{shown(path)}` says a sample rate of {rate_hz} Hz, expected 1 to {MAX_RATE_HZ} Hz. "
            "Its header is damaged; copy it again from the recorder.",
            kind="corrupt",
        )
    if sound.frames >= _UNKNOWN_LENGTH:
        raise RecordingError(
            f"`{shown(path)}` does not say how long it is, as a stream that was not finished. "
            "Expected a length; write it again, for example with `ffmpeg -i old.flac new.flac`.",
            kind="corrupt",
        )


def decode(sound: soundfile.SoundFile, n_samples: int) -> NDArray[np.float32]:
    """Decode the next samples, fewer at the end; array (time, channel)."""
    if sound.subtype == "PCM_16":
        # Scaling by ourselves is twice as fast, and gives the same numbers.
        return np.multiply(sound.read(n_samples, dtype="int16", always_2d=True), _STEP_OF_16_BITS)
    return np.asarray(sound.read(n_samples, dtype="float32", always_2d=True), dtype=np.float32)


def said(error: soundfile.LibsndfileError) -> str:
    """Return what libsndfile said, as the inside of a sentence."""
    text = error.error_string.strip().removeprefix("Error : ").rstrip(".")
    return f"{text[:1].lower()}{text[1:]}"


class _Finished(io.RawIOBase):
    """A WAV file as if its header had been finished: the four bytes of the data length are replaced."""

    def __init__(self, raw: io.FileIO, extent: DataExtent) -> None:
        self._raw = raw
        self._at = extent.start - 4
        self._length = min(extent.present_bytes, 0xFFFFFFFE).to_bytes(4, "little")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: Buffer, /) -> int:
        start = self._raw.tell()
        with memoryview(buffer).cast("B") as view:
            data = bytearray(self._raw.read(len(view)))
            for index, byte in enumerate(self._length):
                if 0 <= self._at + index - start < len(data):
                    data[self._at + index - start] = byte
            view[: len(data)] = data
        return len(data)
