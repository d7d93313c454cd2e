"""The collapse gauge: has the embedding learned to tell events apart, said in plain words.

An encoder that maps everything to one point satisfies half of any objective. Two figures show it without labels: how
many dimensions the embeddings fill, and whether two views of an event lie nearer to each other than other events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from coincide.embed.apply import as_levels, embed
from coincide.embed.augment import augment
from coincide.embed.encoder import Encoder

N_GAUGED = 256
_COLLAPSED_DIMENSIONS, _COLLAPSED_RANK = 1.5, 0.7


@dataclass(frozen=True, slots=True)
class Gauge:
    """How well the embedding spreads.

    Attributes
    ----------
    effective_dimensions : participation ratio of the covariance, (Σλ)² / Σλ², in [1, dim].
    view_rank : share of other events that are farther from a view than the other view of the same event, in [0, 1];
        guessing gives a half.
    n_events : events compared.
    """

    effective_dimensions: float
    view_rank: float
    n_events: int

    @property
    def is_collapsed(self) -> bool:
        return self.effective_dimensions < _COLLAPSED_DIMENSIONS or self.view_rank < _COLLAPSED_RANK

    def in_words(self) -> str:
        """Say what the figures mean."""
        found = f"a changed copy of a call is nearer to its original than {self.view_rank:.0%} of other calls are"
        spread = f"the embedding fills {self.effective_dimensions:.0f} dimensions"
        if self.is_collapsed:
            return f"collapsed: nearly all calls look the same to it ({found}; {spread}); categories mean nothing"
        return f"healthy: {found}; {spread}"


def measure_gauge(
    encoder: Encoder, patches: NDArray[np.float32] | NDArray[np.uint8], *, generator: torch.Generator
) -> Gauge:
    """Measure the gauge on up to 256 evenly spread events (n, bands, frames)."""
    chosen = patches[np.linspace(0, len(patches) - 1, min(N_GAUGED, len(patches))).astype(np.int64)]
    originals = as_levels(torch.from_numpy(np.ascontiguousarray(chosen)))
    first = embed(encoder, augment(originals, generator=generator).numpy())
    second = embed(encoder, augment(originals, generator=generator).numpy())
    similarity = second @ first.T  # (events, events)
    is_farther = similarity < np.diag(similarity)[:, None]
    rank = float(is_farther.sum() / max(1, len(first) * (len(first) - 1)))
    return Gauge(effective_dimensions=_participation(embed(encoder, chosen)), view_rank=rank, n_events=len(chosen))


def _participation(embeddings: NDArray[np.float32]) -> float:
    if not np.isfinite(embeddings).all():
        return 1.0
    centered = embeddings - embeddings.mean(axis=0)
    variances = np.linalg.svd(centered, compute_uv=False).astype(np.float64) ** 2
    total = float(variances.sum())
    return 1.0 if total < 1e-8 else total**2 / float(np.sum(variances**2))
