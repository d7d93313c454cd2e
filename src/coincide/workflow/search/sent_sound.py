"""How much sound one request may ask for: what a few kilobytes become when they are decoded.

Sixty seconds of silence in eight channels at 655 kHz are 0.4 MB of FLAC and 1.3 GB of numbers.
"""

from __future__ import annotations

from coincide.errors import InputError
from coincide.recordings import AudioInfo
from coincide.wording import count

MAX_SAMPLES = 24_000_000
"""In time: a minute at 384 kHz. About 150 MB while it is looked through."""
MAX_VALUES = 8 * MAX_SAMPLES
"""Of all channels together; channels are mixed as they are decoded, so that this is time and not memory."""


def check_amount(info: AudioInfo, *, for_s: float | None = None) -> None:
    """Check that a stretch of a file is short enough to be looked through for one request.

    Parameters
    ----------
    for_s : its length; the whole file if not given.

    Raises
    ------
    InputError : it is too long.
    """
    length_s = info.duration_s if for_s is None else min(for_s, info.duration_s)
    most_s = min(MAX_SAMPLES, MAX_VALUES / info.n_channels) / info.sample_rate_hz
    if length_s > most_s:
        raise InputError(
            f"at {info.sample_rate_hz} Hz in {count(info.n_channels, 'channel')}, a sound may last {most_s:.1f} s at "
            f"most, got {length_s:.1f} s. Send a shorter piece, or fewer channels."
        )
