"""Sources: which events share a microphone, a place and perhaps an individual.

A negative from another source can be recognized by its background alone, so the network would learn the place and not
the call. A source is a recording; recordings with few events are pooled by folder, as recorders that write a file a
minute into one folder would have it, and what is still small is pooled altogether.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

MIN_SOURCE_EVENTS = 20


def pool_sources(recordings: Sequence[Hashable], folders: Sequence[Hashable]) -> NDArray[np.int64]:
    """Number the source of each event.

    Parameters
    ----------
    recordings, folders : recording and folder of each event.

    Returns
    -------
    Array (events,) of numbers from 0, in the order of first appearance.
    """
    keys: list[Hashable] = [("recording", recording) for recording in recordings]
    for wider in ([("folder", folder) for folder in folders], [("rest",)] * len(keys)):
        sizes = Counter(keys)
        keys = [key if sizes[key] >= MIN_SOURCE_EVENTS else wide for key, wide in zip(keys, wider, strict=True)]
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
