"""Parts of speech, guessed from a word and its neighbors: what a tagger adds to the vectors of words.

One softmax over the vectors of a word and of the words beside it, learned on the tags of the articles that are learned
from. Those articles themselves get guesses from others' tags, three ways in turn, so that the guesses are as uncertain
while learning as they are on articles that nobody tagged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

N_FOLDS = 3
_N_EPOCHS, _BATCH, _RATE = 4, 256, 3e-3

Matrix = NDArray[np.float32]


def guessed_tags(
    learned: Sequence[Sequence[Matrix]],
    tags: Sequence[Sequence[Sequence[str]]],
    others: Sequence[Sequence[Matrix]],
    *,
    seed: int,
) -> tuple[list[list[Matrix]], list[list[Matrix]], float]:
    """Guess tags of articles.

    Parameters
    ----------
    learned, tags : articles of sentences of vectors (words, dim), and their true tags.
    others : articles whose tags are not known.

    Returns
    -------
    Probabilities (words, n_tags) for all sentences of `learned` and of `others`, and the share of right guesses in
    `learned`.
    """
    names = sorted({tag for article in tags for sentence in article for tag in sentence})
    number = {tag: place for place, tag in enumerate(names)}
    windows = [[_window(vectors) for vectors in article] for article in learned]
    targets = [np.array([number[tag] for sentence in article for tag in sentence]) for article in tags]
    folds = [range(fold, len(learned), N_FOLDS) for fold in range(N_FOLDS)]
    guesses: list[list[Matrix]] = [[] for _ in learned]
    for fold in folds:
        rest = [place for place in range(len(learned)) if place not in fold]
        network = _fit([windows[place] for place in rest], [targets[place] for place in rest], len(names), seed)
        for place in fold:
            guesses[place] = [_probabilities(network, window) for window in windows[place]]
    network = _fit(windows, targets, len(names), seed)
    unknown = [[_probabilities(network, _window(vectors)) for vectors in article] for article in others]
    right = [np.concatenate(found).argmax(1) == target for found, target in zip(guesses, targets, strict=True)]
    return guesses, unknown, float(np.concatenate(right).mean())


def _window(vectors: Matrix) -> Matrix:
    """Each word with the one before and the one behind it, zeros outside of the sentence: (words, 3 dim)."""
    padded = np.pad(vectors, ((1, 1), (0, 0)))
    return np.concatenate([padded[1:-1], padded[:-2], padded[2:]], axis=1)


def _fit(
    windows: Sequence[Sequence[Matrix]], targets: Sequence[NDArray[np.int64]], n_tags: int, seed: int
) -> nn.Module:
    inputs = torch.tensor(np.concatenate([window for article in windows for window in article]))
    target = torch.tensor(np.concatenate(targets))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = nn.Linear(inputs.shape[1], n_tags)
        optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE)
        for _ in range(_N_EPOCHS):
            for chosen in torch.randperm(len(inputs)).split(_BATCH):
                loss = nn.functional.cross_entropy(network(inputs[chosen]), target[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    return network


@torch.no_grad()
def _probabilities(network: nn.Module, window: Matrix) -> Matrix:
    return torch.softmax(network(torch.tensor(window)), dim=1).numpy()
