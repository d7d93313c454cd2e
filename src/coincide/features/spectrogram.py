"""Sound becomes frames: levels in dB per mel-spaced band, block by block.

Frame `i` is centred on sample `i * hop`, so that frames are the same however the sound was cut into blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide import kernels
from coincide.features.mel import Spacing, band_edges_hz, mel_filterbank
from coincide.features.settings import INFRASOUND_BELOW_HZ, ULTRASOUND_FROM_HZ, FeatureSettings

if TYPE_CHECKING:
    from coincide.kernels import BandPlan

FLOOR_POWER = 1e-12
"""Added to the power of each band, so that digital silence is -120 dB and not minus infinity."""

# (lowest sample rate in Hz, window in s, hop in s): speech-like sound moves slower than bird song, bat calls faster.
_RESOLUTIONS = ((ULTRASOUND_FROM_HZ, 0.004, 0.002), (24_001, 0.012, 0.005), (0, 0.025, 0.010))
_SLOW_FRAMES = (400.0, 160.0)
"""Window and hop in samples where only the voices of whales, elephants and the like were recorded."""
_NYQUIST_SHARE = 0.49
"""Highest frequency, as a share of the sample rate."""
AUDIBLE_RATE_HZ = 48_000
"""Sample rate that is enough for what people hear."""
_ULTRASONIC_TOP_HZ = _NYQUIST_SHARE * ULTRASOUND_FROM_HZ
_LOW_HZ, _LOW_SHARE = 50.0, 0.01
"""Lowest frequency, where animals are heard by people, and elsewhere as a share of the rate: wind is lower still."""
_STEP_DB, _STEP_SHARE = 10.0, 0.125
"""In noise, two frames seldom differ by so much on average over this share of the bands. Where sound begins at once,
bands without sound rise by far more."""
_LEAST_OCTAVES = 5.5
"""A highest frequency that was given leaves so much above the lowest."""


@dataclass(frozen=True, slots=True)
class FrameGrid:
    """The positions of frames, and their bands.

    Attributes
    ----------
    window_samples, hop_samples : length and step of frames, in samples.
    low_hz, high_hz : outer edges of the bands.
    spacing : of the bands, equally wide in mel or in Hz.
    """

    sample_rate_hz: int
    window_samples: int
    hop_samples: int
    n_bands: int
    low_hz: float
    high_hz: float
    spacing: Spacing = "mel"

    @property
    def is_infrasonic(self) -> bool:
        """Whether the sample rate is one at which only whales, elephants and the like are recorded."""
        return self.sample_rate_hz < INFRASOUND_BELOW_HZ

    @property
    def is_ultrasonic(self) -> bool:
        """Whether the bands reach as high as those of recordings of bats and mice."""
        return self.high_hz >= _ULTRASONIC_TOP_HZ

    @property
    def hop_s(self) -> float:
        """Step between frames in seconds."""
        return self.hop_samples / self.sample_rate_hz

    @property
    def n_fft(self) -> int:
        """Length of the Fourier transform: the window, filled up to a power of two."""
        return 1 << (self.window_samples - 1).bit_length()

    @property
    def edges_hz(self) -> NDArray[np.float64]:
        """The `n_bands + 1` edges of the bands in Hz, ascending."""
        return band_edges_hz(low_hz=self.low_hz, high_hz=self.high_hz, n_bands=self.n_bands, spacing=self.spacing)

    def filters(self) -> NDArray[np.float32]:
        """Return what each band takes of each frequency, (bands, n_fft // 2 + 1); see `mel_filterbank`."""
        return mel_filterbank(
            sample_rate_hz=self.sample_rate_hz,
            n_fft=self.n_fft,
            low_hz=self.low_hz,
            high_hz=self.high_hz,
            n_bands=self.n_bands,
            spacing=self.spacing,
        )


def frame_grid(sample_rate_hz: int, settings: FeatureSettings) -> FrameGrid:
    """Choose the frames for a sample rate.

    Without explicit settings: 25 ms every 10 ms up to 24 kHz, 12 ms every 5 ms above, 4 ms every 2 ms from 96 kHz.
    Unless the hearing is fixed, 400 samples every 160 below 4 kHz, and 12 ms every 5 ms from 96 kHz if the highest
    frequency is set below ultrasound.
    """
    high_hz = _NYQUIST_SHARE * sample_rate_hz
    if settings.high_hz is not None:
        high_hz = min(high_hz, settings.high_hz)
    window_s, hop_s = _resolution(sample_rate_hz, high_hz, settings)
    window_s = window_s if settings.window_s is None else settings.window_s
    hop_s = hop_s if settings.hop_s is None else settings.hop_s
    return FrameGrid(
        sample_rate_hz=sample_rate_hz,
        window_samples=max(8, round(window_s * sample_rate_hz)),
        hop_samples=max(1, round(hop_s * sample_rate_hz)),
        n_bands=settings.n_bands,
        low_hz=min(_lowest_hz(sample_rate_hz, high_hz, settings), 0.9 * high_hz),
        high_hz=high_hz,
    )


def _resolution(sample_rate_hz: int, high_hz: float, settings: FeatureSettings) -> tuple[float, float]:
    if settings.fits_calls(sample_rate_hz):
        if sample_rate_hz < INFRASOUND_BELOW_HZ:
            return _SLOW_FRAMES[0] / sample_rate_hz, _SLOW_FRAMES[1] / sample_rate_hz
        if high_hz < _ULTRASONIC_TOP_HZ:
            sample_rate_hz = min(sample_rate_hz, AUDIBLE_RATE_HZ)
    return next((w, h) for lowest, w, h in _RESOLUTIONS if sample_rate_hz >= lowest)


def _lowest_hz(sample_rate_hz: int, high_hz: float, settings: FeatureSettings) -> float:
    if settings.low_hz is not None:
        return settings.low_hz
    if INFRASOUND_BELOW_HZ <= sample_rate_hz < ULTRASOUND_FROM_HZ or not settings.fits_calls(sample_rate_hz):
        return _LOW_HZ
    is_audible = sample_rate_hz >= INFRASOUND_BELOW_HZ and high_hz < _ULTRASONIC_TOP_HZ
    return min(_LOW_HZ if is_audible else _LOW_SHARE * sample_rate_hz, high_hz / 2**_LEAST_OCTAVES)


class Spectrograph:
    """Turns stretches of sound into band levels, for one grid.

    Parameters
    ----------
    bounds_ends : frames of a stream that reach beyond the sound, where there is silence, are replaced by the nearest
        one that does not if they are louder: the step to a constant offset or a hum would look like a call.
    """

    def __init__(self, grid: FrameGrid, *, bounds_ends: bool = False) -> None:
        self.grid = grid
        self._bounds_ends = bounds_ends
        self._plan = _plan(grid)

    def levels(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the levels of all whole frames in `samples`.

        Parameters
        ----------
        samples : array (time,); frame 0 starts at its first sample.

        Returns
        -------
        Array (frames, bands) in dB of full scale, at least -120.
        """
        grid = self.grid
        if len(samples) < grid.window_samples:
            return np.zeros((0, grid.n_bands), dtype=np.float32)
        starts = np.arange(0, len(samples) - grid.window_samples + 1, grid.hop_samples)
        return kernels.band_levels(np.ascontiguousarray(samples), starts, self._plan)

    def whole_frames(self, n_samples: int) -> int:
        """Return how many frames of a stream do not depend on what follows sample `n_samples`."""
        grid = self.grid
        n_after = grid.window_samples - grid.window_samples // 2
        n_whole = max(0, (n_samples - n_after) // grid.hop_samples + 1)
        return n_whole if n_whole > self._n_partial(0) else 0

    def _n_partial(self, first_frame: int) -> int:
        """Return how many frames, from one on, begin before the sound, and wait for one that does not."""
        if not self._bounds_ends:
            return 0
        return math.ceil(max(0, self.grid.window_samples // 2 / self.grid.hop_samples - first_frame))

    def stream(
        self,
        blocks: Iterable[NDArray[np.float32]],
        *,
        first_frame: int = 0,
        first_sample: int = 0,
        before: NDArray[np.float32] | None = None,
    ) -> Iterator[NDArray[np.float32]]:
        """Turn consecutive blocks of sound into consecutive blocks of levels.

        Parameters
        ----------
        blocks : arrays (time,) of any lengths.
        first_frame : leave out the frames before this one.
        first_sample : position of the first block in the sound, at or before the start of the first frame.
        before : levels (bands,) of the frame before the first, for an end that comes at once.

        Yields
        ------
        Arrays (frames, bands); together frame `i` is centred on sample `i * hop`, for all centres inside the sound.
        """
        n_before = first_frame * self.grid.hop_samples - self.grid.window_samples // 2
        n_partial = self._n_partial(first_frame)
        waiting: list[NDArray[np.float32]] = []
        last = before
        for levels, is_beyond in self._frames(blocks, n_before, first_sample):
            if is_beyond and self._bounds_ends and last is not None:
                levels = _bounded(levels, last)
            waiting.append(levels)
            if sum(map(len, waiting)) <= n_partial:
                continue
            joined = np.concatenate(waiting)
            joined[:n_partial] = _bounded(joined[:n_partial], joined[n_partial])
            yield joined
            waiting, n_partial, last = [], 0, joined[-1].copy()
        yield from waiting

    def _frames(
        self, blocks: Iterable[NDArray[np.float32]], n_before: int, first_sample: int
    ) -> Iterator[tuple[NDArray[np.float32], bool]]:
        """Yield levels from a first frame on that begins at sample `n_before`, and whether they reach beyond the end.

        Outside of the sound there is silence.
        """
        grid = self.grid
        rest, n_skipped = np.zeros(max(0, -n_before), dtype=np.float32), max(0, n_before) - first_sample
        n_after = grid.window_samples - grid.window_samples // 2 - 1
        ending = ((np.zeros(n_after, dtype=np.float32), True),)
        for block, is_beyond in chain(((block, False) for block in blocks), ending):
            rest = np.concatenate([rest, block[n_skipped:]])
            n_skipped = max(0, n_skipped - len(block))
            levels = self.levels(rest)
            n_used = len(levels) * grid.hop_samples
            # Where the hop is longer than the window, the next frame may begin in a block still to come.
            n_skipped += max(0, n_used - len(rest))
            rest = rest[n_used:]
            if len(levels):
                yield levels, is_beyond


def _bounded(levels: NDArray[np.float32], nearest: NDArray[np.float32]) -> NDArray[np.float32]:
    """Replace frames of levels (frames, bands) by the nearest one (bands,) where they are louder, in the mean of dB or
    by far in some neighboring ones, such as those that a filter keeps empty."""
    width = max(1, round(_STEP_SHARE * levels.shape[1]))
    rises = scipy.ndimage.uniform_filter1d(levels - nearest, width, axis=1, mode="nearest").max(axis=1)
    is_louder = (levels.mean(axis=1) > nearest.mean()) | (rises > _STEP_DB)
    return np.where(is_louder[:, None], nearest, levels)


@lru_cache(maxsize=16)
def _plan(grid: FrameGrid) -> BandPlan:
    """Prepare a grid; a folder of thousands of short files has few grids, and this takes as long as such a file."""
    taper = np.hanning(grid.window_samples).astype(np.float32)
    filters = grid.filters()
    # Divided by the taper's energy, white noise has the same level for every window length.
    return kernels.plan_bands(taper, filters, scale=1.0 / float(np.sum(taper**2)), floor_power=FLOOR_POWER)
