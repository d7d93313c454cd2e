"""From sound to what the encoder says about events, in pictures of one scale, in the graph."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import normalize, pad

from coincide.recognize.live.joining import PlainJoining


class Embedder(nn.Module):
    """Takes pictures of events, and embeds them.

    Parameters
    ----------
    camera : from sound (time,), middles (n,) in samples and durations (n,) in seconds to pictures (n, frames, bands).
    encoder : from patches (n, bands, frames) to (n, dim).
    joining : joins log-mel + PCA to what the encoder says; None where it does not join.
    """

    def __init__(self, camera: nn.Module, encoder: nn.Module, joining: PlainJoining | None) -> None:
        super().__init__()
        self.camera, self.encoder, self.joining = camera, encoder, joining

    def forward(self, sound: Tensor, middles: Tensor, durations_s: Tensor) -> Tensor:
        """Return unit rows (n, raw dim) of events whose middles are samples of the sound (time,)."""
        patch = self.camera(sound, middles, durations_s).transpose(1, 2)  # (n, bands, frames)
        # Read twice, see `coincide.embed.apply.embed`.
        learned = normalize(self.encoder(patch) + self.encoder(pad(patch, (1, -1, 1, -1))), dim=1)
        return learned if self.joining is None else self.joining(learned, patch)
