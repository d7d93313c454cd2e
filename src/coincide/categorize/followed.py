"""Do categories follow recordings: is each heard in some recordings only, although these hold several?

Recordings are put into the two groups that categories tell apart best: the first axis of a correspondence analysis
(Hirschfeld 1935; Benzécri 1973), whose singular value is the largest correlation of any score of recordings with any
score of categories. Two habitats look like this, and so do two rooms or microphones that split each kind of call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.records import UNSURE

MIN_CORRELATION = 0.6
MIN_BEYOND_CHANCE = 0.2
"""Part of the way from the correlation by chance to 1: few calls a recording correlate by chance."""
MAX_ALIKE = 0.5
"""Most pairs of calls of one recording that are in one category: above, recordings hold one kind or little else."""
FOLLOWS = 0.8
"""A category with this share of its calls in one group follows it."""
_N_DRAWS = 10
_FEWEST_RECORDINGS, _FEWEST_CALLS = 4, 20


@dataclass(frozen=True, slots=True)
class FollowedGroups:
    """Two groups of recordings, and the categories that are heard in one of them.

    Attributes
    ----------
    groups : (n,) 0 or 1, the group of the recording of each event; 2 for recordings without a sure event.
    follows : (n,) whether the event is sure, and its category follows the group of its recording.
    """

    groups: NDArray[np.int64]
    follows: NDArray[np.bool_]


def groups_followed(
    categories: NDArray[np.int64], recordings: NDArray[np.int64], *, rng: np.random.Generator
) -> FollowedGroups | None:
    """Find the two groups of recordings that categories follow.

    Parameters
    ----------
    categories : (n,) `UNSURE` for events in none, which do not count.
    recordings : (n,) numbers or ids.

    Returns
    -------
    None if categories do not follow recordings, most calls of a recording are in one category, there are fewer than
    four recordings, or fewer than 20 events in a group whose category follows it.
    """
    is_sure = categories != UNSURE
    if not is_sure.any():
        return None
    known, column = np.unique(categories[is_sure], return_inverse=True)
    heard, row = np.unique(recordings[is_sure], return_inverse=True)
    if len(known) < 2 or len(heard) < _FEWEST_RECORDINGS:
        return None
    counts = _counts(row, column, (len(heard), len(known)))
    if _alike(counts) >= MAX_ALIKE:
        return None
    correlation, scores = _first_axis(counts)
    by_chance = max(_first_axis(_counts(row, rng.permutation(column), counts.shape))[0] for _ in range(_N_DRAWS))
    if correlation < MIN_CORRELATION or correlation - by_chance < MIN_BEYOND_CHANCE * (1.0 - by_chance):
        return None
    group_heard = (scores > 0).astype(np.int64)
    follows = np.zeros(len(categories), dtype=np.bool_)
    follows[is_sure] = _follows(group_heard[row], column)
    groups = _of_recordings(recordings, heard, group_heard)
    fewest = min(int((follows & (groups == number)).sum()) for number in (0, 1))
    return FollowedGroups(groups, follows) if fewest >= _FEWEST_CALLS else None


def _follows(group: NDArray[np.int64], category: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each event whether its category follows its group (n,)."""
    counts = _counts(category, group, (int(category.max()) + 1, 2))
    return counts[category, group] >= FOLLOWS * counts.sum(axis=1)[category]


def _of_recordings(
    recordings: NDArray[np.int64], heard: NDArray[np.int64], group_heard: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the group of the recording (n,) of each event, given those of the recordings heard, which are sorted."""
    places = np.minimum(np.searchsorted(heard, recordings), len(heard) - 1)
    return np.where(heard[places] == recordings, group_heard[places], 2)


def _counts(row: NDArray[np.int64], column: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    counts = np.zeros(shape)
    np.add.at(counts, (row, column), 1.0)
    return counts


def _alike(counts: NDArray[np.float64]) -> float:
    """Return the share of pairs of calls in one recording that are in one category, of all recordings together."""
    sizes = counts.sum(axis=1)
    return float((counts * (counts - 1)).sum() / max(1.0, float((sizes * (sizes - 1)).sum())))


def _first_axis(counts: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return the largest correlation of recordings with categories, and the score (recordings,) of each."""
    parts = counts / counts.sum()
    rows, columns = parts.sum(axis=1), parts.sum(axis=0)
    expected = np.outer(rows, columns)
    left, values, _ = np.linalg.svd((parts - expected) / np.sqrt(expected), full_matrices=False)
    return float(values[0]), left[:, 0] / np.sqrt(rows)
