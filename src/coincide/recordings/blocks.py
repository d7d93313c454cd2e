"""A recording as a stream of blocks, so that a day of sound needs the memory of a few seconds.

Blocks are read strictly forward. All sample formats come as float32 with full scale at 1; float files may
exceed it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.recordings.channels import ChannelChoice, check_channels, choose_channels
from coincide.recordings.decoding.decoder import Decoder, DecodingError, read_pieces
from coincide.recordings.decoding.opening import open_sound
from coincide.recordings.faults import blamed_on, shown
from coincide.recordings.places import Place

BLOCK_S = 10.0
"""Length of the blocks in which recordings are searched."""


def read_blocks(
    path: Place,
    *,
    block_samples: int,
    channels: ChannelChoice = "mix",
    first_sample: int = 0,
    stop_sample: int | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Decode a sound file block by block.

    Parameters
    ----------
    path : the file.
    block_samples : samples per channel in a block, ≥ 1.
    channels : how several channels are used.
    first_sample, stop_sample : a part of the file; None for its end.

    Yields
    ------
    Arrays (channel, time), C-contiguous; all but the last have length `block_samples`. Together, they are the
    whole file, or the part.

    Raises
    ------
    InputError : `block_samples` below 1, or the file has no such channel.
    RecordingError : kind ``unreadable``, ``empty``, ``corrupt``, or ``truncated`` if decoding ends before
        the promised length (MP3 lengths are estimates and promise nothing). The message says how far
        decoding came.
    """
    if block_samples < 1:
        raise InputError(f"`block_samples` must be at least 1, got {block_samples}. Give a block of some seconds.")
    with blamed_on(path), open_sound(path) as sound:
        check_channels(channels, n_channels=sound.n_channels, path=path)
        position = first_sample
        if position > 0:
            _seek(sound, position, path)
        while stop_sample is None or position < stop_sample:
            n_wanted = block_samples if stop_sample is None else min(block_samples, stop_sample - position)
            block = _decode(sound, n_wanted, position, path, channels)
            n_samples = block.shape[1]
            position += n_samples
            if n_samples > 0:
                yield block
            if n_samples < n_wanted:
                break
        _check_end(sound, position, stop_sample, path)


def _seek(sound: Decoder, sample: int, path: Place) -> None:
    try:
        sound.seek(sample)
    except DecodingError as error:
        raise RecordingError(f"`{shown(path)}` cannot be decoded from its middle: {error}.", kind="corrupt") from None


def _decode(sound: Decoder, n_samples: int, position: int, path: Place, channels: ChannelChoice) -> NDArray[np.float32]:
    try:
        # Channels are chosen piece by piece, so that many of them need no more memory than one.
        pieces = [choose_channels(piece, channels) for piece in read_pieces(sound, n_samples)]
    except DecodingError as error:
        raise RecordingError(
            f"`{shown(path)}` stops decoding after {position / sound.sample_rate_hz:.1f} s of "
            f"{_length_text(sound)}: {error}. Copy it again from the recorder.",
            kind="corrupt",
        ) from None
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=1)


def _check_end(sound: Decoder, position: int, stop_sample: int | None, path: Place) -> None:
    if sound.container == "MP3" or position >= (sound.n_samples if stop_sample is None else stop_sample):
        return
    raise RecordingError(
        f"`{shown(path)}` is cut off: decoding ends after {position / sound.sample_rate_hz:.1f} s of "
        f"{_length_text(sound)}. Copy it again from the recorder.",
        kind="truncated",
    )


def _length_text(sound: Decoder) -> str:
    return f"{sound.n_samples / sound.sample_rate_hz:.1f} s"
