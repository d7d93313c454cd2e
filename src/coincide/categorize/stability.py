"""How stable the number of categories is: is it the same where a fifth of the events is missing?

Five times a random fifth is left out, and the rest is counted and grouped again. The range of the numbers, and how far
the groupings agree with that of all events (adjusted Rand index; Hubert and Arabie 1985), tell whether to trust them.
Of many events, only as many are looked at as voted on the number: of fewer, it would be another number.

Lange, Roth, Braun and Buhmann 2004 for the idea.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.settings import CategorizeSettings
from coincide.categorize.vote import group_by
from coincide.seeds import generator
from coincide.wording import count

N_ROUNDS = 5
LEFT_OUT = 0.2
_FEWEST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Stability:
    """How stable the number of categories is.

    Attributes
    ----------
    fewest, most : numbers of categories that were found.
    agreement : mean adjusted Rand index with the grouping of all events, at most 1; 0 is chance.
    n_sampled : how many random events were looked at; None if it was all of them.
    """

    fewest: int
    most: int
    agreement: float
    n_sampled: int | None = None

    def in_words(self) -> str:
        """Say it in a sentence."""
        fewest = "" if self.fewest == self.most else f"{self.fewest} to "
        agree = "agrees" if self.most == 1 else "agree"
        events, these = "the events", "these"
        if self.n_sampled is not None:
            events, these = f"{self.n_sampled:,} random events", f"those of all {self.n_sampled:,}"
        return (
            f"Counting again without a fifth of {events} gives {fewest}{count(self.most, 'category', 'categories')}, "
            f"which {agree} with {these} at {self.agreement:.2f} (1 is full agreement, 0 is chance)."
        )


def measure_stability(
    embeddings: NDArray[np.float32],
    *,
    settings: CategorizeSettings,
    seed: int,
    n_events: int,
    share: float = 0.0,
    copies: NDArray[np.float32] | None = None,
    bands_hz: NDArray[np.float64] | None = None,
) -> Stability | None:
    """Measure the stability of the categories.

    Parameters
    ----------
    embeddings : (n, dim), centred, unit rows.
    n_events : of more, a random `n_events` are looked at; see `coincide.categorize.vote.Vote`.
    share : how they are counted, see `coincide.categorize.vote.Candidate`.
    copies, bands_hz : (copies, n, dim) and (n, 2), see `coincide.categorize.fit_categories`.

    Returns
    -------
    None with fewer than 20 events.
    """
    if len(embeddings) < _FEWEST_EVENTS:
        return None
    rng = generator(seed, "stability")
    chosen = np.sort(rng.permutation(len(embeddings))[:n_events])
    rows, near = embeddings[chosen], None if copies is None else copies[:, chosen]
    bands = None if bands_hz is None else bands_hz[chosen]
    whole = group_by(rows, share, settings, rng, near, bands)
    numbers, agreements = list[int](), list[float]()
    for _ in range(N_ROUNDS):
        kept = np.sort(rng.choice(len(rows), round(len(rows) * (1 - LEFT_OUT)), replace=False))
        kept_near, kept_bands = None if near is None else near[:, kept], None if bands is None else bands[kept]
        part = group_by(rows[kept], share, settings, rng, kept_near, kept_bands)
        numbers.append(int(part.max()) + 1)
        agreements.append(_agreement(whole[kept], part))
    n_sampled = len(rows) if len(rows) < len(embeddings) else None
    return Stability(min(numbers), max(numbers), float(np.mean(agreements)), n_sampled)


def _agreement(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))
