"""Views: how one event could have sounded another time.

Time and pitch are warped by multiplying each patch with two small interpolation matrices (hat functions), which is
exact, differentiable and fast on a CPU. Then come a random smooth equalizer (another distance, another microphone), a
faint second event, noise, and blanked stripes. Measured on spoken digits, the warp and the equalizer are what matter.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide.embed.apply import as_levels

TIME_SHIFT, TIME_STRETCH, TIME_BEND = 0.12, 0.20, 0.08
"""Shift as a share of the patch, log of the stretch, and the amplitude of a smooth bend as a share of the patch."""
PITCH_SHIFT, PITCH_SCALE = 0.04, 0.08
EQUALIZER_DB, EQUALIZER_COSINES = 7.0, 4
MIX_PROBABILITY, MIX_RANGE_DB = 0.3, (15.0, 35.0)
NOISE_RANGE_DB, NOISE_SPREAD_DB = (25.0, 70.0), 4.0
STRIPE_PROBABILITY, STRIPE_WIDTH = 0.4, 4
_DB = 60.0
_BATCH = 512


def augment(patches: Tensor, *, generator: torch.Generator) -> Tensor:
    """Make one random view of each patch.

    Parameters
    ----------
    patches : (batch, bands, frames) in [0, 1]; 1 is 0 dB, 0 is -60 dB.
    generator : source of all randomness, on the processor, so that each device gets the same numbers.

    Returns
    -------
    Views of the same shape and range.
    """
    n, n_bands, n_frames = patches.shape
    draws = _Draws(n, generator, patches.device)
    # In place from here on: on a CPU a fresh megabyte for each term costs more than the arithmetic.
    views = _pitch_matrix(draws, n_bands) @ patches @ _time_matrix(draws, n_frames)
    is_sound = views > 0
    sounding = is_sound.any(dim=1, keepdim=True).float()
    views.addcmul_(_equalizer(draws, n_bands), is_sound)
    _mix_second(views, draws)
    torch.maximum(views, _noise(draws, n_bands, n_frames).mul_(sounding), out=views)
    peaks = views.amax(dim=(1, 2), keepdim=True)
    views.add_((1 - peaks) * sounding).clamp_(0.0, 1.0)
    return views.mul_(_stripes(draws, n_bands).unsqueeze(2)).mul_(_stripes(draws, n_frames).unsqueeze(1))


def change(patches: NDArray[np.float32] | NDArray[np.uint8], *, seed: int) -> NDArray[np.float32]:
    """Make one random view of each of many patches (n, bands, frames), in bounded memory but for the result."""
    generator = torch.Generator(device="cpu").manual_seed(seed)
    changed = np.empty(patches.shape, dtype=np.float32)
    for start in range(0, len(patches), _BATCH):
        block = torch.from_numpy(np.ascontiguousarray(patches[start : start + _BATCH]))
        changed[start : start + _BATCH] = augment(as_levels(block), generator=generator).numpy()
    return changed


class _Draws:
    """Draws random numbers, one set per patch, on the processor, and brings them to the device of the patches."""

    def __init__(self, n: int, generator: torch.Generator, device: torch.device) -> None:
        self._n = n
        self._generator = generator
        self.device = device

    def __call__(self, low: float, high: float, *shape: int) -> Tensor:
        """Return uniform numbers (n, *shape)."""
        drawn = torch.rand(self._n, *shape, generator=self._generator, device="cpu") * (high - low) + low
        return drawn.to(self.device)

    def normal(self, *shape: int) -> Tensor:
        """Return normal numbers (n, *shape)."""
        return torch.randn(self._n, *shape, generator=self._generator, device="cpu").to(self.device)

    def rows(self, probability: float) -> Tensor:
        """Return each row with this probability."""
        # On the processor, since an accelerator would be waited for to know how many there are.
        drawn = torch.rand(self._n, generator=self._generator, device="cpu") < probability
        return torch.nonzero(drawn).squeeze(1).to(self.device)

    def order(self) -> Tensor:
        """Return the rows in random order."""
        return torch.randperm(self._n, generator=self._generator, device="cpu").to(self.device)


def _hats(distances: Tensor) -> Tensor:
    """Return the weight of linear interpolation at these distances, in place: 1 at zero, nothing from 1 on."""
    return distances.abs_().neg_().add_(1.0).clamp_min_(0.0)


def _time_matrix(draws: _Draws, n_frames: int) -> Tensor:
    """Return (batch, in, out): column `o` reads the input where the warp says, zero outside."""
    place = torch.linspace(-0.5, 0.5, n_frames, device=draws.device)
    stretch = torch.exp(draws(-TIME_STRETCH, TIME_STRETCH, 1))
    bend = draws(-TIME_BEND, TIME_BEND, 1) * torch.sin(2 * math.pi * (draws(0.5, 1.5, 1) * place + draws(0.0, 1.0, 1)))
    source = place * stretch + bend + draws(-TIME_SHIFT, TIME_SHIFT, 1)
    return _hats(
        (source + 0.5).unsqueeze(1) * (n_frames - 1) - torch.arange(n_frames, device=draws.device).unsqueeze(1)
    )


def _pitch_matrix(draws: _Draws, n_bands: int) -> Tensor:
    """Return (batch, out, in): row `o` reads the input where the warp says, zero outside."""
    place = torch.linspace(0.0, 1.0, n_bands, device=draws.device)
    source = place * torch.exp(draws(-PITCH_SCALE, PITCH_SCALE, 1)) + draws(-PITCH_SHIFT, PITCH_SHIFT, 1)
    return _hats(source.unsqueeze(2) * (n_bands - 1) - torch.arange(n_bands, device=draws.device))


def _equalizer(draws: _Draws, n_bands: int) -> Tensor:
    orders = torch.arange(1, EQUALIZER_COSINES + 1, device=draws.device).float()
    place = (torch.arange(n_bands, device=draws.device) + 0.5) / n_bands
    cosines = torch.cos(math.pi * orders[:, None] * place[None, :])  # (orders, bands)
    weights = draws.normal(EQUALIZER_COSINES) * EQUALIZER_DB / orders
    return (weights @ cosines).unsqueeze(2) / _DB


def _mix_second(views: Tensor, draws: _Draws) -> None:
    """Mix a faint other view into some."""
    chosen = draws.rows(MIX_PROBABILITY)
    others = draws.order()[: len(chosen)]
    faintness = draws(*MIX_RANGE_DB, 1, 1)[chosen] / _DB
    views[chosen] = torch.maximum(views[chosen], views[others] - faintness)


def _noise(draws: _Draws, n_bands: int, n_frames: int) -> Tensor:
    level = 1 - draws(*NOISE_RANGE_DB, 1, 1) / _DB
    noise = draws.normal(n_bands, n_frames)
    return noise.mul_(NOISE_SPREAD_DB / _DB).add_(level)


def _stripes(draws: _Draws, length: int) -> Tensor:
    width = draws(0.0, STRIPE_WIDTH, 1)
    start = draws(0.0, 1.0, 1) * (length - width)
    at = torch.arange(length, device=draws.device).float()
    hidden = (at >= start) & (at < start + width) & (draws(0.0, 1.0, 1) < STRIPE_PROBABILITY)
    return 1.0 - hidden.float()
