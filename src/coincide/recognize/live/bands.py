"""Band levels of frames, in the graph: taper, Fourier transform, bands, decibels. Twin of `features.band_levels`."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from coincide.features import FrameGrid


class BandLevels(nn.Module):
    """Turns frames of samples into levels in dB.

    Parameters
    ----------
    grid : length of the frames, and the bands.
    scale : factor of the power; None for one over the power of the taper.
    floor_power : added to each band. Rounding differs between machines and shows 120 dB below the loudest tone; what is
        added hides it.
    """

    def __init__(self, grid: FrameGrid, *, scale: float | None, floor_power: float) -> None:
        super().__init__()
        self.n_fft = grid.n_fft
        taper = np.hanning(grid.window_samples).astype(np.float32)
        filters = grid.filters()
        factor = 1.0 / float(np.sum(taper**2)) if scale is None else scale
        # In units of the floor, or the exporter would take adding 1e-10 for adding nothing, and leave it out.
        self.floor_db = 10.0 * math.log10(floor_power)
        self.taper: Tensor
        self.filters: Tensor
        self.register_buffer("taper", tensor_of(taper))
        self.register_buffer("filters", tensor_of(np.ascontiguousarray((filters * np.float32(factor / floor_power)).T)))

    def forward(self, frames: Tensor) -> Tensor:
        """Return levels (…, bands) in dB of frames (…, window)."""
        spectrum = torch.fft.rfft(frames * self.taper, n=self.n_fft)  # (…, bins)
        power = spectrum.real.square() + spectrum.imag.square()
        return 10.0 * torch.log10(power @ self.filters + 1.0) + self.floor_db


def tensor_of(array: NDArray[np.generic]) -> Tensor:
    """Copy an array."""
    return torch.from_numpy(np.array(array))
