"""Which way of counting categories to believe.

On clear calls the Ward tree is cut well by its silhouette. In noise it is not: the silhouette is low everywhere and
highest for many small categories or for two, while communities of the neighbor graph hold. So where the tree is not
sharp, communities by several numbers of neighbors stand, and those win that are found again most surely when a fifth of
the events is left out. See docs/decisions/0030-communities-in-noise.md.

A thousand events vote. Of many kinds they hold one or two calls each, and no tree of these is sharp. So where the tree
has many categories but is not sharp, that of 3,000 events counts if it is sharp, see
docs/decisions/0093-many-kinds-of-many-calls.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.chance import silhouettes_beside_chance
from coincide.categorize.communities import find_communities
from coincide.categorize.count import SHARP, count_categories
from coincide.categorize.settings import USUAL_MOST, CategorizeSettings
from coincide.categorize.silhouette import cosine_silhouette
from coincide.categorize.smooth import reference_rows
from coincide.seeds import generator

SHARES = (0.01, 0.02, 0.04, 0.08)
"""Neighbors that count in the graph, as parts of all events."""
N_ROUNDS, LEFT_OUT = 3, 0.2
MIN_EVENTS = 100
"""Fewer have no communities worth the name."""
_MAX_VOTING = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to count.

    Attributes
    ----------
    share : neighbors that count, as a part of all events; 0 for the tree.
    n_categories : found among the events that vote, at most 1,000, or among 3,000 where there are many kinds.
    agreement : mean adjusted Rand index with the groups of four fifths of them; None for the tree.
    """

    share: float
    n_categories: int
    agreement: float | None

    def in_words(self) -> str:
        """Say it in a few words."""
        how = "the tree" if self.share == 0.0 else f"communities of the nearest {self.share:.0%}"
        kept = "" if self.agreement is None else f" ({self.agreement:.2f})"
        return f"{self.n_categories} by {how}{kept}"


@dataclass(frozen=True, slots=True)
class Vote:
    """How the number of categories was found.

    Attributes
    ----------
    winner : the method whose number is used.
    losers : the other methods.
    n_events : how many voted.
    by_chance : silhouette of the tree, and that of random points; None if the tree is sharp.
    """

    winner: Candidate
    losers: tuple[Candidate, ...]
    n_events: int
    by_chance: tuple[float, float] | None = None

    def in_words(self) -> str:
        """Say in sentences what is unclear about the number; empty if nothing is."""
        return " ".join(filter(None, (self._kinds_in_words(), self._counting_in_words())))

    def _kinds_in_words(self) -> str:
        if self.by_chance is None or self.by_chance[0] > self.by_chance[1]:
            return ""
        return (
            "There may be only one kind of call: the categories are no sharper (silhouette "
            f"{self.by_chance[0]:.2f}) than chance would make them ({self.by_chance[1]:.2f})."
        )

    def _counting_in_words(self) -> str:
        if not self.losers:
            return ""
        is_asked = all(loser.share > 0.0 for loser in self.losers)
        why = "as you asked" if is_asked else "since the tree of calls has no sharp cut"
        others = "; ".join(loser.in_words() for loser in self.losers)
        return (
            f"Communities of neighbors give the number of categories, {why}. The most stable: "
            f"{self.winner.in_words()}. Others: {others}. `coincide learn --categories N` sets the number."
        )


def group_by(
    embeddings: NDArray[np.float32],
    share: float,
    settings: CategorizeSettings,
    rng: np.random.Generator,
    copies: NDArray[np.float32] | None = None,
    bands_hz: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """Group unit rows (n, dim), n ≥ 2, in one way, before prototypes are fitted; returns (n,) from 0.

    Parameters
    ----------
    share : see `Candidate`.
    copies, bands_hz : (copies, n, dim) and (n, 2), see `coincide.categorize.count.count_categories`.
    """
    if share > 0.0:
        return find_communities(embeddings, share=share, rng=rng)
    _, cut = count_categories(
        embeddings,
        n_categories=settings.categories,
        max_categories=settings.max_categories,
        copies=copies,
        bands_hz=bands_hz,
        rng=rng,
    )
    return cut.assignment


def vote_on_counting(embeddings: NDArray[np.float32], *, settings: CategorizeSettings, seed: int) -> Vote:
    """Choose how to count the categories of unit rows (n, dim), n ≥ 2, by 1,000 of them, or 3,000 of many kinds.

    If a person asked for a number of categories, the tree is cut into that many.
    """
    rows, tree = _cut_tree(embeddings, settings, generator(seed, "vote"))
    is_sharp = settings.categories is not None or cosine_silhouette(rows, tree) >= SHARP
    by_chance = None if is_sharp else _beside_chance(rows, settings, seed)
    is_open = settings.counting == "auto" and len(rows) >= MIN_EVENTS and not is_sharp
    if settings.counting != "communities" and not is_open:
        return Vote(Candidate(0.0, int(tree.max()) + 1, None), (), len(rows), by_chance)
    found = [_candidate(rows, share, seed) for share in SHARES]
    winner = max(found, key=lambda one: one.agreement or 0.0)
    # A tree that is not sharp is reported but has no vote: two categories in noise are found again most surely.
    unheard = (Candidate(0.0, int(tree.max()) + 1, None),) if is_open else ()
    return Vote(winner, (*unheard, *(one for one in found if one is not winner)), len(rows), by_chance)


def _cut_tree(
    embeddings: NDArray[np.float32], settings: CategorizeSettings, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the events that vote and their groups; 3,000 if only their groups are sharp, and 1,000 have many."""
    rows = embeddings[np.sort(rng.permutation(len(embeddings))[:_MAX_VOTING])]
    tree = group_by(rows, 0.0, settings, rng)
    is_clear = len(rows) == len(embeddings) or settings.categories is not None
    if is_clear or tree.max() < USUAL_MOST or cosine_silhouette(rows, tree) >= SHARP:
        return rows, tree
    more = embeddings[reference_rows(len(embeddings), rng=rng)]
    finer = group_by(more, 0.0, settings, rng)
    return (more, finer) if cosine_silhouette(more, finer) >= SHARP else (rows, tree)


def _beside_chance(rows: NDArray[np.float32], settings: CategorizeSettings, seed: int) -> tuple[float, float]:
    rng = generator(seed, "chance")
    return silhouettes_beside_chance(rows, max_categories=settings.max_categories or USUAL_MOST, rng=rng)


def _candidate(rows: NDArray[np.float32], share: float, seed: int) -> Candidate:
    from sklearn.metrics import adjusted_rand_score

    # The same fifths are left out for all.
    rng = generator(seed, "vote", "left out")
    whole = find_communities(rows, share=share, rng=rng)
    agreements: list[float] = []
    for step in range(N_ROUNDS):
        kept = np.sort(generator(seed, "vote", step).permutation(len(rows))[: round(len(rows) * (1 - LEFT_OUT))])
        part = find_communities(rows[kept], share=share, rng=rng)
        agreements.append(float(adjusted_rand_score(whole[kept], part)))
    # One category for all is found again for sure, and says nothing.
    n_categories = int(whole.max()) + 1
    return Candidate(share, n_categories, float(np.mean(agreements)) if n_categories > 1 else 0.0)
