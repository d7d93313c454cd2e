"""How several channels are used: mixed, apart, or one of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.recordings.faults import printable
from coincide.recordings.places import Place
from coincide.wording import count

ChannelChoice = Literal["mix", "each"] | int
"""``"mix"`` (their mean), ``"each"`` (all, apart), or the number of one channel, from 0."""


def n_output_channels(choice: ChannelChoice, n_channels: int) -> int:
    """Count the channels that a choice leaves.

    Parameters
    ----------
    choice : how channels are used.
    n_channels : channels in the file, ≥ 1.

    Returns
    -------
    `n_channels` for ``"each"``, else 1.
    """
    return n_channels if choice == "each" else 1


def channel_heard(choice: ChannelChoice, channel: int) -> ChannelChoice:
    """Return what to read to hear what was found in a channel: that one if all are apart, else what was chosen."""
    return channel if choice == "each" else choice


def check_channels(choice: ChannelChoice, *, n_channels: int, path: Place) -> None:
    """Make sure that a file has the chosen channel.

    Parameters
    ----------
    choice : how channels are used.
    n_channels : channels in the file.
    path : the file, for the message.

    Raises
    ------
    InputError : the file has no such channel.
    """
    if choice in ("mix", "each"):
        return
    if isinstance(choice, str) or not 0 <= choice < n_channels:
        raise InputError(
            f"`channels` must be mix, each, or 0 to {n_channels - 1} for `{printable(str(path))}` "
            f"with its {count(n_channels, 'channel')}, got {choice}. Choose another channel, or mix."
        )


def choose_channels(samples: NDArray[np.float32], choice: ChannelChoice) -> NDArray[np.float32]:
    """Apply a choice to decoded samples.

    Parameters
    ----------
    samples : array (time, channel), as decoders give it.
    choice : how channels are used, checked by `check_channels`.

    Returns
    -------
    Array (channel, time), C-contiguous.
    """
    if choice == "each":
        return np.ascontiguousarray(samples.T)
    if choice == "mix":
        if samples.shape[1] == 1:
            return samples.reshape(1, -1)
        # Damaged floats may be too large to add; `quality` says so.
        with np.errstate(over="ignore", invalid="ignore"):
            return samples.mean(axis=1, dtype=np.float32)[np.newaxis]
    return np.ascontiguousarray(samples[:, int(choice)])[np.newaxis]
