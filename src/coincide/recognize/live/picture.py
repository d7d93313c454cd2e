"""Pictures of events in the sound that is remembered, in the graph: twin of `events.patches.PatchCamera`."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from coincide.events import PatchCamera, PatchGeometry
from coincide.events.patches import MASK_MARGIN_FRAMES, PATCH_FRAMES, RANGE_DB, TINY_POWER
from coincide.recognize.live.bands import BandLevels, tensor_of

_EDGE_S = 1e-7


class Camera(nn.Module):
    """Takes pictures of events, for one geometry and one sample rate."""

    def __init__(self, geometry: PatchGeometry, sample_rate_hz: int) -> None:
        super().__init__()
        twin = PatchCamera(geometry, sample_rate_hz)
        self.rate_hz, self.hop_s, self.window = float(sample_rate_hz), geometry.hop_s, twin.window_samples
        self.half_s = geometry.span_s / 2 + self.window / sample_rate_hz / 2
        self.levels = BandLevels(twin.grid, scale=1.0, floor_power=TINY_POWER)
        self.starts: Tensor
        self.centers_s: Tensor
        self.register_buffer("starts", tensor_of(twin.frame_starts))  # (frames,)
        centers_s = (torch.arange(PATCH_FRAMES, dtype=torch.float32) + 0.5) * geometry.hop_s - geometry.span_s / 2
        self.register_buffer("centers_s", centers_s)

    def forward(self, sound: Tensor, middles: Tensor, durations_s: Tensor) -> Tensor:
        """Picture events.

        Parameters
        ----------
        sound : (time,).
        middles : (n,) sample in the middle of each event.
        durations_s : (n,).

        Returns
        -------
        (n, 32 frames, 32 bands) in [0, 1].
        """
        first = torch.round(middles - self.half_s * self.rate_hz).to(torch.int64)
        places = (first[:, None] + self.starts)[:, :, None] + torch.arange(self.window)  # (n, frames, window)
        is_there = (places >= 0) & (places < sound.shape[0])
        inside_sound = torch.clamp(places, 0, sound.shape[0] - 1).reshape(-1)
        taken = torch.index_select(sound, 0, inside_sound).reshape(places.shape)
        level_db = self.levels(torch.where(is_there, taken, 0.0))  # (n, frames, bands)
        # Lengths are whole frames, so that a column may lie just at the edge; rounding must not decide there.
        reach_s = durations_s / 2 + MASK_MARGIN_FRAMES * self.hop_s + _EDGE_S
        inside = self.centers_s.abs()[None, :] <= reach_s[:, None]  # (n, frames)
        loudest = torch.where(inside[:, :, None], level_db, -torch.inf).amax(dim=(1, 2), keepdim=True)
        patch = torch.clamp(1.0 + (level_db - loudest) / RANGE_DB, 0.0, 1.0)
        return torch.where(inside[:, :, None], patch, 0.0)
