"""Strategies by name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.label.graph import neighbor_graph
from coincide.label.spread import Spreader
from coincide.label.strategies import (
    InOrder,
    Strategy,
    UncertainQuestions,
    farthest_first,
    random_order,
    typical_first,
)
from coincide.label.tree_questions import TreeQuestions

STRATEGIES = ("tree", "random", "k-center", "typical", "uncertain")
DEFAULT_BUDGET = 100
"""Questions that strategies plan for which must know their number."""


def make_strategy(
    name: str,
    embeddings: NDArray[np.float32],
    *,
    budget: int | None = None,
    seed: int,
    spreader: Spreader | None = None,
) -> Strategy:
    """Make a strategy.

    Parameters
    ----------
    name : one of `STRATEGIES`.
    embeddings : (n, dim), n ≥ 1, unit rows.
    budget : number of questions if it is known, at least 1.
    spreader : over the same n events; made from the embeddings if not given.

    Raises
    ------
    InputError : there is no such strategy.
    """
    if name not in STRATEGIES:
        raise InputError(f"expected one of the strategies {', '.join(STRATEGIES)}, got {name!r}.")
    n_wanted = DEFAULT_BUDGET if budget is None else max(1, budget)
    if name == "random":
        return InOrder(name, random_order(embeddings, seed=seed))
    if name == "k-center":
        return InOrder(name, farthest_first(embeddings, n_wanted=n_wanted, seed=seed))
    if name == "typical":
        return InOrder(name, typical_first(embeddings, n_wanted=n_wanted, seed=seed))
    spreader = spreader or Spreader(neighbor_graph(embeddings))
    if name == "uncertain":
        return UncertainQuestions(embeddings, spreader)
    return TreeQuestions(embeddings, spreader, n_questions=n_wanted, seed=seed)
