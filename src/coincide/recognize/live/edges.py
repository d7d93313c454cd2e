"""Edges as a person draws them, in the graph: twin of `events.edges.rule`."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d, pad

from coincide.events.edges import DrawnRules, EdgeRule
from coincide.events.edges.rule import FINE_FRAMES, MOST_SHARE
from coincide.events.segment import QUIET_PERCENTILES
from coincide.recognize.live.background import percentile

_REACH_WIDTHS = 4.0
_FAR = 1e6


class EdgeDrawer(nn.Module):
    """Draws the edges of events anew.

    Parameters
    ----------
    n_frames : frames of the curve.
    n_reach : the newest of them, which are searched for events.
    """

    def __init__(self, rules: DrawnRules, *, n_frames: int, n_reach: int, hop_s: float) -> None:
        super().__init__()
        self.rules, self.n_reach, self.hop_s = rules, n_reach, hop_s
        reach = int(_REACH_WIDTHS * FINE_FRAMES + 0.5)
        bell = torch.exp(-0.5 * (torch.arange(-reach, reach + 1, dtype=torch.float32) / FINE_FRAMES).square())
        self.bell: Tensor
        self.places: Tensor
        self.ages: Tensor
        self.register_buffer("bell", bell / bell.sum())
        self.register_buffer("places", torch.arange(n_reach, dtype=torch.float32))
        self.register_buffer("ages", torch.arange(n_frames - 1, -1, -1, dtype=torch.float32))

    def forward(
        self, curve: Tensor, n_heard: Tensor, length: Tensor, starts: Tensor, stops: Tensor, is_event: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Draw.

        Parameters
        ----------
        curve : (frames,) activity in dB.
        n_heard : () newest frames that were heard.
        length : () typical event length in frames.
        starts, stops, is_event : (parts,), as `CurveCutter` returns them.

        Returns
        -------
        Starts and stops (parts,), as exact as edges lie between frames.
        """
        reach = len(self.bell) // 2
        fine = conv1d(pad(curve[None, None], (reach, reach), mode="replicate"), self.bell[None, None])[0, 0]
        fine = fine[-self.n_reach :]
        quiet_db = percentile(curve, self.ages < n_heard, QUIET_PERCENTILES[1])
        # What ends before each event, and what begins after it.
        is_before = is_event[None, :] & (stops[None, :] <= starts[:, None])
        is_after = is_event[None, :] & (starts[None, :] >= stops[:, None])
        before = torch.where(is_before, stops[None, :], -_FAR).amax(dim=1)
        after = torch.where(is_after, starts[None, :], _FAR).amin(dim=1)
        onsets, offsets = starts - 0.5, stops - 0.5
        if self.rules.onset is not None:
            onsets = self._onsets(fine, starts, stops, before, is_event, self.rules.onset, quiet_db, length)
            onsets = onsets + self.rules.onset.shift_s / self.hop_s
        if self.rules.offset is not None:
            n = float(self.n_reach)
            ends = self._onsets(
                fine.flip(0), n - stops, n - starts, n - after, is_event, self.rules.offset, quiet_db, length
            )
            offsets = n - 1.0 - ends + self.rules.offset.shift_s / self.hop_s
        lengths = stops - starts
        if self.rules.onset is not None:
            onsets = torch.minimum(onsets, starts - 0.5 + self.rules.onset.inset * lengths)
        if self.rules.offset is not None:
            offsets = torch.maximum(offsets, stops - 0.5 - self.rules.offset.inset * lengths)
        onsets = torch.maximum(onsets, (starts + before) / 2 - 0.5)
        offsets = torch.minimum(offsets, (stops + after) / 2 - 0.5)
        is_kept = is_event & (offsets - onsets >= 1.0)
        return torch.where(is_kept, onsets + 0.5, starts), torch.where(is_kept, offsets + 0.5, stops)

    def _onsets(
        self,
        fine: Tensor,
        starts: Tensor,
        stops: Tensor,
        before: Tensor,
        is_event: Tensor,
        rule: EdgeRule,
        quiet_db: Tensor,
        length: Tensor,
    ) -> Tensor:
        places = self.places[None, :]
        inside = (places >= starts[:, None]) & (places < stops[:, None])
        peak = torch.where(is_event, torch.where(inside, fine, -_FAR).amax(dim=1), quiet_db)
        height = peak - quiet_db
        wanted = quiet_db + torch.minimum(rule.above_db + rule.share * height, MOST_SHARE * height)
        wanted = torch.minimum(wanted, peak)
        is_over = fine[None, :] >= wanted[:, None]
        first = torch.where(inside & is_over, places, float(self.n_reach)).amin(dim=1)
        middle = torch.floor((before + starts + 1.0) / 2)
        earliest = torch.minimum(torch.maximum(middle, starts - torch.round(rule.reach * length)), starts)
        outside = (places >= earliest[:, None]) & (places <= starts[:, None])
        last_below = torch.where(outside & ~is_over, places, -1.0).amax(dim=1)
        begins = torch.where(last_below < starts, torch.maximum(last_below + 1.0, earliest), first)
        begins = torch.clamp(begins, min=0.0)
        here, earlier = self._at(fine, begins), self._at(fine, torch.clamp(begins - 1.0, min=0.0))
        is_crossed = (earlier < wanted) & (here >= wanted)
        rise = torch.where(is_crossed, here - earlier, 1.0)
        return begins - torch.where(is_crossed, (here - wanted) / rise, 0.0)

    def _at(self, fine: Tensor, frames: Tensor) -> Tensor:
        return torch.where(self.places[None, :] == frames[:, None], fine[None, :], 0.0).sum(dim=1)
