"""A small network that says of each frame how likely it is part of an event, computed with NumPy alone.

Three dilated convolutions over time see about a quarter of a second. In: per frame the level of each band over its
background, and their activity. It was taught (`teaching`) on one kind of frames, and fits no others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from coincide.events.background.floor import activity
from coincide.features import FrameGrid

DILATIONS = (1, 2, 4)
TAPS = 5
LOWEST_DB, HIGHEST_DB, UNIT_DB = -10.0, 40.0, 5.0


@dataclass(frozen=True, slots=True)
class FrameNet:
    """The network of a self-taught detector, and the frames that it was taught on.

    Attributes
    ----------
    weights : by layer, ``0.weight`` (out, in, taps) and ``0.bias`` (out,), then 1 and 2.
    grid : the frames it was taught on.
    """

    weights: Mapping[str, NDArray[np.float32]]
    grid: FrameGrid

    def fits(self, grid: FrameGrid) -> bool:
        """Say whether the network was taught on frames like these; it cannot judge others."""
        return grid == self.grid

    def probabilities(self, excess: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each frame to be part of an event, (frames,), from `excess` (frames, bands)."""
        hidden = frame_inputs(excess)
        for layer, dilation in enumerate(DILATIONS):
            hidden = _convolve(hidden, self.weights[f"{layer}.weight"], self.weights[f"{layer}.bias"], dilation)
            if layer < len(DILATIONS) - 1:
                np.maximum(hidden, 0.0, out=hidden)
        return np.asarray(expit(hidden[:, 0]), dtype=np.float32)

    @property
    def name(self) -> str:
        """Return 16 hexadecimal digits that name the weights."""
        # Networks that were named before bands could be linear keep their names.
        facts = {name: value for name, value in asdict(self.grid).items() if (name, value) != ("spacing", "mel")}
        summed = sha256(json.dumps(facts, sort_keys=True).encode())
        for key in sorted(self.weights):
            summed.update(np.ascontiguousarray(self.weights[key], dtype="<f4").tobytes())
        return summed.hexdigest()[:16]


def frame_inputs(excess: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the network is shown: (frames, bands + 1), scaled, from `excess` (frames, bands) in dB."""
    shown = np.concatenate([excess, activity(excess)[:, None]], axis=1)
    return (np.clip(shown, LOWEST_DB, HIGHEST_DB) / np.float32(UNIT_DB) - 1.0).astype(np.float32)


def _convolve(
    series: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32], dilation: int
) -> NDArray[np.float32]:
    """Convolve (frames, in) with (out, in, taps), silence around it; returns (frames, out)."""
    reach = dilation * (weight.shape[2] // 2)
    padded = np.pad(series, ((reach, reach), (0, 0)))
    result = np.repeat(bias[None], len(series), axis=0)
    for tap in range(weight.shape[2]):
        result += padded[tap * dilation : tap * dilation + len(series)] @ weight[:, :, tap].T
    return result
