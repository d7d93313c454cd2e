"""Fitting a recursive autoencoder: find trees, then learn to tell their parts again.

Each step searches trees with the weights as they are, without gradient; then the trees are held fixed and run level by
level with gradient. The search makes the objective jump where one tree overtakes another; holding trees fixed for the
step is what makes it smooth enough to learn (Socher and others 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from coincide_trees.adjacency import Adjacency
from coincide_trees.decoders.decoding import AdjacencyLike, adjacencies_of
from coincide_trees.decoders.greedy import greedy
from coincide_trees.decoders.scored_tree import Pair
from coincide_trees.errors import InputError
from coincide_trees.fitting.course import DEFAULT_PACE, Course, Pace, learn
from coincide_trees.models.autoencoder import RecursiveAutoencoder
from coincide_trees.models.levels import grow
from coincide_trees.models.unfolding import unfolded_errors
from coincide_trees.vectors import pad

RECONSTRUCTION_SHARE = 0.2
"""α of Socher and others 2011: what reconstruction weighs against naming, where there are labels."""


def fit_autoencoder(
    model: RecursiveAutoencoder,
    sequences: Sequence[ArrayLike | Tensor],
    *,
    labels: Sequence[str | None] | None = None,
    adjacency: AdjacencyLike | Sequence[Adjacency] = "chain",
    pace: Pace = DEFAULT_PACE,
    seed: int = 0,
    on_epoch: Callable[[int, Course], None] = lambda _epoch, _course: None,
) -> Course:
    """Fit `model` in place.

    Parameters
    ----------
    labels : the name of each sequence, None if unknown; all its nodes learn this name.
    adjacency : as for `parse_batch`.
    seed : of the order of sequences.

    Raises
    ------
    InputError : sequences cannot be used, or a label is not among the model's.
    """
    padded, lengths = pad(sequences, model)
    adjacencies = adjacencies_of(adjacency, lengths)
    targets = torch.tensor(_targets(labels, model.labels, len(lengths)), device=padded.device)

    def loss_of(chosen: list[int], _step: int) -> Tensor:
        length = max(lengths[number] for number in chosen)
        leaves = model.leaves(padded[chosen, :length], [lengths[number] for number in chosen])
        with torch.no_grad():
            found = greedy(leaves, [adjacencies[number] for number in chosen], model)
        return _loss(model, leaves, [one.children for one in found], targets[chosen])

    return learn(
        model, n_sequences=len(lengths), pace=pace, seed=seed, loss_of=loss_of, quality=None, on_epoch=on_epoch
    )


def _loss(model: RecursiveAutoencoder, leaves: Tensor, trees: list[list[Pair]], targets: Tensor) -> Tensor:
    """Mean over nodes; targets (trees,) are −1 where there is no label."""
    grown = grow(leaves, trees, model)
    errors = unfolded_errors(leaves, trees, grown.states, model) if model.is_unfolding else -grown.scores
    reconstruction = errors.sum() / max(1, len(errors))
    n_nodes = torch.tensor([len(children) for children in trees], device=targets.device)
    target = torch.repeat_interleave(targets, n_nodes)
    if not bool((target >= 0).any()):
        return reconstruction
    naming = nn.functional.cross_entropy(model.logits(grown.states), target, ignore_index=-1)
    return RECONSTRUCTION_SHARE * reconstruction + (1.0 - RECONSTRUCTION_SHARE) * naming


def _targets(labels: Sequence[str | None] | None, known: Sequence[str], n_sequences: int) -> list[int]:
    if labels is None:
        return [-1] * n_sequences
    if len(labels) != n_sequences:
        raise InputError(f"expected {n_sequences} labels, one for each sequence, got {len(labels)}.")
    return [-1 if label is None else number_of(label, known) for label in labels]


def number_of(label: str, known: Sequence[str]) -> int:
    """The number of a label; an error if the model does not know it."""
    if label not in known:
        raise InputError(
            f"expected a label among {', '.join(f'`{name}`' for name in known) or 'none'}, got `{label}`. Make the "
            "model with this label, or leave it out."
        )
    return list(known).index(label)
