"""From embeddings to probabilities of names, in the graph: twins of `recognize.Recognizer` and of categories.

Both return one row per event that adds up to 1: the names, and last what is `unknown`. The most probable name has the
probability that the twin calls its score, so that the same threshold gives the same names.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from coincide.label import Classifier
from coincide.label.classifier import FAMILIAR, LEAST_FAR, STRANGE
from coincide.label.graph import N_NEIGHBORS, SHARPNESS
from coincide.label.sureness import LEAST_SHARE
from coincide.recognize.by_category import CategoryRecognizer
from coincide.recognize.live.bands import tensor_of


class NeighborVote(nn.Module):
    """Names by what a person taught: the nearest reference events vote.

    Parameters
    ----------
    far_away : distance that counts as far until it is known where the microphone stands.
    """

    def __init__(self, classifier: Classifier, *, far_away: float | None = None) -> None:
        super().__init__()
        self.far, curve = float(classifier.far), classifier.sureness
        self.far_away = self.far if far_away is None else far_away
        self.intercept, self.slope = float(curve.intercept), float(curve.slope)
        self.n_neighbors = min(N_NEIGHBORS, len(classifier.reference))
        self.reference: Tensor
        self.probabilities: Tensor
        self.weights: Tensor
        self.register_buffer("reference", tensor_of(classifier.reference))
        self.register_buffer("probabilities", tensor_of(classifier.probabilities))
        self.register_buffer("weights", tensor_of(classifier.weights))

    def nearness(self, embeddings: Tensor) -> Tensor:
        """Return the cosine of each embedding (n, dim) and the nearest reference event, (n,)."""
        return (embeddings @ self.reference.T).amax(dim=1)

    def forward(self, embeddings: Tensor, is_here: Tensor) -> Tensor:
        """Return probabilities (n, names + 1) of embeddings (n, dim); `is_here` (): the place is known."""
        cosines, columns = torch.topk(embeddings @ self.reference.T, self.n_neighbors, dim=1)
        votes = torch.softmax(cosines / SHARPNESS, dim=1)
        for_names = votes[:, :, None] * self.probabilities[columns]  # (n, neighbors, names)
        shares = for_names.sum(dim=1)
        believed = (for_names * self.weights[columns][:, :, None]).sum(dim=1)
        best = shares.argmax(dim=1, keepdim=True)
        familiarity = _familiarity(cosines, torch.where(is_here, self.far, self.far_away))
        sureness = torch.sigmoid(self.intercept + self.slope * _log_odds(believed.gather(1, best)[:, 0]))
        return _with_unknown(shares, familiarity * sureness)


class CategoryVote(nn.Module):
    """Names by the category that an event would join."""

    def __init__(self, known: CategoryRecognizer) -> None:
        super().__init__()
        smoother, head = known.categorizer.smoother, known.categorizer.head
        self.far: Tensor
        self.register_buffer("far", torch.tensor(float(known.far)))
        self.n_compared = min(N_NEIGHBORS, len(smoother.reference))
        self.n_neighbors, self.temperature = smoother.n_neighbors, float(head.temperature)
        self.reference: Tensor
        self.averaged: Tensor
        self.prototypes: Tensor
        self.register_buffer("reference", tensor_of(smoother.reference))
        self.register_buffer("averaged", tensor_of(smoother.averaged))
        self.register_buffer("prototypes", tensor_of(head.prototypes))

    def nearness(self, embeddings: Tensor) -> Tensor:
        """Return the cosine of each embedding (n, dim) and the nearest reference event, (n,)."""
        return (embeddings @ self.reference.T).amax(dim=1)

    def forward(self, embeddings: Tensor, is_here: Tensor) -> Tensor:
        """Return probabilities (n, categories + 1) of embeddings (n, dim); `is_here` (): the place is known."""
        n_nearest = max(self.n_neighbors, self.n_compared)
        cosines, columns = torch.topk(embeddings @ self.reference.T, n_nearest, dim=1)
        smooth = embeddings
        if self.n_neighbors > 1:
            smooth = normalize(self.averaged[columns[:, : self.n_neighbors]].mean(dim=1), dim=1)
        best = self._of(smooth).argmax(dim=1, keepdim=True)
        shares = self._of(embeddings)
        certainty = shares.gather(1, best)
        # The smoothed embedding says where an event belongs, its own says how sure that is.
        is_best = torch.arange(shares.shape[1])[None, :] == best
        capped = torch.where(is_best, certainty, torch.minimum(shares, _LESS * certainty))
        familiarity = _familiarity(cosines[:, : self.n_compared], self.far)
        named = capped * torch.where(is_here, familiarity, 1.0)[:, None]
        return torch.cat([named, 1.0 - named.sum(dim=1, keepdim=True)], dim=1)

    def _of(self, embeddings: Tensor) -> Tensor:
        return torch.softmax(embeddings @ self.prototypes.T / self.temperature, dim=1)


_LESS = 0.999


def _familiarity(cosines: Tensor, far: Tensor) -> Tensor:
    """Return how far names are believed (n,), from the cosines (n, neighbors) of the nearest known events."""
    distances = (1.0 - cosines.mean(dim=1)) / torch.clamp(far, min=LEAST_FAR)
    return torch.clamp((STRANGE - distances) / (STRANGE - FAMILIAR), 0.0, 1.0)


def _log_odds(shares: Tensor) -> Tensor:
    kept = torch.clamp(shares, LEAST_SHARE, 1.0 - LEAST_SHARE)
    return torch.log(kept / (1.0 - kept))


def _with_unknown(shares: Tensor, sureness: Tensor) -> Tensor:
    """Give the name with the largest share its sureness, the others what they may have of the rest, in proportion."""
    best, where = shares.max(dim=1, keepdim=True)
    sure = sureness[:, None]
    is_best = torch.arange(shares.shape[1])[None, :] == where
    of_rest = (1.0 - sure) * shares / torch.clamp(1.0 - best, min=1e-6)
    others = torch.minimum(of_rest, sure * shares / torch.clamp(best, min=1e-6))
    named = torch.where(is_best, sure, others)
    return torch.cat([named, torch.clamp(1.0 - named.sum(dim=1, keepdim=True), min=0.0)], dim=1)
