"""Rooms or microphones that split kinds of call: two groups of recordings that categories follow.

The mean of a recording shows what its room adds only if it has many calls. Where categories of short recordings follow
two groups of recordings, and the calls of one have their like in the other (see `ways`), the groups are rooms, and all
calls of a group show what is added. See docs/decisions/0065-two-groups-of-recordings.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import groups_followed
from coincide.embed import shared_calls
from coincide.seeds import generator

MIN_ALIKE = 0.55
"""From here on two groups of recordings hold the same kinds; as `MIN_SHARED` of `ways`, but groups have more calls."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Two groups of recordings that seem to hold the same kinds of call, each heard in its own way.

    Attributes
    ----------
    groups : (n,) see `coincide.categorize.FollowedGroups`.
    alike : how near calls have their like in the other group, as a part of how near they have it in their own.
    n_recordings : of each group.
    """

    groups: NDArray[np.int64]
    alike: float
    n_recordings: tuple[int, int]

    def sources(self, sources: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the source (n,) of each event where none is in both groups."""
        return np.unique(sources * 3 + self.groups, return_inverse=True)[1].astype(np.int64)

    def in_words(self, n_before: int, n_now: int) -> str:
        """Say in a sentence what was taken away, and how many categories there were before and are now."""
        alike = f"{min(self.alike, 1.0):.0%} as alike across groups as within"
        fewer, more = sorted(self.n_recordings)
        return (
            f"Categories followed two groups of recordings ({fewer:,} and {more:,}) that seem to hold the same kinds "
            f"of call, each in rooms or by microphones of its own (apart from what a group has in common, calls are "
            f"{alike}). How groups differ was taken away, and {n_before} categories became {n_now}."
        )


def find_rooms(
    categories: NDArray[np.int64],
    recordings: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    *,
    min_alike: float = MIN_ALIKE,
    seed: int,
) -> Rooms | None:
    """Find two groups of recordings that categories follow although they seem to hold the same kinds of call.

    Parameters
    ----------
    categories, recordings : (n,) category, `UNSURE` for none, and recording of each event.
    embeddings : (n, dim), as the events were grouped.
    min_alike : how alike calls of both groups are at least, see `Rooms`.
    """
    found = groups_followed(categories, recordings, rng=generator(seed, "followed"))
    if found is None:
        return None
    alike = shared_calls(embeddings[found.follows], found.groups[found.follows])
    if alike < min_alike:
        return None
    one, other = (len(np.unique(recordings[found.groups == number])) for number in (0, 1))
    return Rooms(found.groups, alike, (one, other))
