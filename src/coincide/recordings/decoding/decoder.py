"""One opened sound file, as its readers see it, and the plain way to have one: libsndfile in this process.

The other way is `distant`, for files whose decoding may go wrong in ways that would take this process along.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

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

    def __init__(self, source: Path | io.RawIOBase) -> None:
        try:
            self._sound = soundfile.SoundFile(cast(BinaryIO, source))
        except soundfile.LibsndfileError as error:
            raise DecodingError(_said(error)) from None
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
        try:
            samples = self._sound.read(n_samples, dtype=kind, always_2d=True)
        except soundfile.LibsndfileError as error:
            raise DecodingError(_said(error)) from None
        return cast("NDArray[np.int16] | NDArray[np.float32]", samples)

    def seek(self, sample: int) -> None:
        """Go to a sample.

        Raises
        ------
        DecodingError : libsndfile cannot.
        """
        try:
            self._sound.seek(sample)
        except soundfile.LibsndfileError as error:
            raise DecodingError(_said(error)) from None

    def close(self) -> None:
        """Close the file."""
        self._sound.close()


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
