"""The picture and the sound of one event; both cover the same stretch of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.sound import excerpt_wav, n_played, slowdown
from coincide.drawing.spectrogram import spectrogram_png
from coincide.errors import InputError
from coincide.learned.originals import Originals
from coincide.recordings import ChannelChoice, SpanReader
from coincide.records import Event, Recording

MIN_HEIGHT_PX, MAX_HEIGHT_PX = 16, 720
MAX_EXPAND = 1000
MAX_PLAYED_SAMPLES = 10_000_000
"""Samples of one sound after it was slowed down: 10 s of a bat, 50 times slower, or 20 MB."""
_ASPECT = 16 / 9
_EFFORT = 4
"""Of packing a picture: a third of the time of the best, 3% larger."""
_MIN_CONTEXT_S, _CONTEXT_SHARE, _MAX_CLIP_S = 0.03, 0.5, 10.0


@dataclass(frozen=True, slots=True)
class Clip:
    """An event's sound with a little before and after.

    Attributes
    ----------
    samples : (time,).
    start_s, stop_s : what it covers, from the first sample of the recording.
    """

    samples: NDArray[np.float32]
    sample_rate_hz: int
    start_s: float
    stop_s: float


def event_span_s(event: Event, recording: Recording) -> tuple[float, float]:
    """Return the stretch that the picture and the sound of an event cover, in seconds of the recording."""
    context_s = _MIN_CONTEXT_S + _CONTEXT_SHARE * event.duration_s
    start_s = max(0.0, event.onset_s - context_s)
    return start_s, max(start_s, min(event.offset_s + context_s, start_s + _MAX_CLIP_S, recording.duration_s))


def read_clip(event: Event, recording: Recording, originals: Originals, *, channel: ChannelChoice) -> Clip:
    """Read the sound around an event, in a channel or in the mix.

    Raises
    ------
    RecordingError : the recording is gone, or cannot be decoded.
    """
    path = originals.check(recording)
    start_s, stop_s = event_span_s(event, recording)
    with SpanReader(path, channels=channel) as reader:
        samples = reader.read(start_s, stop_s)[0]
    return Clip(samples, recording.sample_rate_hz, start_s, stop_s)


def event_picture(clip: Clip, event: Event, *, height_px: int) -> bytes:
    """Draw an event as PNG, 16:9, with its onset and offset marked.

    Raises
    ------
    InputError : the height is out of range.
    """
    if not MIN_HEIGHT_PX <= height_px <= MAX_HEIGHT_PX:
        raise InputError(f"the height must be from {MIN_HEIGHT_PX} to {MAX_HEIGHT_PX} pixels, got {height_px}.")
    return spectrogram_png(
        clip.samples,
        clip.sample_rate_hz,
        event_onset_s=event.onset_s - clip.start_s,
        event_offset_s=event.offset_s - clip.start_s,
        low_hz=event.low_hz,
        high_hz=event.high_hz,
        width_px=round(height_px * _ASPECT),
        height_px=height_px,
        effort=_EFFORT,
    )


def event_sound(clip: Clip, event: Event, *, expand: int | None) -> bytes:
    """Return an event as WAV, played slower if people could not hear it.

    Parameters
    ----------
    expand : how many times slower; None for what is comfortable.

    Raises
    ------
    InputError : `expand` is out of range, or the sound would be too long.
    """
    factor = slowdown(clip.sample_rate_hz, high_hz=event.high_hz) if expand is None else expand
    check_expand(factor, n_samples=len(clip.samples), sample_rate_hz=clip.sample_rate_hz)
    return excerpt_wav(clip.samples, clip.sample_rate_hz, expand=factor)


def check_expand(expand: int, *, n_samples: int, sample_rate_hz: int) -> None:
    """Check how many times slower a sound shall be played.

    Raises
    ------
    InputError : it is out of range, or the sound would be too long.
    """
    if not 1 <= expand <= MAX_EXPAND:
        raise InputError(f"a sound can be played 1 to {MAX_EXPAND} times slower, got {expand}.")
    n_asked = n_played(n_samples, sample_rate_hz, expand=expand)
    if n_asked > MAX_PLAYED_SAMPLES:
        asked_s = n_samples / sample_rate_hz
        most_s = asked_s * MAX_PLAYED_SAMPLES / n_asked
        raise InputError(
            f"{asked_s:.1f} s played {expand} times slower are too long for one sound: at most {most_s:.1f} s can be "
            "sent. Ask for a shorter part, or for less expansion."
        )
