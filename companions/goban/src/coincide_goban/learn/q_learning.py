"""Q-learning: the network learns how often each place wins, and plays the best (chapter 11; Watkins 1989).

The action value of a place is read from its policy logit, as a win rate from 0 to 1, so one answer values all places
(Mnih and others 2015), where the book asks once for each. The target is the result of the game, as in the book, not the
value of the next position.
"""

from __future__ import annotations

import numpy as np
import torch

from coincide_goban.learn.episodes import Experience, Picker
from coincide_goban.learn.model import DualHead
from coincide_goban.network.forward import Network

# Share of places played by chance, in the first round and in the last.
_FIRST_CHANCE = 0.5
_LAST_CHANCE = 0.1


def by_value(network: Network, progress: float) -> Picker:
    """The place of the highest value, or by chance any that is allowed; `progress` of the training is 0 to 1."""
    chance = _FIRST_CHANCE + progress * (_LAST_CHANCE - _FIRST_CHANCE)

    def pick(planes: np.ndarray, allowed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        best = np.where(allowed, network.action_values(planes), -1).argmax(axis=1)
        random = np.where(allowed, rng.random(allowed.shape), -1).argmax(axis=1)
        return np.where(rng.random(len(planes)) < chance, random, best)

    return pick


def loss(model: DualHead, batch: Experience) -> torch.Tensor:
    """Cross-entropy between the value of what was played and whether it won."""
    logits, _, _ = model(torch.from_numpy(batch.planes))
    played = logits.gather(1, torch.from_numpy(batch.places)[:, None])[:, 0]
    return torch.nn.functional.binary_cross_entropy_with_logits(played, torch.from_numpy(batch.won))
