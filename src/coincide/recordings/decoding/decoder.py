"""One opened sound file, as its readers see it, and the plain way to have one: libsndfile in this process.

The other way is `distant`, for files whose decoding may go wrong in ways that would take this process along.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

if TYPE_CHECKING:
    from typing_extensions import Buffer

_STEP_OF_16_BITS = np.float32(2.0**-15)
_MAX_VALUES = 1 << 21
"""Decoded at a time, over all channels: 8 MB, whatever rate and number of channels a header says."""


class DecodingError(Exception):
    """The decoder gives up; the message is the inside of a sentence."""


class Decoder(Protocol):
    """An opened sound file.

    Attributes
    ----------
    n_samples : per channel, as the header says; an estimate for MP3.
    container, subtype : libsndfile's names, for example ``WAV`` and ``PCM_16``.
    """

    @property
    def sample_rate_hz(self) -> int: ...
    @property
    def n_channels(self) -> int: ...
    @property
    def n_samples(self) -> int: ...
    @property
    def container(self) -> str: ...
    @property
    def subtype(self) -> str: ...

    def read(self, n_samples: int) -> NDArray[np.int16] | NDArray[np.float32]:
        """Decode the next samples, fewer at the end; array (time, channel), see `as_float`."""
        ...

    def seek(self, sample: int) -> None:
        """Go to a sample."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class DirectDecoder:
    """A sound file opened in this process.

    Raises
    ------
    DecodingError : libsndfile cannot open it.
    """

    def __init__(self, source: Path | io.RawIOBase | io.BufferedReader) -> None:
        self._source = source if isinstance(source, Path) else _Watched(source)
        with self._decoding():
            self._sound = soundfile.SoundFile(cast(BinaryIO, self._source))
        self.sample_rate_hz: int = self._sound.samplerate
        self.n_channels: int = self._sound.channels
        self.n_samples: int = self._sound.frames
        self.container: str = self._sound.format
        self.subtype: str = self._sound.subtype

    def read(self, n_samples: int) -> NDArray[np.int16] | NDArray[np.float32]:
        """Decode the next samples, fewer at the end.

        Raises
        ------
        DecodingError : libsndfile cannot go on.
        """
        # Scaling 16 bits by ourselves is twice as fast, and gives the same numbers.
        kind = "int16" if self.subtype == "PCM_16" else "float32"
        with self._decoding():
            samples = self._sound.read(n_samples, dtype=kind, always_2d=True)
        return cast("NDArray[np.int16] | NDArray[np.float32]", samples)

    def seek(self, sample: int) -> None:
        """Go to a sample.

        Raises
        ------
        DecodingError : libsndfile cannot.
        """
        with self._decoding():
            self._sound.seek(sample)

    def close(self) -> None:
        """Close the file."""
        self._sound.close()

    @contextmanager
    def _decoding(self) -> Generator[None]:
        """Raise what went wrong below libsndfile before what it makes of that."""
        try:
            yield
        except soundfile.LibsndfileError as error:
            self._raise_failure()
            raise DecodingError(_said(error)) from None
        self._raise_failure()

    def _raise_failure(self) -> None:
        if isinstance(self._source, _Watched) and self._source.failure is not None:
            raise self._source.failure


class _Watched(io.RawIOBase):
    """A file that remembers its first failure: libsndfile would write it to the terminal, and take it for the end."""

    def __init__(self, source: io.RawIOBase | io.BufferedReader) -> None:
        self._source = source
        self.failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._source.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        # A damaged header sends the decoder anywhere; it stays where it is.
        with contextlib.suppress(OSError, ValueError, OverflowError):
            self._source.seek(offset, whence)
        return self._source.tell()

    def readinto(self, buffer: Buffer, /) -> int:
        try:
            return 0 if self.failure is not None else self._source.readinto(buffer) or 0
        except Exception as error:
            self.failure = error
            return 0


def as_float(samples: NDArray[np.int16] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Return decoded samples with full scale at 1."""
    if samples.dtype == np.int16:
        return np.multiply(samples, _STEP_OF_16_BITS)
    return np.asarray(samples, dtype=np.float32)


def read_pieces(decoder: Decoder, n_samples: int) -> Iterator[NDArray[np.float32]]:
    """Decode the next samples in pieces of bounded size, fewer at the end; at least one array (time, channel).

    Raises
    ------
    DecodingError : the decoder cannot go on.
    """
    most = max(1, _MAX_VALUES // decoder.n_channels)
    left = n_samples
    while True:
        wanted = min(left, most)
        piece = as_float(decoder.read(wanted))
        yield piece
        left -= len(piece)
        if left <= 0 or len(piece) < wanted:
            return


def _said(error: soundfile.LibsndfileError) -> str:
    """Return what libsndfile said, as the inside of a sentence."""
    text = error.error_string.strip().removeprefix("Error : ").rstrip(".")
    return f"{text[:1].lower()}{text[1:]}"
