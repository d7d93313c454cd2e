"""Band levels of frames, in the graph: taper, Fourier transform, bands, decibels. Twin of `features.band_levels`."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from coincide.features import Spacing, mel_filterbank


class BandLevels(nn.Module):
    """Turns frames of samples into levels in dB.

    Parameters
    ----------
    window_samples : length of the frames.
    scale : of the power.
    floor_power : added to each band. Rounding differs between machines and shows 120 dB below the loudest tone; what is
        added hides it.
    """

    def __init__(
        self,
        *,
        sample_rate_hz: int,
        window_samples: int,
        low_hz: float,
        high_hz: float,
        n_bands: int,
        spacing: Spacing = "mel",
        scale: float | None,
        floor_power: float,
    ) -> None:
        super().__init__()
        self.n_fft = max(16, 1 << (window_samples - 1).bit_length())
        taper = np.hanning(window_samples).astype(np.float32)
        filters = mel_filterbank(
            sample_rate_hz=sample_rate_hz,
            n_fft=self.n_fft,
            low_hz=low_hz,
            high_hz=high_hz,
            n_bands=n_bands,
            spacing=spacing,
        )
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
