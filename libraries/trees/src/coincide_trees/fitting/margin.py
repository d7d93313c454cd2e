"""Fitting a grammar by margins: the best right tree must beat every other by as many points as that has wrong spans.

Each step searches two trees with the weights as they are: the best among the right ones, and the most tempting when
each wrong merge gets κ on top (loss-augmented decoding, by the very search that will be used later). Where the tempting
one wins, its merges are made worse and those of the right one better. Both are run level by level with gradient.

The margin is asked of what the search compares: of whole trees for the chart, of single merges for greedy parsing.

Taskar, Klein, Collins, Koller and Manning 2004; Socher, Lin, Ng and Manning 2011, equations 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from coincide_trees.adjacency import Adjacency
from coincide_trees.decoders.chart import chart
from coincide_trees.decoders.decoding import AdjacencyLike, adjacencies_of
from coincide_trees.decoders.greedy import greedy
from coincide_trees.decoders.scored_tree import ScoredTree
from coincide_trees.errors import InputError
from coincide_trees.fitting.course import DEFAULT_PACE, Course, Pace, learn
from coincide_trees.fitting.reconstruction import number_of
from coincide_trees.fitting.truth import Aim, Mark, SpanTruth, Truth
from coincide_trees.models.grammar import NeuralGrammar
from coincide_trees.models.levels import NodeStates, grow
from coincide_trees.models.span_grammar import SpanGrammar
from coincide_trees.tree import Tree
from coincide_trees.vectors import pad

Grammar = NeuralGrammar | SpanGrammar
Decoder = Literal["greedy", "chart"]

KAPPA = 1.0
"""Points for a wrong span. Socher's 0.05 goes with scores that start small; ours start around one."""


_UNKNOWN = -1
_Judged = tuple[Mark, bool]
"""The mark of an inner node, and whether it is right."""


@dataclass
class _Lesson:
    """Sequences, laid side by side, and what is right for each."""

    padded: Tensor
    lengths: list[int]
    adjacencies: list[Adjacency]
    truths: list[Truth]


def fit_grammar(
    model: Grammar,
    sequences: Sequence[ArrayLike | Tensor],
    truths: Sequence[Tree | Truth],
    *,
    held_out: tuple[Sequence[ArrayLike | Tensor], Sequence[Tree | Truth]] | None = None,
    adjacency: AdjacencyLike | Sequence[Adjacency] = "chain",
    held_out_adjacency: AdjacencyLike | Sequence[Adjacency] = "chain",
    decoder: Decoder | None = None,
    kappa: float = KAPPA,
    pace: Pace = DEFAULT_PACE,
    seed: int = 0,
    on_epoch: Callable[[int, Course], None] = lambda _epoch, _course: None,
) -> Course:
    """Fit `model` in place.

    Parameters
    ----------
    truths : an annotated tree for each sequence, nodes with any number of children (their binary order is free); or any
        `Truth`, for instance `RegionTruth` for pictures.
    held_out : sequences and truths to measure quality on after each epoch (share of right merges); learning stops when
        it no longer rises, and the best weights are kept.
    adjacency : of the sequences to learn from, as for `parse_batch`.
    held_out_adjacency : the same of those held out.
    decoder : the search to learn with; by default ``chart`` where it is exact at little cost, else ``greedy``.
    kappa : points by which a wrong span must lose.
    seed : of the order of sequences and of dropout.

    Raises
    ------
    InputError : sequences or truths cannot be used, or a label is not among the model's.
    """
    lesson = _lesson(model, sequences, truths, adjacency)
    exam = None if held_out is None else _lesson(model, held_out[0], held_out[1], held_out_adjacency)
    search: Decoder = decoder or ("chart" if model.spans_only else "greedy")

    def loss_of(chosen: list[int], _step: int) -> Tensor:
        return _loss(model, _part(lesson, chosen), search, kappa)

    def quality() -> float:
        assert exam is not None
        return _share_right(model, exam, search, pace.batch_size)

    return learn(
        model,
        n_sequences=len(lesson.lengths),
        pace=pace,
        seed=seed,
        loss_of=loss_of,
        quality=None if exam is None else quality,
        on_epoch=on_epoch,
    )


def _lesson(
    model: Grammar,
    sequences: Sequence[ArrayLike | Tensor],
    truths: Sequence[Tree | Truth],
    adjacency: AdjacencyLike | Sequence[Adjacency],
) -> _Lesson:
    padded, lengths = pad(sequences, model)
    known = [SpanTruth(truth) if isinstance(truth, Tree) else truth for truth in truths]
    if [truth.n_leaves for truth in known] != lengths:
        raise InputError(
            f"expected a truth for each of {len(lengths)} sequences, over as many leaves, got "
            f"{[truth.n_leaves for truth in known][:10]} leaves for lengths {lengths[:10]}."
        )
    return _Lesson(padded, lengths, adjacencies_of(adjacency, lengths), known)


def _part(lesson: _Lesson, chosen: list[int]) -> _Lesson:
    lengths = [lesson.lengths[number] for number in chosen]
    return _Lesson(
        lesson.padded[chosen, : max(lengths)],
        lengths,
        [lesson.adjacencies[number] for number in chosen],
        [lesson.truths[number] for number in chosen],
    )


def _loss(model: Grammar, lesson: _Lesson, search: Decoder, kappa: float) -> Tensor:
    leaves = model.leaves(lesson.padded, lesson.lengths)
    twice = torch.cat([leaves, leaves])
    with torch.no_grad():
        aims = [Aim(truth, -torch.inf) for truth in lesson.truths] + [Aim(truth, kappa) for truth in lesson.truths]
        found = _search(twice, lesson.adjacencies * 2, model, search, aims)
    grown = grow(twice, [one.children for one in found], model)
    judged = [_judged(one, truth) for one, truth in zip(found, lesson.truths * 2, strict=True)]
    of_loss = _loss_of_merges if search == "greedy" else _loss_of_trees
    loss = of_loss(grown, judged, kappa) / max(1, sum(lesson.lengths) - len(lesson.lengths))
    if not model.labels:
        return loss
    half = len(lesson.truths)
    return loss + _naming(model, grown.states[: grown.first[half]], judged[:half], lesson.truths)


def _loss_of_trees(grown: NodeStates, judged: list[list[_Judged]], kappa: float) -> Tensor:
    """How far each tempting tree is from losing to the right one by κ for each of its wrong merges."""
    right, tempting = grown.totals().chunk(2)
    n_wrong = [sum(not is_right for _, is_right in nodes) for nodes in judged[len(right) :]]
    return torch.relu(tempting + kappa * torch.tensor(n_wrong, device=right.device) - right).sum()


def _loss_of_merges(grown: NodeStates, judged: list[list[_Judged]], kappa: float) -> Tensor:
    """How far right merges of right trees are from κ/2, and wrong ones of tempting trees from −κ/2.

    Greedy parsing compares merges, never whole trees: a right tree whose sum is high because of its last merges does
    not help it with the first. Where every merge keeps this margin, every tree does.
    """
    first_tempting = grown.first[len(judged) // 2]
    is_right = torch.tensor([right for nodes in judged for _, right in nodes], device=grown.scores.device)
    of_right = grown.scores[:first_tempting]
    of_wrong = grown.scores[first_tempting:][~is_right[first_tempting:]]
    return torch.relu(kappa / 2 - of_right).sum() + torch.relu(kappa / 2 + of_wrong).sum()


def _search(
    leaves: Tensor, adjacencies: list[Adjacency], model: Grammar, search: Decoder, aims: list[Aim] | None
) -> list[ScoredTree]:
    if search == "greedy":
        return greedy(leaves, adjacencies, model, aims=aims)
    return chart(leaves, [adjacency.n_leaves for adjacency in adjacencies], model, aims=aims)


def _judged(found: ScoredTree, truth: Truth) -> list[_Judged]:
    marks = [truth.leaf(leaf) for leaf in range(found.n_leaves)]
    judged: list[_Judged] = []
    for left, right in found.children:
        judged.append(truth.join(marks[left], marks[right]))
        marks.append(judged[-1][0])
    return judged


def _naming(model: Grammar, states: Tensor, judged: list[list[_Judged]], truths: list[Truth]) -> Tensor:
    """Cross-entropy of names over the nodes of right trees whose names are known."""
    names = [truth.label(mark) for nodes, truth in zip(judged, truths, strict=True) for mark, _ in nodes]
    target = torch.tensor(
        [_UNKNOWN if name is None else number_of(name, model.labels) for name in names], device=states.device
    )
    if not bool((target != _UNKNOWN).any()):
        return states.new_zeros(())
    return nn.functional.cross_entropy(model.logits(states), target, ignore_index=_UNKNOWN)


@torch.no_grad()
def _share_right(model: Grammar, exam: _Lesson, search: Decoder, batch_size: int) -> float:
    """Share of right merges among those that are not the whole, which is always right."""
    was_training = model.training
    model.eval()
    n_right, n_merges = 0, 0
    for start in range(0, len(exam.lengths), batch_size):
        part = _part(exam, list(range(start, min(start + batch_size, len(exam.lengths)))))
        found = _search(model.leaves(part.padded, part.lengths), part.adjacencies, model, search, None)
        for one, truth in zip(found, part.truths, strict=True):
            n_merges += max(0, len(one.children) - 1)
            n_right += sum(is_right for _, is_right in _judged(one, truth)[:-1])
    model.train(was_training)
    return n_right / max(1, n_merges)
