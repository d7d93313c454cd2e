"""The default detector teaches a small network on the user's own recordings. Importing it brings in torch.

The network hears each lesson with the recordings' own quiet frames laid over it, 5 dB below to 8 dB above their level,
while the answers stay those for the sound without: so it learns what faint events look like from clear ones (noisy
student, Xie et al. 2020). All noise is added in the frames, as power of bands, which is cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from coincide.events.taught.frame_net import DILATIONS, TAPS, FrameNet, frame_inputs
from coincide.events.taught.lessons import DetectorLesson
from coincide.features import FrameGrid
from coincide.seeds import derive, generator
from coincide.training import Plan, State, run

N_STEPS = 500
CROP_FRAMES, BATCH = 128, 32
_WIDTH = 16
_LEARNING_RATE = 1e-2
_NOISE_DB = (-5.0, 8.0)
_CLEAN_SHARE = 0.25
_EVENT_SHARE = 0.5
_HIGHEST_DB = 60.0


@dataclass(frozen=True, slots=True)
class _Frames:
    """All lessons in a row; `power` and `quiet` (frames, bands) over the background."""

    power: NDArray[np.float32]
    is_event: NDArray[np.float32]
    weight: NDArray[np.float32]
    quiet: NDArray[np.float32]
    event_rows: NDArray[np.int64]


def teach(lessons: Sequence[DetectorLesson], grid: FrameGrid, *, seed: int, n_steps: int = N_STEPS) -> FrameNet:
    """Fit a network to lessons.

    Parameters
    ----------
    lessons : together more than 128 frames, more than 128 of them quiet, and at least one of a clear event.
    grid : the frames of the lessons.
    """
    frames = _join(lessons)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(seed, "frame net"))
        network = _network(frames.power.shape[1] + 1)

    def loss_at(step: int, _state: State) -> Tensor:
        shown, is_event, weight = _draw(frames, generator(seed, "frames", step))
        logits = network(torch.from_numpy(shown))[:, 0]
        losses = nn.functional.binary_cross_entropy_with_logits(
            logits, torch.from_numpy(is_event), weight=torch.from_numpy(weight), reduction="sum"
        )
        return losses / max(1.0, float(weight.sum()))

    run(network, plan=Plan(n_steps=n_steps, learning_rate=_LEARNING_RATE), loss_at=loss_at)
    return FrameNet(_weights(network), grid)


def _join(lessons: Sequence[DetectorLesson]) -> _Frames:
    excess = np.concatenate([lesson.excess for lesson in lessons])
    is_event = np.concatenate([lesson.is_event for lesson in lessons])
    power = (10.0 ** (np.minimum(excess, _HIGHEST_DB) / 10.0)).astype(np.float32)
    return _Frames(
        power=power,
        is_event=is_event,
        weight=np.concatenate([lesson.weight for lesson in lessons]),
        quiet=power[np.concatenate([lesson.is_quiet for lesson in lessons])],
        event_rows=np.flatnonzero(is_event),
    )


def _network(n_inputs: int) -> nn.Sequential:
    sizes = (n_inputs, *[_WIDTH] * (len(DILATIONS) - 1), 1)
    layers: list[nn.Module] = []
    for layer, dilation in enumerate(DILATIONS):
        reach = dilation * (TAPS // 2)
        layers += [nn.Conv1d(sizes[layer], sizes[layer + 1], TAPS, dilation=dilation, padding=reach), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _weights(network: nn.Sequential) -> dict[str, NDArray[np.float32]]:
    state = network.state_dict()
    return {
        f"{layer}.{kind}": state[f"{2 * layer}.{kind}"].numpy().copy()
        for layer in range(len(DILATIONS))
        for kind in ("weight", "bias")
    }


def _draw(
    frames: _Frames, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return inputs (batch, bands + 1, time), answers and weights (batch, time) of one step; half with an event."""
    last = len(frames.power) - CROP_FRAMES
    around_events = rng.choice(frames.event_rows, BATCH) - rng.integers(0, CROP_FRAMES, BATCH)
    starts = np.where(rng.random(BATCH) < _EVENT_SHARE, around_events, rng.integers(0, last, BATCH))
    rows = np.clip(starts, 0, last)[:, None] + np.arange(CROP_FRAMES)
    noise = rng.integers(0, len(frames.quiet) - CROP_FRAMES, BATCH)[:, None] + np.arange(CROP_FRAMES)
    gain = 10.0 ** (rng.uniform(*_NOISE_DB, BATCH) / 10.0) * (rng.random(BATCH) >= _CLEAN_SHARE)
    shown = _laid_over(frames.power[rows], frames.quiet[noise], gain.astype(np.float32)[:, None, None])
    return shown, frames.is_event[rows], frames.weight[rows]


def _laid_over(
    power: NDArray[np.float32], quiet: NDArray[np.float32], gain: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Add noise (batch, time, bands); the background rises by it, and levels count from the new one."""
    excess = np.float32(10.0) * np.log10((power + gain * quiet) / (np.float32(1.0) + gain), dtype=np.float32)
    batch, n_frames, n_bands = excess.shape
    inputs = frame_inputs(excess.reshape(batch * n_frames, n_bands))
    return np.ascontiguousarray(inputs.reshape(batch, n_frames, -1).transpose(0, 2, 1))
