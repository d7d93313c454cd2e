"""A stretch of a recording to see and to hear, and a sound that was sent to search with."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.app.event_media import check_expand
from coincide.drawing.sound import excerpt_wav
from coincide.drawing.tile import LevelScale, Read, TileView, hear_scale, tile_png
from coincide.errors import InputError
from coincide.learned.originals import Originals
from coincide.recordings import ChannelChoice, SpanReader
from coincide.records import Recording
from coincide.wording import count
from coincide.workflow.search.search import Query

MAX_WIDTH_PX, MAX_HEIGHT_PX = 2048, 1024
MAX_TILE_S = 3600.0
MAX_SOUND_SAMPLES = 8_000_000
"""Samples of a recording that are sent as one sound: 2:46 min at 48 kHz."""
PATIENCE_S = 30.0
"""Time after which reading for a picture or a sound is given up, so that no request waits for ever."""
_N_SCALES = 512
_SENT_WIDTH_PX, _SENT_HEIGHT_PX = 512, 288


class Scales:
    """The scale of levels of each recording, chosen once."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int | None], LevelScale] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, recording: Recording, channel: int | None, read: Read) -> LevelScale:
        """Return the scale of a recording; chosen now if it was not before."""
        key = recording.content_hash, channel
        with self._lock:
            if key in self._known:
                return self._known[key]
        scale = hear_scale(read, recording.n_samples)
        with self._lock:
            self._known[key] = scale
            if len(self._known) > _N_SCALES:
                self._known.popitem(last=False)
        return scale


def check_view(view: TileView, recording: Recording) -> TileView:
    """Return what a picture shall show.

    Raises
    ------
    InputError : it is empty, too long, or too large.
    """
    nyquist_hz = recording.sample_rate_hz / 2
    if not 0 <= view.from_s < view.to_s or view.to_s - view.from_s > MAX_TILE_S:
        raise InputError(
            f"a picture must show more than 0 and at most {MAX_TILE_S:g} s, got {view.from_s:g} to {view.to_s:g} s."
        )
    if not 0 <= view.low_hz < view.high_hz <= nyquist_hz:
        raise InputError(
            f"frequencies must ascend within 0 to {nyquist_hz:g} Hz, got {view.low_hz:g} to {view.high_hz:g} Hz."
        )
    if view.width_px > MAX_WIDTH_PX or view.height_px > MAX_HEIGHT_PX or min(view.width_px, view.height_px) < 1:
        raise InputError(f"a picture has 1 to {MAX_WIDTH_PX} by 1 to {MAX_HEIGHT_PX} pixels.")
    return view


def check_channel(channel: int | None, recording: Recording) -> None:
    """Check that a recording has a channel; None stands for the mix.

    Raises
    ------
    InputError : the recording has no such channel.
    """
    if channel is not None and channel >= recording.n_channels:
        raise InputError(
            f"`{recording.name}` has {count(recording.n_channels, 'channel')}, counted from 0; got {channel}."
        )


def recording_tile(
    recording: Recording,
    view: TileView,
    *,
    channel: int | None,
    originals: Originals,
    scales: Scales,
    patience_s: float = PATIENCE_S,
) -> bytes:
    """Draw a stretch of a recording as PNG.

    Parameters
    ----------
    patience_s : time after which drawing is given up.

    Raises
    ------
    InputError : it takes too long.
    RecordingError : the recording is gone, or cannot be decoded.
    """
    with _reading(recording, channel, originals, patience_s=patience_s) as read:
        scale = scales.of(recording, channel, read)
        return tile_png(read, recording.sample_rate_hz, recording.n_samples, view, scale)


def recording_sound(
    recording: Recording, from_s: float, to_s: float, *, channel: int | None, expand: int, originals: Originals
) -> bytes:
    """Return a stretch of a recording as WAV, `expand` times slower.

    Raises
    ------
    InputError : the stretch is empty, outside of the recording, or too long; also too long once it is slowed down.
    RecordingError : the recording is gone, or cannot be decoded.
    """
    stop_s = min(to_s, recording.duration_s)
    if not 0 <= from_s < stop_s:
        raise InputError(
            f"the stretch must lie within the {recording.duration_s:.2f} s of `{recording.name}`, got {from_s:g} to "
            f"{to_s:g} s."
        )
    n_samples = round((stop_s - from_s) * recording.sample_rate_hz)
    if n_samples > MAX_SOUND_SAMPLES:
        most_s = MAX_SOUND_SAMPLES / recording.sample_rate_hz
        raise InputError(f"at most {most_s:.0f} s of `{recording.name}` can be sent as one sound. Ask for a part.")
    check_expand(expand, n_samples=n_samples, sample_rate_hz=recording.sample_rate_hz)
    with _reading(recording, channel, originals, patience_s=PATIENCE_S) as read:
        rate_hz = recording.sample_rate_hz
        return excerpt_wav(read(round(from_s * rate_hz), round(stop_s * rate_hz)), rate_hz, expand=expand)


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """The part of a sound that was compared.

    Attributes
    ----------
    duration_s : of the whole sound.
    picture : spectrogram of the whole sound; PNG in Base64.
    """

    onset_s: float
    offset_s: float
    duration_s: float
    picture: str


def compared_part(query: Query, *, high_hz: float) -> ComparedPart:
    """Draw the whole sound that a query is a part of; at most a minute.

    Parameters
    ----------
    high_hz : upper end of the picture, where the sound reaches that far.

    Raises
    ------
    RecordingError : it cannot be read.
    """
    with SpanReader(query.path, channels=query.channels) as reader:
        rate_hz, n_samples = reader.sample_rate_hz, reader.n_samples

        def read(start: int, stop: int) -> NDArray[np.float32]:
            return reader.read(start / rate_hz, stop / rate_hz)[0]

        duration_s = n_samples / rate_hz
        view = TileView(0.0, duration_s, 0.0, min(high_hz, rate_hz / 2), _SENT_WIDTH_PX, _SENT_HEIGHT_PX)
        picture = tile_png(read, rate_hz, n_samples, view, hear_scale(read, n_samples))
    onset_s, offset_s = (min(time_s, duration_s) for time_s in (query.onset_s, query.offset_s))
    return ComparedPart(onset_s, offset_s, duration_s, b64encode(picture).decode("ascii"))


@contextmanager
def _reading(recording: Recording, channel: int | None, originals: Originals, *, patience_s: float) -> Generator[Read]:
    path = originals.check(recording)
    choice: ChannelChoice = "mix" if channel is None else channel
    ends_at = time.monotonic() + patience_s
    with SpanReader(path, channels=choice) as reader:

        def read(start: int, stop: int) -> NDArray[np.float32]:
            # A picture of an hour reads thousands of places, and some decoders are slow to find each.
            if time.monotonic() > ends_at:
                raise InputError(
                    f"reading `{recording.name}` took longer than {patience_s:g} s. Ask for a shorter stretch, or for "
                    "fewer pixels."
                )
            return reader.read(start / reader.sample_rate_hz, stop / reader.sample_rate_hz)[0]

        yield read
