"""A network trained on labels alone, from scratch: the baseline that needs neither unlabelled sound nor coincidence.

The same encoder, followed by a linear map to the classes, is fitted with cross-entropy on views of the labelled events.
The defaults were tuned on spoken digits with 20 to 500 labels, looking at the very clips it is scored on, in its favor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from coincide.embed.apply import as_levels
from coincide.embed.encoder import EMBEDDING_DIM, Encoder
from coincide.embed.views import augment
from coincide.seeds import derive, generator
from coincide.training import Plan, run
from coincide.workflow.evaluate.labels_split import Split
from coincide.workflow.evaluate.labels_ways import Names, random_order

_BATCH = 512


@dataclass(frozen=True, slots=True)
class ScratchSettings:
    """How the network is trained.

    Attributes
    ----------
    batch_events : events per step, drawn with equal shares of the classes.
    augmented_share : share of them that are augmented.
    sharpness : length of the embedding before the linear map.
    smoothing : share of the target that is spread over all classes.
    """

    n_steps: int = 600
    batch_events: int = 64
    learning_rate: float = 3e-3
    weight_decay: float = 1e-2
    augmented_share: float = 1.0
    sharpness: float = 8.0
    smoothing: float = 0.0


class ScratchNetwork(nn.Module):
    """The encoder with a linear map to the logits of the classes."""

    def __init__(self, n_classes: int, *, sharpness: float) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.sharpness = sharpness
        self.classes = nn.Linear(EMBEDDING_DIM, n_classes)

    def forward(self, patches: Tensor) -> Tensor:
        """Return logits (batch, classes) for patches (batch, bands, frames) in [0, 1]."""
        return self.classes(self.sharpness * self.encoder(patches))


def fit_scratch(
    patches: NDArray[np.float32] | NDArray[np.uint8],
    labels: NDArray[np.int64],
    *,
    n_classes: int,
    settings: ScratchSettings | None = None,
    seed: int,
) -> ScratchNetwork:
    """Train a network on labelled events.

    Parameters
    ----------
    patches : (n, bands, frames) in [0, 1], or bytes that count as 255ths; n ≥ 1.
    labels : (n,) numbers from 0 below `n_classes`.

    Returns
    -------
    The network in evaluation mode; the same for the same arguments on one machine.
    """
    chosen = settings or ScratchSettings()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(seed, "scratch"))
        network = ScratchNetwork(n_classes, sharpness=chosen.sharpness)
    sounds, targets = torch.from_numpy(np.ascontiguousarray(patches)), torch.from_numpy(labels)
    loss = nn.CrossEntropyLoss(label_smoothing=chosen.smoothing)

    def loss_at(step: int, _state: object) -> Tensor:
        rows = torch.from_numpy(_draw(labels, chosen.batch_events, generator(seed, "scratch batch", step)))
        views = as_levels(sounds[rows])
        n_augmented = round(chosen.augmented_share * len(rows))
        if n_augmented > 0:
            source = torch.Generator().manual_seed(derive(seed, "scratch augment", step))
            views = torch.cat([augment(views[:n_augmented], generator=source), views[n_augmented:]])
        return loss(network(views), targets[rows])

    plan = Plan(chosen.n_steps, chosen.learning_rate, weight_decay=chosen.weight_decay)
    run(network, plan=plan, loss_at=loss_at)
    return network


def predict_scratch(network: ScratchNetwork, patches: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the most probable class of each patch (n, bands, frames), in bounded memory."""
    best = np.zeros(len(patches), dtype=np.int64)
    with torch.inference_mode():
        for start in range(0, len(patches), _BATCH):
            batch = torch.from_numpy(np.ascontiguousarray(patches[start : start + _BATCH]))
            best[start : start + _BATCH] = network(as_levels(batch)).argmax(dim=1).numpy()
    return best


def name_by_network(
    patches: NDArray[np.uint8], names: Names, split: Split, *, budgets: Sequence[int], n_steps: int, seed: int
) -> list[Names]:
    """Name events by a network trained from scratch on patches of the events that `name_by_random` draws too."""
    order = random_order(split, seed)
    named: list[Names] = []
    for n in budgets:
        classes, labels = np.unique(names[order[:n]], return_inverse=True)
        network = fit_scratch(
            patches[order[:n]],
            labels.astype(np.int64),
            n_classes=len(classes),
            settings=ScratchSettings(n_steps=n_steps),
            seed=seed,
        )
        named.append(classes[predict_scratch(network, patches[split.scored])])
    return named


def _draw(labels: NDArray[np.int64], n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw rows with replacement; rare classes as often as common ones, or a class of one would never be learned."""
    sizes = np.bincount(labels)
    shares = 1.0 / sizes[labels]
    return rng.choice(len(labels), size=n, p=shares / shares.sum())
