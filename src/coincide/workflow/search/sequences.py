"""An event as a sequence of frames, for dynamic time warping: 24 frames of 24 mel-spaced bands, and its length.

Every event is stretched to the same number of frames, so that a path over them costs the same for short and long ones;
how long it was stands in a channel of its own. Levels below 45 dB under the loudest are lifted to there, then mean and
deviation are taken out: neither loudness, nor recording level, nor faint background decides. No learning is involved.

Measured in four labeled sets, this retrieves as well as frames at a fixed hop or better, and 16 to 32 frames and bands
do alike.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.events import PatchGeometry
from coincide.features import FrameGrid, Spectrograph, frame_grid
from coincide.features.settings import FeatureSettings
from coincide.recordings import SpanReader
from coincide.records import Event, Recording

N_FRAMES, N_BANDS = 24, 24
N_CHANNELS = N_BANDS + 1
RANGE_DB = 45.0
OCTAVE_OF_LENGTH = 0.25
"""Distance of two events that differ in nothing but a factor of two in length; unrelated ones are about 1 apart."""
_MOST_AVERAGED = 20
"""Spectra averaged into a frame of a long event; what lies between them is passed over."""
_LEAST_DEVIATION_DB = 1e-3


@dataclass(frozen=True, slots=True)
class SequenceGrid:
    """What the sequences of one catalog have in common, whatever the sample rate.

    Attributes
    ----------
    window_s, hop_s : length of a frame, and the longest step between frames where an event is not very long.
    low_hz, high_hz : outer edges of the bands.
    """

    window_s: float
    hop_s: float
    low_hz: float
    high_hz: float


def choose_sequence_grid(
    events: Iterable[Event],
    recordings: Mapping[int, Recording],
    *,
    geometries: Sequence[PatchGeometry],
    features: FeatureSettings,
) -> SequenceGrid:
    """Take the frames with which most events were found, over the frequencies of the model's pictures.

    Parameters
    ----------
    events : at least one.
    geometries : frames of the pictures, at least one.
    """
    rates = Counter(recordings[event.recording_id].sample_rate_hz for event in events)
    usual_hz = min(rates, key=lambda rate_hz: (-rates[rate_hz], rate_hz))
    grid = frame_grid(usual_hz, features)
    return SequenceGrid(
        window_s=grid.window_samples / usual_hz,
        hop_s=grid.hop_s,
        low_hz=min(geometry.low_hz for geometry in geometries),
        high_hz=max(geometry.high_hz for geometry in geometries),
    )


class SequenceCamera:
    """Takes the sequences, for one grid and one sample rate."""

    def __init__(self, grid: SequenceGrid, sample_rate_hz: int) -> None:
        self._grid = grid
        self._rate_hz = sample_rate_hz
        self._window = max(8, round(grid.window_s * sample_rate_hz))
        # Frames are cut out here and handed over one after the other, since steps differ from event to event.
        frames = FrameGrid(sample_rate_hz, self._window, self._window, N_BANDS, grid.low_hz, grid.high_hz)
        self._spectrograph = Spectrograph(frames)

    def excerpt_s(self, onset_s: float, offset_s: float) -> tuple[float, float]:
        """Return the start and stop of the sound that a sequence needs; the start may lie before the recording."""
        half_s = self._window / self._rate_hz / 2
        return onset_s - half_s, offset_s + half_s

    def take(self, excerpt: NDArray[np.float32], *, duration_s: float) -> NDArray[np.float32]:
        """Turn the sound of one event into its sequence.

        Parameters
        ----------
        excerpt : array (time,), the sound that `excerpt_s` asked for; zeros where there was none.
        duration_s : length of the event, above 0.

        Returns
        -------
        Array (25 channels, 24 frames). The squares of the bands sum to 1, or to 0 for silence; those of the last
        channel, which is constant, to the square of a quarter of the binary logarithm of the length in seconds.
        """
        levels_db = self._levels_db(excerpt, duration_s)
        clipped = np.maximum(levels_db, levels_db.max() - RANGE_DB)
        bands = _standardized(clipped.reshape(N_FRAMES, -1, N_BANDS).mean(axis=1))
        length = np.full((N_FRAMES, 1), OCTAVE_OF_LENGTH * np.log2(duration_s) / np.sqrt(N_FRAMES))
        return np.ascontiguousarray(np.concatenate([bands, length], axis=1).T, dtype=np.float32)

    def _levels_db(self, excerpt: NDArray[np.float32], duration_s: float) -> NDArray[np.float64]:
        """Return levels (frames, bands), some for each frame of the sequence unless the event is short."""
        n_each = min(max(1, math.ceil(duration_s / (N_FRAMES * self._grid.hop_s))), _MOST_AVERAGED)
        n_frames = N_FRAMES * n_each
        middles_s = (np.arange(n_frames) + 0.5) * (duration_s / n_frames)
        starts = np.round(middles_s * self._rate_hz).astype(np.int64)
        padded = np.zeros(int(starts[-1]) + self._window, dtype=np.float32)
        padded[: min(len(excerpt), len(padded))] = excerpt[: len(padded)]
        frames = padded[starts[:, None] + np.arange(self._window)]
        return self._spectrograph.levels(frames.reshape(-1)).astype(np.float64)


def take_sequence(
    reader: SpanReader, camera: SequenceCamera, onset_s: float, offset_s: float, *, channel: int = 0
) -> NDArray[np.float32]:
    """Read a part of a recording and return its sequence (channels, frames).

    Parameters
    ----------
    channel : of those that the reader gives.

    Raises
    ------
    RecordingError : the part cannot be decoded.
    """
    excerpt = reader.read_padded(*camera.excerpt_s(onset_s, offset_s))[channel]
    return camera.take(excerpt, duration_s=offset_s - onset_s)


def _standardized(levels_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take out mean and deviation, and scale so that the squares sum to 1."""
    centered = levels_db - levels_db.mean()
    return centered / (max(float(centered.std()), _LEAST_DEVIATION_DB) * np.sqrt(levels_db.size))
