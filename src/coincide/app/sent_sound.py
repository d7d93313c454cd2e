"""A sound that was sent to search with: what it looks like, and which part of it was compared."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.tile import TileView, hear_scale, tile_png
from coincide.recordings import SpanReader
from coincide.workflow.search.search import Query

_WIDTH_PX, _HEIGHT_PX = 512, 288


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
        view = TileView(0.0, duration_s, 0.0, min(high_hz, rate_hz / 2), _WIDTH_PX, _HEIGHT_PX)
        picture = tile_png(read, rate_hz, n_samples, view, hear_scale(read, n_samples))
    onset_s, offset_s = (min(time_s, duration_s) for time_s in (query.onset_s, query.offset_s))
    return ComparedPart(onset_s, offset_s, duration_s, b64encode(picture).decode("ascii"))
