"""The collapse gauge of parsing: do codes still tell nodes apart, and do trees say anything, in plain words.

A recursive autoencoder can make its error small without learning anything: by codes that shrink, or that are all alike.
And any parser can fall back to chains, trees that grow by one leaf at a time whatever the leaves are. Three figures
show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.decoders.scored_tree import ScoredTree
from coincide_trees.models.protocol import Merger
from coincide_trees.phrases import code_width
from coincide_trees.vectors import pad

_SHRUNK, _FEW_DIMENSIONS, _TRIVIAL = 0.2, 1.5, 0.9
_MIN_LEAVES = 4
"""Shorter trees are hardly more than chance to either side."""


@dataclass(frozen=True, slots=True)
class ParseGauge:
    """Measures of codes and trees.

    Attributes
    ----------
    relative_norm : mean norm of the states of inner nodes beside that of leaves.
    leaf_dimensions, node_dimensions : how many dimensions the states of leaves and of inner nodes fill, (Σλ)² / Σλ².
    right_share, left_share : share of merges in trees of 4 leaves or more that add a single leaf at the left
        (right-branching) or at the right (left-branching), not counting merges of two leaves; 0 without any.
    n_trees : number of trees measured.
    """

    relative_norm: float
    leaf_dimensions: float
    node_dimensions: float
    right_share: float
    left_share: float
    n_trees: int

    @property
    def is_shrunk(self) -> bool:
        """Whether the vectors of nodes have become much shorter than those of leaves."""
        return self.relative_norm < _SHRUNK

    @property
    def is_collapsed(self) -> bool:
        """Whether the vectors of nodes fill too few dimensions to tell them apart."""
        return self.node_dimensions < min(_FEW_DIMENSIONS, self.leaf_dimensions)

    @property
    def is_trivial(self) -> bool:
        """Whether nearly all merges add one leaf to all that was joined before."""
        return self.right_share + self.left_share > _TRIVIAL

    def in_words(self) -> str:
        """Say in words what the figures mean."""
        problems: list[str] = []
        if self.is_shrunk:
            problems.append(
                f"codes shrink: those of joined nodes are {self.relative_norm:.0%} as long as those of leaves, and "
                "small errors mean nothing"
            )
        if self.is_collapsed:
            problems.append(
                f"codes are alike: those of joined nodes fill {self.node_dimensions:.1f} dimensions, those of leaves "
                f"{self.leaf_dimensions:.1f}"
            )
        if self.is_trivial:
            problems.append(
                f"trees are trivial: {self.right_share + self.left_share:.0%} of merges add one leaf to a chain "
                f"({self.right_share:.0%} branch to the right, {self.left_share:.0%} to the left)"
            )
        if problems:
            return f"collapsed: {'; '.join(problems)}"
        return (
            f"healthy: codes of joined nodes fill {self.node_dimensions:.0f} dimensions, those of leaves "
            f"{self.leaf_dimensions:.0f}; {self.right_share:.0%} of merges branch to the right, {self.left_share:.0%} "
            "to the left, the rest join bigger parts"
        )


@torch.no_grad()
def measure_parse_gauge(
    model: Merger, sequences: Sequence[ArrayLike | Tensor], *, code: int | None = None
) -> ParseGauge:
    """Parse sequences greedily and measure.

    Parameters
    ----------
    code : how many numbers of a state are looked at; by default the model's code, or all of it.
    """
    padded, lengths = pad(sequences, model)
    leaves = model.leaves(padded, lengths)
    found = greedy(leaves, [chain(length) for length in lengths], model)
    width = code or code_width(model, leaves.shape[2])
    of_leaves = torch.cat([row[:length, :width] for row, length in zip(leaves, lengths, strict=True)])
    of_nodes = torch.cat([one.states[:, :width] for one in found])
    right, left = _shares(found)
    return ParseGauge(
        relative_norm=float(of_nodes.norm(dim=1).mean() / of_leaves.norm(dim=1).mean()) if len(of_nodes) else 1.0,
        leaf_dimensions=_dimensions(of_leaves.double().cpu().numpy()),
        node_dimensions=_dimensions(of_nodes.double().cpu().numpy()),
        right_share=right,
        left_share=left,
        n_trees=len(found),
    )


def _dimensions(codes: NDArray[np.float64]) -> float:
    if len(codes) < 2:
        return 1.0
    variances = np.linalg.svd(codes - codes.mean(axis=0), compute_uv=False) ** 2
    total = float(variances.sum())
    return 1.0 if total < 1e-12 else total**2 / float(np.sum(variances**2))


def _shares(found: Sequence[ScoredTree]) -> tuple[float, float]:
    n_right, n_left, n_merges = 0, 0, 0
    for one in found:
        if one.n_leaves < _MIN_LEAVES:
            continue
        for left, right in one.children:
            is_leaf = (left < one.n_leaves, right < one.n_leaves)
            n_merges += is_leaf != (True, True)
            n_right += is_leaf == (True, False)
            n_left += is_leaf == (False, True)
    return n_right / max(1, n_merges), n_left / max(1, n_merges)
