"""Band levels of frames: taper, Fourier transform, bands and decibels."""

from __future__ import annotations

from typing import cast

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from coincide.kernels.band_plan import BandPlan, Floats, Ints

_BLOCK_FRAMES = 512
"""Spectra of this many frames at a time: an hour of them would not fit into memory."""


def band_levels(sound: Floats, starts: Ints, plan: BandPlan) -> Floats:
    """Return the levels of some frames in dB, (frames, bands).

    Parameters
    ----------
    sound : (time,), contiguous.
    starts : (frames,) first sample of each; all of its window lies in the sound.
    """
    windows = np.lib.stride_tricks.sliding_window_view(sound, len(plan.taper))
    levels = np.empty((len(starts), len(plan.first)), dtype=np.float32)
    for first in range(0, len(starts), _BLOCK_FRAMES):
        block = slice(first, first + _BLOCK_FRAMES)
        tapered = windows[starts[block]] * plan.taper
        spectra = cast("NDArray[np.complex64]", scipy.fft.rfft(tapered, plan.n_fft, axis=1))
        power = spectra.real**2 + spectra.imag**2  # (frames, bins)
        levels[block] = 10 * np.log10(power @ _filters(plan).T + np.float32(plan.floor_power))
    return levels


def _filters(plan: BandPlan) -> Floats:
    """The weights as a matrix (bands, bins)."""
    filters = np.zeros((len(plan.first), plan.n_fft // 2 + 1), dtype=np.float32)
    ends = np.cumsum(plan.stop - plan.first)
    for row, first, stop, end in zip(filters, plan.first, plan.stop, ends, strict=True):
        row[first:stop] = plan.weights[end - (stop - first) : end]
    return filters
