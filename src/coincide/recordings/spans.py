"""Excerpts: a few seconds out of a long recording, for listening, pictures and training.

`SpanReader` keeps the file open, so that the thousand calls of a recording cost one opening and a thousand
seeks.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.recordings.channels import ChannelChoice, check_channels, choose_channels
from coincide.recordings.faults import blamed_on, shown
from coincide.recordings.opening import decode, open_sound, said
from coincide.recordings.quality import check_samples

_BLOCK_VALUES = 2**21
"""Values that are decoded at once: of a file with many channels only the chosen ones are ever in memory."""


def read_span(
    path: Path, *, start_s: float, stop_s: float, channels: ChannelChoice = "mix"
) -> tuple[NDArray[np.float32], int]:
    """Read one excerpt.

    Parameters
    ----------
    path : the file.
    start_s, stop_s : seconds from the first sample; what lies outside the file is cut off.
    channels : how several channels are used.

    Returns
    -------
    Array (channel, time), and the sample rate in Hz.

    Raises
    ------
    InputError : the file has no such channel, or a time is not a finite number.
    RecordingError : the file cannot be opened or decoded.
    """
    with SpanReader(path, channels=channels) as reader:
        return reader.read(start_s, stop_s), reader.sample_rate_hz


class SpanReader:
    """Reads many excerpts of one file; a context manager.

    Attributes
    ----------
    sample_rate_hz, n_samples : of the file.
    """

    def __init__(self, path: Path, *, channels: ChannelChoice = "mix") -> None:
        self._path = path
        self._channels: ChannelChoice = channels
        self._opened: AbstractContextManager[soundfile.SoundFile] = open_sound(path)
        with blamed_on(path):
            self._sound = self._opened.__enter__()
        self.sample_rate_hz: int = self._sound.samplerate
        self.n_samples: int = self._sound.frames
        try:
            check_channels(channels, n_channels=self._sound.channels, path=path)
        except InputError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._opened.__exit__(None, None, None)

    def read(self, start_s: float, stop_s: float) -> NDArray[np.float32]:
        """Read one excerpt; going forward is fastest.

        Parameters
        ----------
        start_s, stop_s : seconds from the first sample; what lies outside the file is cut off.

        Returns
        -------
        Array (channel, time), perhaps of no length.

        Raises
        ------
        InputError : a time is not a finite number.
        RecordingError : kind ``corrupt`` or ``nan``, the excerpt cannot be decoded, or holds other things than sound.
        """
        if not (np.isfinite(start_s) and np.isfinite(stop_s)):
            raise InputError(f"an excerpt needs finite times, got {start_s} to {stop_s} s. Give seconds.")
        start = min(max(0, round(start_s * self.sample_rate_hz)), self.n_samples)
        stop = min(max(start, round(stop_s * self.sample_rate_hz)), self.n_samples)
        with blamed_on(self._path):
            sound = self._read(start, stop)
        rate_hz = self.sample_rate_hz
        check_samples(sound, path=shown(self._path), start_s=start / rate_hz, sample_rate_hz=rate_hz)
        return sound

    def _read(self, start: int, stop: int) -> NDArray[np.float32]:
        n_block = max(1, _BLOCK_VALUES // self._sound.channels)
        if stop - start <= n_block:
            return choose_channels(self._decode(start, stop), self._channels)
        places = range(start, stop, n_block)
        parts = [choose_channels(self._decode(at, min(at + n_block, stop)), self._channels) for at in places]
        return np.concatenate(parts, axis=1)

    def _decode(self, start: int, stop: int) -> NDArray[np.float32]:
        try:
            if self._sound.tell() != start:
                self._sound.seek(start)
            return decode(self._sound, stop - start)
        except soundfile.LibsndfileError as error:
            raise RecordingError(
                f"`{shown(self._path)}` cannot be decoded at {start / self.sample_rate_hz:.1f} s: "
                f"{said(error)}. Copy it again from the recorder.",
                kind="corrupt",
            ) from None
