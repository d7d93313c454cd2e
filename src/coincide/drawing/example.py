"""One event to look at and to listen to, and its picture in the middle of a stretch of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coincide.drawing.spectrogram import HEIGHT_PX, WIDTH_PX, spectrogram_png

_MARGIN = 0.35
"""Time shown before and after the longest call, in lengths of that call."""


@dataclass(frozen=True, slots=True)
class Example:
    """One event to look at and listen to.

    Attributes
    ----------
    recording_name : what people are shown; any text.
    onset_s, offset_s : of the event, from the first sample of the recording.
    certainty : that it belongs to its category, in [0, 1].
    clip : (samples,) float, mono, the event with some sound around it; empty if it cannot be read any more.
    context_onset_s : time of the clip's first sample, from the first sample of the recording.
    """

    recording_name: str
    onset_s: float
    offset_s: float
    certainty: float
    clip: np.ndarray
    sample_rate_hz: int
    context_onset_s: float


def shared_span_s(examples: Sequence[Example]) -> float:
    """Return a stretch of time in which each of some examples fits with a margin."""
    return span_around(max((example.offset_s - example.onset_s for example in examples), default=0.0))


def span_around(duration_s: float) -> float:
    """Return a stretch of time in which a call of this length fits with a margin."""
    return max(duration_s, 0.002) * (1 + 2 * _MARGIN)


def view_onset_s(example: Example, span_s: float) -> float:
    """Return where a stretch begins that has the example in its middle, from the clip's first sample."""
    return (example.onset_s + example.offset_s - span_s) / 2 - example.context_onset_s


def example_png(
    example: Example, span_s: float, band_hz: tuple[float, float], *, size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)
) -> bytes:
    """Draw an example in the middle of a stretch of time.

    Parameters
    ----------
    band_hz : lowest and highest frequency of the call; see `spectrogram_png`.
    size_px : width and height.
    """
    start_s = view_onset_s(example, span_s)
    return spectrogram_png(
        example.clip,
        example.sample_rate_hz,
        event_onset_s=example.onset_s - example.context_onset_s,
        event_offset_s=example.offset_s - example.context_onset_s,
        low_hz=band_hz[0],
        high_hz=band_hz[1],
        view_onset_s=start_s,
        view_offset_s=start_s + span_s,
        width_px=size_px[0],
        height_px=size_px[1],
    )
