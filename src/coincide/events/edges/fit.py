"""The rule that fits the edges a person drew, chosen among few by the edges that it has not seen.

Each drawn edge is predicted from the others: the shift of a rule is the median of theirs. The rule with the smallest
mean error wins, where one edge counts as at most 4 frames off, so that a slip decides nothing. Edges that nobody drew
are a candidate too, without a shift. So few candidates cannot fit ten edges by luck, and each is a habit that people
have: a share of the height, or a level over the background, as tools that cut by amplitude do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coincide.events.edges.rule import LEVEL, EdgeRule

CANDIDATES = (
    LEVEL,
    *(EdgeRule(0.0, share) for share in (0.45, 0.6)),
    *(EdgeRule(above_db, 0.0) for above_db in (5.0, 10.0, 16.0)),
)
LEAST_DRAWN = 5
"""Fewer edges teach nothing."""
_MOST_FRAMES = 4.0
_LEVEL_FRAMES = 0.8
"""A level over the background must be so much better, over the number of edges: with few it is the less stable."""


@dataclass(frozen=True, slots=True)
class EdgeFit:
    """What was learned about one edge.

    Attributes
    ----------
    rule : None where undrawn edges fit best, or too few were drawn.
    n : edges that were drawn.
    moved_s : how much later the rule draws these edges than they are undrawn, median.
    undrawn_error_s, error_s : how far edges were off undrawn, and by the rule that had not seen them, median; 0 without
        any.
    """

    rule: EdgeRule | None
    n: int
    moved_s: float = 0.0
    undrawn_error_s: float = 0.0
    error_s: float = 0.0


def fit_rule(errors_s: ArrayLike, hop_s: ArrayLike) -> EdgeFit:
    """Choose the rule that fits drawn edges.

    Parameters
    ----------
    errors_s : shape (edges, 1 + candidates), where each lies undrawn, and where each of `CANDIDATES` would draw it,
        minus where a person drew it.
    hop_s : shape (edges,), of the frames on which it was found.
    """
    errors = np.asarray(errors_s, dtype=np.float64).reshape(-1, 1 + len(CANDIDATES))
    n = len(errors)
    if n < LEAST_DRAWN:
        return EdgeFit(None, n)
    unseen = _unseen(errors)
    frames = np.minimum(unseen / np.asarray(hop_s, dtype=np.float64)[:, None], _MOST_FRAMES)
    prior = np.array([0.0, *(_LEVEL_FRAMES if rule.above_db else 0.0 for rule in CANDIDATES)])
    best = int(np.argmin(frames.mean(axis=0) + prior / n))
    undrawn_error_s = float(np.median(unseen[:, 0]))
    if best == 0:
        return EdgeFit(None, n, 0.0, undrawn_error_s, undrawn_error_s)
    shift_s = -float(np.median(errors[:, best]))
    moved_s = float(np.median(errors[:, best] - errors[:, 0])) + shift_s
    rule = replace(CANDIDATES[best - 1], shift_s=shift_s)
    return EdgeFit(rule, n, moved_s, undrawn_error_s, float(np.median(unseen[:, best])))


def _unseen(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each edge is off where the others set the shift, (edges, candidates); undrawn ones have none."""
    without = np.array([np.median(np.delete(errors, each, axis=0), axis=0) for each in range(len(errors))])
    without[:, 0] = 0.0
    return np.abs(errors - without)
