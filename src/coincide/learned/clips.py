"""The sound of one event with a little before and after, to show or play."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.example import Example
from coincide.errors import RecordingError
from coincide.learned.originals import Originals
from coincide.recordings import ChannelChoice, SpanReader
from coincide.records import Event, Recording

_MIN_CONTEXT_S, _CONTEXT_SHARE, _MAX_CLIP_S = 0.03, 0.5, 4.0


def cut_example(
    event: Event,
    recording: Recording,
    originals: Originals,
    *,
    channel: ChannelChoice,
    certainty: float = 1.0,
    context_s: float | None = None,
) -> Example:
    """Return an event with its sound in a channel or in the mix; nothing if the recording is gone or replaced.

    Parameters
    ----------
    context_s : sound before and after the event; a little more than half its length if not given.
    """
    if context_s is None:
        context_s = _MIN_CONTEXT_S + _CONTEXT_SHARE * event.duration_s
    start_s = max(0.0, event.onset_s - context_s)
    stop_s = min(event.offset_s + context_s, start_s + _MAX_CLIP_S)
    return Example(
        recording_name=recording.name,
        onset_s=event.onset_s,
        offset_s=event.offset_s,
        certainty=certainty,
        clip=read_or_silence(recording, originals, channel, start_s, stop_s),
        sample_rate_hz=recording.sample_rate_hz,
        context_onset_s=start_s,
    )


def read_or_silence(
    recording: Recording, originals: Originals, channel: ChannelChoice, start_s: float, stop_s: float
) -> NDArray[np.float32]:
    """Return a stretch of a recording; nothing if it is gone, or is another one than was learned from."""
    try:
        with SpanReader(originals.check(recording), channels=channel) as reader:
            return reader.read(start_s, stop_s)[0]
    except RecordingError:
        return np.zeros(0, dtype=np.float32)
