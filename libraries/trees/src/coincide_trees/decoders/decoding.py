"""Parsing: vectors in, a tree out, whichever model and whichever search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from coincide_trees.adjacency import Adjacency, any_pair, chain
from coincide_trees.decoders.beam import beam_search
from coincide_trees.decoders.chart import chart
from coincide_trees.decoders.greedy import greedy
from coincide_trees.decoders.scored_tree import ScoredTree
from coincide_trees.errors import InputError
from coincide_trees.models.function import MergeFunction, as_merger
from coincide_trees.models.protocol import Merger
from coincide_trees.tree import Tree
from coincide_trees.vectors import pad, width_of

Method = Literal["greedy", "beam", "chart"]
AdjacencyLike = Adjacency | Literal["chain", "any"]
METHODS: tuple[Method, ...] = ("greedy", "beam", "chart")


def parse(
    vectors: ArrayLike | Tensor,
    model: Merger | MergeFunction,
    *,
    adjacency: AdjacencyLike = "chain",
    method: Method = "greedy",
    beam: int = 8,
    entries: int | None = None,
    names: Sequence[str] | None = None,
) -> Tree:
    """Parse one sequence of vectors (leaves, dim) into a binary tree.

    Parameters
    ----------
    model : a `Merger`: `RecursiveAutoencoder`, `NeuralGrammar`, `SpanGrammar`, `SpanScorer`, or yours; or a function of
        left and right nodes (n, dim) that returns their parents (n, dim) and scores (n,).
    adjacency : ``chain`` in time, ``any`` for a set, or `grid(...)`, `graph(...)` for pictures (greedy only).
    method : ``greedy``, the best merge first; ``beam``, several courses side by side; ``chart``, the best tree of all
        (see `chart` for when it is exact). Neither of the latter two is ever worse than greedy by the model's scores.
    beam : courses kept by ``beam``.
    entries : trees kept a span by ``chart``; by default 1 where one is exact, else 429 up to 8 leaves, which is exact,
        and 32 beyond.
    names : names of the leaves; their numbers by default.

    Returns
    -------
    A tree of T leaves and T − 1 inner nodes with scores, and with labels if the model has names for nodes.

    Raises
    ------
    InputError : the vectors or the other arguments cannot be used.
    """
    chosen = None if names is None else [names]
    return parse_batch([vectors], model, adjacency=adjacency, method=method, beam=beam, entries=entries, names=chosen)[
        0
    ]


def parse_batch(
    sequences: Sequence[ArrayLike | Tensor],
    model: Merger | MergeFunction,
    *,
    adjacency: AdjacencyLike | Sequence[Adjacency] = "chain",
    method: Method = "greedy",
    beam: int = 8,
    entries: int | None = None,
    names: Sequence[Sequence[str]] | None = None,
) -> list[Tree]:
    """Parse sequences of any lengths side by side; each tree is the one that `parse` gives.

    Parameters
    ----------
    adjacency : one for all, or a list with one for each sequence. The rest is as for `parse`.
    """
    merger = as_merger(model, width_of(sequences))
    padded, lengths = pad(sequences, merger)
    if not lengths:
        return []
    adjacencies = adjacencies_of(adjacency, lengths)
    leaf_names = _names(names, lengths)
    with _AtRest(merger), torch.inference_mode():
        found = decode(merger.leaves(padded, lengths), adjacencies, merger, method=method, beam=beam, entries=entries)
        return [one.as_tree(called, merger) for one, called in zip(found, leaf_names, strict=True)]


def decode(
    leaves: Tensor,
    adjacencies: Sequence[Adjacency],
    model: Merger,
    *,
    method: Method = "greedy",
    beam: int = 8,
    entries: int | None = None,
) -> list[ScoredTree]:
    """Search for trees over states of leaves (batch, time, state); see `parse`."""
    if method not in METHODS:
        raise InputError(f"expected one of the methods {', '.join(METHODS)}, got `{method}`.")
    if method == "greedy":
        return greedy(leaves, adjacencies, model)
    if any(adjacency.kind != "chain" for adjacency in adjacencies):
        raise InputError(
            f'expected neighbors in a chain for method `{method}`, got a graph or any pairs. Use `method="greedy"`.'
        )
    lengths = [adjacency.n_leaves for adjacency in adjacencies]
    if method == "beam":
        return beam_search(leaves, lengths, model, beam=beam)
    return chart(leaves, lengths, model, entries=entries)


class _AtRest:
    """Evaluation mode for the time of a parse, so that dropout does not change trees."""

    def __init__(self, model: Merger) -> None:
        self._network = model if isinstance(model, nn.Module) else None
        self._was_training = self._network is not None and self._network.training

    def __enter__(self) -> None:
        if self._network is not None and self._was_training:
            self._network.eval()

    def __exit__(self, *_: object) -> None:
        if self._network is not None and self._was_training:
            self._network.train()


def adjacencies_of(given: AdjacencyLike | Sequence[Adjacency], lengths: list[int]) -> list[Adjacency]:
    """One adjacency for each sequence, checked against its length."""
    if isinstance(given, str):
        if given not in ("chain", "any"):
            raise InputError(f"expected adjacency `chain`, `any`, or one made by `grid` or `graph`, got `{given}`.")
        return [chain(length) if given == "chain" else any_pair(length) for length in lengths]
    each = [given] * len(lengths) if isinstance(given, Adjacency) else list(given)
    if len(each) != len(lengths):
        raise InputError(f"expected {len(lengths)} adjacencies, one for each sequence, got {len(each)}.")
    for number, (adjacency, length) in enumerate(zip(each, lengths, strict=True)):
        if adjacency.n_leaves != length:
            raise InputError(
                f"expected an adjacency of {length} leaves for sequence {number}, got one of {adjacency.n_leaves}. "
                "Give as many vectors as it has leaves."
            )
    return each


def _names(given: Sequence[Sequence[str]] | None, lengths: list[int]) -> list[Sequence[str]]:
    if given is None:
        return [[str(leaf) for leaf in range(length)] for length in lengths]
    if [len(names) for names in given] != lengths:
        raise InputError(
            f"expected names for {lengths} leaves, got {[len(names) for names in given]}. Name every leaf."
        )
    return list(given)
