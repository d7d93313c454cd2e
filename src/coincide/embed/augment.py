"""Views: how one event could have sounded another time.

Time and pitch are warped by multiplying each patch with two small interpolation matrices (hat functions), which is
exact, differentiable and fast on a CPU. Then come a random smooth equalizer (another distance, another microphone), a
faint second event, noise, and blanked stripes. Measured on spoken digits, the warp and the equalizer are what matter.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

TIME_SHIFT, TIME_STRETCH, TIME_BEND = 0.12, 0.20, 0.08
"""Shift as a share of the patch, log of the stretch, and the amplitude of a smooth bend as a share of the patch."""
PITCH_SHIFT, PITCH_SCALE = 0.04, 0.08
EQUALIZER_DB, EQUALIZER_COSINES = 7.0, 4
MIX_PROBABILITY, MIX_RANGE_DB = 0.3, (15.0, 35.0)
NOISE_RANGE_DB, NOISE_SPREAD_DB = (25.0, 70.0), 4.0
STRIPE_PROBABILITY, STRIPE_WIDTH = 0.4, 4
_DB = 60.0


def augment(patches: Tensor, *, generator: torch.Generator) -> Tensor:
    """Make one random view of each patch.

    Parameters
    ----------
    patches : (batch, bands, frames) in [0, 1]; 1 is 0 dB, 0 is -60 dB.
    generator : source of all randomness.

    Returns
    -------
    Views of the same shape and range.
    """
    n, n_bands, n_frames = patches.shape
    uniform = _Uniform(n, generator)
    # In place from here on: on a CPU a fresh megabyte for each term costs more than the arithmetic.
    views = _pitch_matrix(uniform, n_bands) @ patches @ _time_matrix(uniform, n_frames)
    is_sound = views > 0
    sounding = is_sound.any(dim=1, keepdim=True).float()
    views.addcmul_(_equalizer(n, n_bands, generator), is_sound)
    _mix_second(views, uniform, generator)
    torch.maximum(views, _noise(uniform, n_bands, n_frames, generator).mul_(sounding), out=views)
    peaks = views.amax(dim=(1, 2), keepdim=True)
    views.add_((1 - peaks) * sounding).clamp_(0.0, 1.0)
    return views.mul_(_stripes(uniform, n_bands).unsqueeze(2)).mul_(_stripes(uniform, n_frames).unsqueeze(1))


class _Uniform:
    """Draws uniform numbers, one set per patch."""

    def __init__(self, n: int, generator: torch.Generator) -> None:
        self._n = n
        self._generator = generator

    def __call__(self, low: float, high: float, *shape: int) -> Tensor:
        return torch.rand(self._n, *shape, generator=self._generator) * (high - low) + low


def _hats(distances: Tensor) -> Tensor:
    """Return the weight of linear interpolation at these distances, in place: 1 at zero, nothing from 1 on."""
    return distances.abs_().neg_().add_(1.0).clamp_min_(0.0)


def _time_matrix(uniform: _Uniform, n_frames: int) -> Tensor:
    """Return (batch, in, out): column `o` reads the input where the warp says, zero outside."""
    place = torch.linspace(-0.5, 0.5, n_frames)
    stretch = torch.exp(uniform(-TIME_STRETCH, TIME_STRETCH, 1))
    bend = uniform(-TIME_BEND, TIME_BEND, 1) * torch.sin(
        2 * math.pi * (uniform(0.5, 1.5, 1) * place + uniform(0.0, 1.0, 1))
    )
    source = place * stretch + bend + uniform(-TIME_SHIFT, TIME_SHIFT, 1)
    return _hats((source + 0.5).unsqueeze(1) * (n_frames - 1) - torch.arange(n_frames).unsqueeze(1))


def _pitch_matrix(uniform: _Uniform, n_bands: int) -> Tensor:
    """Return (batch, out, in): row `o` reads the input where the warp says, zero outside."""
    place = torch.linspace(0.0, 1.0, n_bands)
    source = place * torch.exp(uniform(-PITCH_SCALE, PITCH_SCALE, 1)) + uniform(-PITCH_SHIFT, PITCH_SHIFT, 1)
    return _hats(source.unsqueeze(2) * (n_bands - 1) - torch.arange(n_bands))


def _equalizer(n: int, n_bands: int, generator: torch.Generator) -> Tensor:
    orders = torch.arange(1, EQUALIZER_COSINES + 1).float()
    place = (torch.arange(n_bands) + 0.5) / n_bands
    cosines = torch.cos(math.pi * orders[:, None] * place[None, :])  # (orders, bands)
    weights = torch.randn(n, EQUALIZER_COSINES, generator=generator) * EQUALIZER_DB / orders
    return (weights @ cosines).unsqueeze(2) / _DB


def _mix_second(views: Tensor, uniform: _Uniform, generator: torch.Generator) -> None:
    """Mix a faint other view into some."""
    chosen = torch.nonzero(torch.rand(len(views), generator=generator) < MIX_PROBABILITY).squeeze(1)
    others = torch.randperm(len(views), generator=generator)[: len(chosen)]
    faintness = uniform(*MIX_RANGE_DB, 1, 1)[chosen] / _DB
    views[chosen] = torch.maximum(views[chosen], views[others] - faintness)


def _noise(uniform: _Uniform, n_bands: int, n_frames: int, generator: torch.Generator) -> Tensor:
    level = 1 - uniform(*NOISE_RANGE_DB, 1, 1) / _DB
    noise = torch.randn(len(level), n_bands, n_frames, generator=generator)
    return noise.mul_(NOISE_SPREAD_DB / _DB).add_(level)


def _stripes(uniform: _Uniform, length: int) -> Tensor:
    width = uniform(0.0, STRIPE_WIDTH, 1)
    start = uniform(0.0, 1.0, 1) * (length - width)
    at = torch.arange(length).float()
    hidden = (at >= start) & (at < start + width) & (uniform(0.0, 1.0, 1) < STRIPE_PROBABILITY)
    return 1.0 - hidden.float()
