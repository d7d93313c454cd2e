"""Excerpts: a few seconds out of a long recording, for listening, pictures and training.

`SpanReader` keeps the file open, so that the thousand calls of a recording cost one opening and a thousand
seeks.
"""

from __future__ import annotations

import contextlib
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.recordings.blocks import BLOCK_S
from coincide.recordings.channels import ChannelChoice, check_channels, choose_channels
from coincide.recordings.decoding.decoder import DecodingError, read_pieces
from coincide.recordings.decoding.opening import open_sound
from coincide.recordings.faults import blamed_on, shown
from coincide.recordings.places import Place
from coincide.recordings.quality import check_samples


def read_span(
    path: Place, *, start_s: float, stop_s: float, channels: ChannelChoice = "mix"
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
    """A context manager that reads many excerpts of one file.

    Attributes
    ----------
    sample_rate_hz, n_samples : of the file.
    """

    def __init__(self, path: Place, *, channels: ChannelChoice = "mix") -> None:
        self._path = path
        self._channels: ChannelChoice = channels
        self._at = 0
        self._goes_back = True
        self._open()
        self.sample_rate_hz: int = self._sound.sample_rate_hz
        self.n_samples: int = self._sound.n_samples
        try:
            check_channels(channels, n_channels=self._sound.n_channels, path=path)
        except InputError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
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
        Array (channel, time), which may be empty.

        Raises
        ------
        InputError : a time is not a finite number.
        RecordingError : kind ``corrupt`` or ``nan``, the excerpt cannot be decoded, or is not sound.
        """
        if not (np.isfinite(start_s) and np.isfinite(stop_s)):
            raise InputError(f"an excerpt needs finite times, got {start_s} to {stop_s} s. Give seconds.")
        start = min(max(0, round(start_s * self.sample_rate_hz)), self.n_samples)
        stop = min(max(start, round(stop_s * self.sample_rate_hz)), self.n_samples)
        with blamed_on(self._path):
            sound = self._decode(start, stop)
        rate_hz = self.sample_rate_hz
        check_samples(sound, path=shown(self._path), start_s=start / rate_hz, sample_rate_hz=rate_hz)
        return sound

    def read_padded(self, start_s: float, stop_s: float) -> NDArray[np.float32]:
        """Read an excerpt as `read` does, with silence where it begins before the recording."""
        sound = self.read(start_s, stop_s)
        n_before = max(0, -round(start_s * self.sample_rate_hz))
        return np.concatenate([np.zeros((len(sound), n_before), dtype=np.float32), sound], axis=1)

    def _open(self) -> None:
        self._opened = open_sound(self._path)
        with blamed_on(self._path):
            self._sound = self._opened.__enter__()
        self._at = 0

    def _decode(self, start: int, stop: int) -> NDArray[np.float32]:
        try:
            if self._goes_back:
                with contextlib.suppress(DecodingError):
                    return self._seek_and_read(start, stop)
                # Damaged files decode from the front that do not from the middle, and their events were found so.
                self._goes_back = False
            return self._go_and_read(start, stop)
        except DecodingError as error:
            raise RecordingError(
                f"`{shown(self._path)}` cannot be decoded at {start / self.sample_rate_hz:.1f} s: "
                f"{error}. Copy it again from the recorder.",
                kind="corrupt",
            ) from None

    def _seek_and_read(self, start: int, stop: int) -> NDArray[np.float32]:
        if self._at != start:
            self._sound.seek(start)
            self._at = start
        return self._read(stop - start)

    def _go_and_read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Decode from the front, in the blocks in which the whole file was searched: others may not decode."""
        self._reopen()
        n_block = round(BLOCK_S * self.sample_rate_hz)
        parts: list[NDArray[np.float32]] = []
        while True:
            at, block = self._at, self._read(n_block)
            parts.append(block[:, max(0, start - at) : max(0, stop - at)])
            if self._at >= stop or block.shape[1] < n_block:
                return np.concatenate(parts, axis=1)

    def _reopen(self) -> None:
        self.close()
        self._open()

    def _read(self, n_samples: int) -> NDArray[np.float32]:
        pieces = [choose_channels(piece, self._channels) for piece in read_pieces(self._sound, n_samples)]
        sound = pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=1)
        self._at += sound.shape[1]
        return sound
