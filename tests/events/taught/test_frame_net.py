"""The taught detector, computed without torch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from frame_examples import GRID, levels_with_calls, other_grid

from coincide.events import EventSettings, FrameNet, detect
from coincide.events.taught.frame_net import DILATIONS, TAPS, frame_inputs
from coincide.features import FeatureSettings


def _net(seed: int = 0, width: int = 6) -> FrameNet:
    rng = np.random.default_rng(seed)
    sizes = (GRID.n_bands + 1, width, width, 1)
    weights: dict[str, np.ndarray] = {}
    for layer in range(len(DILATIONS)):
        shape = (sizes[layer + 1], sizes[layer], TAPS)
        weights[f"{layer}.weight"] = (rng.standard_normal(shape) * 0.2).astype(np.float32)
        weights[f"{layer}.bias"] = (rng.standard_normal(shape[0]) * 0.2).astype(np.float32)
    return FrameNet(weights, GRID)


def _in_torch(net: FrameNet, excess: np.ndarray) -> np.ndarray:
    hidden = torch.from_numpy(frame_inputs(excess).T[None].copy())
    for layer, dilation in enumerate(DILATIONS):
        weight, bias = (torch.from_numpy(net.weights[f"{layer}.{kind}"]) for kind in ("weight", "bias"))
        hidden = torch.conv1d(hidden, weight, bias, padding=dilation * (TAPS // 2), dilation=dilation)
        hidden = torch.relu(hidden) if layer < len(DILATIONS) - 1 else torch.sigmoid(hidden)
    return hidden[0, 0].numpy()


@pytest.mark.parametrize("n_frames", [1, 3, 14, 15, 500])
def test_numpy_computes_what_torch_does(n_frames: int) -> None:
    excess = levels_with_calls(1, n_frames=500)[0][:n_frames] + 40.0
    np.testing.assert_allclose(_net().probabilities(excess), _in_torch(_net(), excess), atol=1e-5)


def test_no_frames_have_no_probabilities() -> None:
    assert _net().probabilities(np.zeros((0, GRID.n_bands), dtype=np.float32)).shape == (0,)


def test_a_name_tells_weights_apart() -> None:
    assert len({_net(0).name, _net(0).name, _net(1).name}) == 2


def test_a_name_tells_grids_apart() -> None:
    assert _net().name != replace(_net(), grid=other_grid()).name


def test_a_net_fits_only_the_frames_it_was_taught_on() -> None:
    assert [_net().fits(grid) for grid in (GRID, other_grid())] == [True, False]


def test_sound_of_another_rate_is_searched_without_the_net() -> None:
    sound = (0.01 * np.random.default_rng(0).standard_normal(32_000)).astype(np.float32)
    sound[16_000:18_000] += np.float32(0.1) * np.sin(np.arange(2000, dtype=np.float32))

    def find(net: FrameNet | None) -> object:
        return detect([sound], sample_rate_hz=16_000, features=FeatureSettings(), settings=EventSettings(), net=net)

    assert find(_net()) == find(None)
