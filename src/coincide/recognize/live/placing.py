"""Where the microphone stands, learned from the events it hears, in the graph: twin of `workflow.new_sources`.

What all events of one place have in common is the place and the microphone, not their type. Their mean is subtracted
once there are 20 of them, if that has brought those heard since the tenth nearer to the events of the catalog than the
mean of all recordings did. Until then, and for the embeddings that go out, it is the mean of all recordings: what a
person taught with an embedding must stay where it is. Where learning took nothing away from recordings, nothing is
taken away here either.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from coincide.embed import MIN_SOURCE_EVENTS, Centers
from coincide.embed.centering import SCALE_WEIGHT, SHRINKAGE
from coincide.recognize.live.bands import tensor_of
from coincide.recognize.live.voters import CategoryVote, NeighborVote

_MIN_COMPARED = 10
_MAX_COUNTED = 500.0
"""Older events fade: a phone is carried around."""


class Placing(nn.Module):
    """Turns the encoder's output into embeddings as the catalog keeps them.

    Parameters
    ----------
    n_scales : frames of pictures; with more than one, embeddings are marked with theirs.
    """

    def __init__(self, centers: Centers, n_scales: int) -> None:
        super().__init__()
        self.n_scales, self.n_raw = n_scales, len(centers.overall)
        self.is_by_source = centers.is_by_source
        self.center: Tensor
        self.register_buffer("center", tensor_of(centers.overall))

    @property
    def dim(self) -> int:
        """Length of the embeddings."""
        return self.n_raw + (self.n_scales if self.n_scales > 1 else 0)

    def forward(
        self, raw: Tensor, is_scale: Tensor, is_event: Tensor, memory: Tensor, vote: NeighborVote | CategoryVote
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Place events.

        Parameters
        ----------
        raw : (n, raw dim), unit rows.
        is_scale : (scales,) of 0 and one 1.
        is_event : (n,) 0 or 1.
        memory : (memory,).

        Returns
        -------
        Embeddings to vote with, (n, dim), whether their place is known, (), and the memory.
        """
        if not self.is_by_source:
            return self.abroad(raw, is_scale), memory.new_ones(()) > 0, memory
        total, (count, gain) = memory[: self.n_raw], memory[self.n_raw :]
        total, count = total + (is_event[:, None] * raw).sum(dim=0), count + is_event.sum()
        own = total / torch.clamp(count, min=1.0) * (count / (count + SHRINKAGE))
        abroad, here = self.abroad(raw, is_scale), self._moved(raw, own, is_scale)
        nearer = (is_event * (vote.nearness(here) - vote.nearness(abroad))).sum()
        gain = gain + torch.where(count >= _MIN_COMPARED, nearer, 0.0)
        is_here = (count >= MIN_SOURCE_EVENTS) & (gain > 0)
        kept = torch.clamp(_MAX_COUNTED / torch.clamp(count, min=1.0), max=1.0)
        memory = torch.cat([total, count[None], gain[None]]) * kept
        return torch.where(is_here, here, abroad), is_here, memory

    def abroad(self, raw: Tensor, is_scale: Tensor) -> Tensor:
        """Return embeddings (n, dim) that depend on nothing heard before."""
        return self._moved(raw, self.center, is_scale)

    def _moved(self, raw: Tensor, center: Tensor, is_scale: Tensor) -> Tensor:
        moved = normalize(raw - center, dim=1, eps=1e-9)
        if self.n_scales == 1:
            return moved
        marks = (is_scale * SCALE_WEIGHT)[None].expand(len(raw), -1)
        return torch.cat([moved * (1.0 - SCALE_WEIGHT**2) ** 0.5, marks], dim=1)
