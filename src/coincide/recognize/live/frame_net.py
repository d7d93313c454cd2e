"""A taught detector, in the graph: twin of `events.frame_net.FrameNet.probabilities`."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d

from coincide.events import FrameNet
from coincide.events.taught.frame_net import DILATIONS, HIGHEST_DB, LOWEST_DB, UNIT_DB
from coincide.recognize.live.bands import tensor_of


class FrameBelief(nn.Module):
    """Says of each frame how likely it is part of an event."""

    def __init__(self, net: FrameNet) -> None:
        super().__init__()
        for name, weights in net.weights.items():
            self.register_buffer(name.replace(".", "_"), tensor_of(weights))

    def forward(self, excess: Tensor, activity: Tensor) -> Tensor:
        """Return probabilities (frames,) of `excess` (frames, bands) and `activity` (frames,), both in dB."""
        shown = torch.cat([excess, activity[:, None]], dim=1)
        hidden = (torch.clamp(shown, LOWEST_DB, HIGHEST_DB) / UNIT_DB - 1.0).T[None]  # (1, bands + 1, frames)
        for layer, dilation in enumerate(DILATIONS):
            weight, bias = self.get_buffer(f"{layer}_weight"), self.get_buffer(f"{layer}_bias")
            hidden = conv1d(hidden, weight, bias, padding=dilation * (weight.shape[2] // 2), dilation=dilation)
            if layer < len(DILATIONS) - 1:
                hidden = torch.relu(hidden)
        return torch.sigmoid(hidden)[0, 0]
