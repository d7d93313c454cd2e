"""Unlike all others: the few calls of other kinds where nearly all calls are of one kind.

Calls are compared by direction, so the calls of one kind spread as widely as kinds do, and a rare kind is lost among
them. How far each call lies from the middle of all is not lost. See docs/decisions/0053-one-kind.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FAR = 6.0
"""So many standard deviations (estimated by medians) beyond the median distance, a call is unlike all others."""


def unlike_others(coordinates: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the rows that are far from nearly all others, farthest first.

    Parameters
    ----------
    coordinates : (n, dim) of calls that are mostly of one kind, see `coincide.embed.plain.Plain.coordinates`.
    """
    distances = np.linalg.norm(coordinates - np.median(coordinates, axis=0), axis=1)
    middle = np.median(distances)
    deviation = max(1.4826 * float(np.median(np.abs(distances - middle))), 1e-6)
    order = np.argsort(-distances, kind="stable")
    return order[distances[order] > middle + FAR * deviation]
