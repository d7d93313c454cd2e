"""One small picture per event: 32 frames by 32 mel-spaced bands, whatever the species and the sample rate.

The picture spans a little more than nearly all events, so frames lie `span / 32` apart, and the bands span what the
events' frequencies span. Levels are relative to the loudest point (how near the animal was tells nothing about what
it said), 60 dB deep. Everything before and after the event is silenced, or categories would follow the context. Where
another call sounds at the same time, what lies outside the band of the event is as loud as the picture's quiet frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide import kernels
from coincide.features import FrameGrid, mel_from_hz
from coincide.records import Event

PATCH_FRAMES = 32
PATCH_BANDS = 32
RANGE_DB = 60.0
SPAN_PERCENTILE, SPAN_FACTOR = 95.0, 1.3
BAND_PERCENTILES = (2.0, 98.0)
_COMMON_PERCENTILE = 10.0
"""Of the sample rates of events: fewer at lower rates do not decide for all."""
_COMMON_SHARE = 0.45
"""Highest frequency that a recorder takes whole, as a share of the sample rate: its filter begins there."""
MASK_MARGIN_FRAMES = 1.5
_QUIET_PERCENTILE = 10.0
"""Of the frames of a picture, before and after its event as well."""
_WINDOW_HOPS = 1.6
# Shorter windows would blur low voices: below 16 kHz sound is speech-like.
_MIN_WINDOW_S, _MIN_WINDOW_LOW_RATE_S, _LOW_RATE_HZ = 0.010, 0.020, 16_000
TINY_POWER = 1e-14


@dataclass(frozen=True, slots=True)
class PatchGeometry:
    """The time and frequency that all patches of one model span.

    Attributes
    ----------
    span_s : time from the left to the right edge.
    low_hz, high_hz : lower and upper edge.
    typical_s : median length of the events it was chosen for.
    common_rate_hz : all recordings are pictured as if they had this sample rate; None for their own.
    """

    span_s: float
    low_hz: float
    high_hz: float
    typical_s: float
    common_rate_hz: int | None = None

    @property
    def hop_s(self) -> float:
        """Step between the frames of a picture, in seconds."""
        return self.span_s / PATCH_FRAMES


def choose_geometry(events: Sequence[Event], rates_hz: Mapping[int, int] | None = None) -> PatchGeometry:
    """Fit the frame of the pictures to the events that were found.

    Parameters
    ----------
    events : at least one.
    rates_hz : sample rates of their recordings, if these may differ.

    Returns
    -------
    Span of 1.3 times the 95th percentile of the durations, rounded to two digits, and the frequencies between the 2nd
    percentile of the lower and the 98th percentile of the upper limits. If recordings have different sample rates, the
    same call must look the same in all, so the picture ends where lower ones do, unless calls lie above.
    """
    durations_s = np.array([event.duration_s for event in events])
    span_s = SPAN_FACTOR * float(np.percentile(durations_s, SPAN_PERCENTILE))
    low_hz = float(np.percentile([event.low_hz for event in events], BAND_PERCENTILES[0]))
    high_hz = float(np.percentile([event.high_hz for event in events], BAND_PERCENTILES[1]))
    common_rate_hz = None if rates_hz is None else _common_rate_hz(events, rates_hz)
    if common_rate_hz is not None:
        high_hz = min(high_hz, _COMMON_SHARE * common_rate_hz)
    return PatchGeometry(
        span_s=float(f"{span_s:.2g}"),
        low_hz=round(low_hz, 1),
        high_hz=round(high_hz, 1),
        typical_s=float(f"{np.median(durations_s):.2g}"),
        common_rate_hz=common_rate_hz,
    )


def _common_rate_hz(events: Sequence[Event], rates_hz: Mapping[int, int]) -> int | None:
    """Return the sample rate that all are pictured as if they had; None if all have one, or calls lie above."""
    rates = np.array([rates_hz[event.recording_id] for event in events])
    common = int(np.percentile(rates, _COMMON_PERCENTILE, method="lower"))
    middles_mel = mel_from_hz(np.array([(event.low_hz, event.high_hz) for event in events])).mean(axis=1)
    are_above = middles_mel > mel_from_hz(_COMMON_SHARE * common)
    is_shared = 100 * np.mean(are_above) <= 100 - BAND_PERCENTILES[1]
    return common if common < rates.max() and is_shared else None


class PatchCamera:
    """Takes pictures of events, for one geometry and one sample rate."""

    def __init__(self, geometry: PatchGeometry, sample_rate_hz: int) -> None:
        self.geometry = geometry
        self.sample_rate_hz = sample_rate_hz
        as_if_hz = sample_rate_hz if geometry.common_rate_hz is None else geometry.common_rate_hz
        shortest_s = _MIN_WINDOW_LOW_RATE_S if as_if_hz < _LOW_RATE_HZ else _MIN_WINDOW_S
        # High rates afford shorter windows: a bat's call may be over in 3 ms.
        shortest_s = min(shortest_s, max(geometry.span_s / 4, 256 / as_if_hz))
        self.window_samples = max(8, round(max(_WINDOW_HOPS * geometry.hop_s, shortest_s) * sample_rate_hz))
        hop_samples = max(1, round(geometry.hop_s * sample_rate_hz))
        bands = (PATCH_BANDS, geometry.low_hz, geometry.high_hz)
        self.grid = FrameGrid(sample_rate_hz, self.window_samples, hop_samples, *bands)
        taper = np.hanning(self.window_samples).astype(np.float32)
        self._plan = kernels.plan_bands(taper, self.grid.filters(), scale=1.0, floor_power=TINY_POWER)
        middles = (np.arange(PATCH_FRAMES) + 0.5) * geometry.hop_s * sample_rate_hz
        self.frame_starts = np.round(middles).astype(np.int64)

    def excerpt_s(self, onset_s: float, offset_s: float) -> tuple[float, float]:
        """Return start and stop of the sound that a patch needs; the start may be before that of the recording."""
        middle_s = (onset_s + offset_s) / 2
        half_s = self.geometry.span_s / 2 + self.window_samples / self.sample_rate_hz / 2
        return middle_s - half_s, middle_s + half_s

    def take(
        self, excerpt: NDArray[np.float32], *, duration_s: float, band_hz: tuple[float, float] | None = None
    ) -> NDArray[np.float32]:
        """Picture one event.

        Parameters
        ----------
        excerpt : array (time,), the sound that `excerpt_s` asked for; zeros where there was none.
        duration_s : length of the event in its middle.
        band_hz : lowest and highest frequency of an event that lies over another one; None to picture all bands.

        Returns
        -------
        Array (32 bands, 32 frames) in [0, 1]: 1 is the loudest point, 0 is 60 dB below or outside the event.
        """
        padded = np.zeros(int(self.frame_starts[-1]) + self.window_samples, dtype=np.float32)
        padded[: min(len(excerpt), len(padded))] = excerpt[: len(padded)]
        inside = self._inside(duration_s)
        level_db = kernels.band_levels(padded, self.frame_starts, self._plan)  # (frames, bands)
        if band_hz is not None:
            outside = self._outside(band_hz)
            level_db[:, outside] = np.percentile(level_db[:, outside], _QUIET_PERCENTILE, axis=0)
        level_db -= level_db[inside].max()
        patch = np.clip(1.0 + level_db / RANGE_DB, 0.0, 1.0)
        patch[~inside] = 0.0
        return np.ascontiguousarray(patch.T)  # (bands, frames)

    def _outside(self, band_hz: tuple[float, float]) -> NDArray[np.bool_]:
        """Say which bands of the picture share nothing with a band; none if all do."""
        edges_hz = self.grid.edges_hz
        outside = (edges_hz[1:] <= band_hz[0]) | (edges_hz[:-1] >= band_hz[1])
        return outside & ~outside.all()

    def _inside(self, duration_s: float) -> NDArray[np.bool_]:
        centers_s = (np.arange(PATCH_FRAMES) + 0.5) * self.geometry.hop_s - self.geometry.span_s / 2
        return np.abs(centers_s) <= duration_s / 2 + MASK_MARGIN_FRAMES * self.geometry.hop_s
