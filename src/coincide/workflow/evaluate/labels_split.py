"""Which events may be labeled and which are named: other recordings where possible.

Events of one recording resemble each other for the wrong reasons, so a label is worth more there than it will be on the
next recording.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.seeds import generator
from coincide.workflow.evaluate.labels_truth import Truth

MIN_RECORDINGS, MIN_EVENTS = 4, 20
POOL_SHARE, KNOWN_SHARE = 0.6, 0.9
"""Share of the events whose labels may be bought, and share of the others whose label must occur among them."""


@dataclass(frozen=True, slots=True)
class Split:
    """Events whose labels may be bought, and events that are named.

    Attributes
    ----------
    pool, scored : rows of the arrays that the ways are given.
    """

    pool: NDArray[np.int64]
    scored: NDArray[np.int64]


def choose_splits(truth: Truth, *, n_repeats: int, seed: int) -> tuple[list[Split], bool]:
    """Part events into those whose labels may be bought and those that are named.

    Returns
    -------
    A split per repeat, and whether they are by recording.
    """
    rngs = [generator(seed, "split", repeat) for repeat in range(n_repeats)]
    by_recording = [_split_recordings(truth, rng) for rng in rngs]
    if len(truth.n_missed) >= MIN_RECORDINGS and all(_is_known(truth, split) for split in by_recording):
        return by_recording, True
    return [_split_events(len(truth.rows), rng) for rng in rngs], False


def _split_recordings(truth: Truth, rng: np.random.Generator) -> Split:
    order = rng.permutation(len(truth.n_missed))
    sizes = np.bincount(truth.groups, minlength=len(order))[order]
    n_pool = max(1, int(np.searchsorted(np.cumsum(sizes), POOL_SHARE * len(truth.rows))))
    is_pool = np.isin(truth.groups, order[:n_pool])
    return Split(np.flatnonzero(is_pool), np.flatnonzero(~is_pool))


def _split_events(n_events: int, rng: np.random.Generator) -> Split:
    order = rng.permutation(n_events)
    n_pool = round(POOL_SHARE * n_events)
    return Split(np.sort(order[:n_pool]), np.sort(order[n_pool:]))


def _is_known(truth: Truth, split: Split) -> bool:
    """Say whether nearly all events to be named are of types that occur in the pool."""
    if min(len(split.pool), len(split.scored)) < MIN_EVENTS // 2:
        return False
    return bool(np.isin(truth.names[split.scored], truth.names[split.pool]).mean() >= KNOWN_SHARE)
