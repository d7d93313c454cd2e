"""Span scorer: two spans belong together if each tells how the other goes on. It needs no labels and no trees.

The center of a merged span is where its two parts meet. From the leaves before it a network tells the next one, and
from those after it the one before, much as a continuous bag of words tells a word from its surroundings (Mikolov, Chen,
Corrado and Dean 2013). How well the center is told is by how much both are nearer to the truth than the mean of
everything, which one could tell without looking. The score of a merge is the difference to what is told across its two
ends: within a unit one leaf follows from another, and across its ends hardly (Harris 1955, on where words end).

For greedy parsing. The chart sums over all spans, so that ends matter and centers cancel, and finds fewer units.

Works on frames of a spectrogram as they are, and on any other vectors in a chain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from coincide_trees.errors import InputError
from coincide_trees.fitting.course import DEFAULT_PACE, Course, Pace, learn
from coincide_trees.vectors import pad


class SpanScorer(nn.Module):
    """Predicts leaves from those before and after them.

    The state of a node is how well is told across its first and across its last fence.

    Parameters
    ----------
    dim : length of the vectors.
    reach : leaves that are seen on one side, each at its place.
    hidden : width of the layer between what is seen and what is told.
    seed : of the first weights.
    """

    spans_only = True
    split_free = False

    mean: Tensor
    spread: Tensor

    def __init__(self, dim: int, *, reach: int = 3, hidden: int = 64, seed: int = 0) -> None:
        super().__init__()
        if dim < 1 or reach < 1 or hidden < 1:
            raise InputError(f"expected `dim`, `reach` and `hidden` of at least 1, got {dim}, {reach} and {hidden}.")
        self.dim, self.reach, self.hidden = dim, reach, hidden
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.onward = _teller(dim, reach, hidden)
            self.back = _teller(dim, reach, hidden)
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("spread", torch.ones(dim))

    @property
    def settings(self) -> dict[str, object]:
        """The arguments that make this model again: `SpanScorer(**settings)`."""
        return {"dim": self.dim, "reach": self.reach, "hidden": self.hidden}

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:
        """States (batch, time, 2) of vectors (batch, time, dim), which are standardized first."""
        gains = self.gains(vectors, lengths)
        fences = nn.functional.pad(gains, (1, 1))  # nothing is told across the ends of the whole
        return torch.stack([fences[:, :-1], fences[:, 1:]], dim=2)

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Parents of nodes, and how much better their centers are told than what lies across their ends."""
        parents = torch.stack([left[:, 0], right[:, 1]], dim=1)
        return parents, right[:, 0] - parents.mean(1)

    def names_of(self, states: Tensor) -> tuple[str, ...]:  # noqa: ARG002 (has no names)
        """Nothing: spans have no names."""
        return ()

    def gains(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:
        """How well is told across each fence between two leaves, (batch, time − 1): 1 fully, 0 not at all."""
        time = torch.arange(vectors.shape[1], device=vectors.device)
        is_there = time < torch.tensor(list(lengths), device=vectors.device).unsqueeze(1)
        inside = (vectors - self.mean) / self.spread * is_there.unsqueeze(2)
        before, after = inside[:, :-1], inside[:, 1:]
        told_after = self.onward(self._seen(inside)[:, :-1])
        told_before = self.back(self._seen(inside.flip(1)).flip(1)[:, 1:])
        missed = (told_after - after).square().mean(2) + (told_before - before).square().mean(2)
        return (1.0 - missed / 2) * is_there[:, 1:]

    def _seen(self, inside: Tensor) -> Tensor:
        """Of each leaf itself and those before it, `reach` in all: (batch, time, reach dim)."""
        padded = nn.functional.pad(inside, (0, 0, self.reach - 1, 0))
        n_time = inside.shape[1]
        return torch.cat([padded[:, at : at + n_time] for at in range(self.reach)], dim=2)


def _teller(dim: int, reach: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(reach * dim, hidden), nn.ReLU(), nn.Linear(hidden, dim))


def fit_span_scorer(
    model: SpanScorer,
    sequences: Sequence[ArrayLike | Tensor],
    *,
    pace: Pace = DEFAULT_PACE,
    seed: int = 0,
    on_epoch: Callable[[int, Course], None] = lambda _epoch, _course: None,
) -> Course:
    """Fit `model` in place: predict every leaf from its neighbors on either side.

    Raises
    ------
    InputError : sequences cannot be used.
    """
    padded, lengths = pad(sequences, model)
    every = torch.cat([row[:length] for row, length in zip(padded, lengths, strict=True)])
    model.mean.copy_(every.mean(0))
    model.spread.copy_(every.std(0, correction=0).clamp_min(1e-6))

    def loss_of(chosen: list[int], _step: int) -> Tensor:
        picked = [lengths[number] for number in chosen]
        n_fences = max(1, sum(picked) - len(picked))
        return 1.0 - model.gains(padded[chosen, : max(picked)], picked).sum() / n_fences

    return learn(
        model, n_sequences=len(lengths), pace=pace, seed=seed, loss_of=loss_of, quality=None, on_epoch=on_epoch
    )
