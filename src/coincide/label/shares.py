"""How large a share of all events each name has, estimated from how its labels lie among them.

A label says what one event is, and nothing about how many are like it: a kind of three calls gets as many labels as one
of three hundred. So each name is a density over the events, and the sizes of the names are the weights under which the
mixture of these densities best explains all events. "Nobody knows" is one more part of the mixture, alike for every
event. With few labels the densities say little, so every name starts with a count, the same for all.

Dempster, Laird and Rubin 1977, with fixed components, where the optimum is the only one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PRIOR_SHARE = 0.5
"""Count that all names start with together, as a share of the events."""
NOBODY_COUNT = 1.0
"""Initial count of "unnamed"."""
N_STEPS = 20
"""After these no probability is a hundredth away from where it would end."""


def estimate_sizes(densities: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Estimate what share of the events each name has.

    Parameters
    ----------
    densities : (n, names), columns sum to 1, or to 0 where a name reaches nothing; n ≥ 1.

    Returns
    -------
    Shares (names,), and the share that has no name yet; together 1.
    """
    n, n_names = densities.shape
    sizes, nobody = np.full(n_names, 1 / (n_names + 1), dtype=np.float32), 1 / (n_names + 1)
    for _ in range(N_STEPS):
        # The sums over all events of `share_out`, without its table of n by names.
        counts = sizes * (densities.T @ (1 / (densities @ sizes + np.float32(nobody / n)))).astype(np.float64)
        unnamed = n - counts.sum() + NOBODY_COUNT
        counts += PRIOR_SHARE * n / n_names
        total = counts.sum() + unnamed
        sizes, nobody = (counts / total).astype(np.float32), float(unnamed / total)
    return sizes, nobody


def share_out(
    densities: NDArray[np.float32], sizes: NDArray[np.float32], nobody: float, *, n_events: int
) -> NDArray[np.float32]:
    """Return the probability of each name for some events, by Bayes' rule.

    Parameters
    ----------
    densities : (m, names).
    sizes, nobody : see `estimate_sizes`.
    n_events : over which "unnamed" is spread evenly.

    Returns
    -------
    (m, names), rows sum to 1 at most; the rest is "unnamed".
    """
    weighted = densities * sizes
    weighted /= weighted.sum(axis=1, keepdims=True) + np.float32(nobody / n_events)
    return weighted
