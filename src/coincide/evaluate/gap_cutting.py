"""The plain way to songs and motifs: cut wherever the silence is longer than something. To stand beside others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from coincide.evaluate.detection import sum_scores
from coincide.evaluate.segments import TOLERANCE_S, Segment, boundary_score

N_GAPS = 49


def cut_at_gaps(events: Sequence[Segment], longest_s: float) -> list[Segment]:
    """Join events until a silence is longer than `longest_s` seconds.

    Parameters
    ----------
    events : by rising onset.

    Examples
    --------
    >>> cut_at_gaps([(0.0, 1.0), (1.1, 2.0), (3.0, 4.0)], 0.5)
    [(0.0, 2.0), (3.0, 4.0)]

    A call during a longer one ends nothing:

    >>> cut_at_gaps([(0.0, 2.0), (0.5, 1.0), (2.3, 4.0)], 0.5)
    [(0.0, 4.0)]
    """
    joined: list[Segment] = []
    for onset_s, offset_s in events:
        if joined and onset_s - joined[-1][1] <= longest_s:
            joined[-1] = joined[-1][0], max(joined[-1][1], offset_s)
        else:
            joined.append((onset_s, offset_s))
    return joined


def best_gap(
    recordings: Sequence[Sequence[Segment]], truths: Sequence[Sequence[Segment]], *, tolerance_s: float = TOLERANCE_S
) -> float:
    """Return the longest silence inside a segment that fits the truth best: better than anybody could choose it.

    Parameters
    ----------
    recordings : events of each, by rising onset.
    truths : true segments of each.

    Returns
    -------
    Seconds; one of `N_GAPS` quantiles of all gaps. Infinite if there is no gap.
    """
    apart = [cut_at_gaps(events, 0.0) for events in recordings]
    gaps = [later[0] - earlier[1] for sounds in apart for earlier, later in pairwise(sounds)]
    if not gaps:
        return float("inf")

    def f1(longest_s: float) -> float:
        cut = [cut_at_gaps(events, longest_s) for events in recordings]
        return sum_scores(boundary_score(*pair, tolerance_s=tolerance_s) for pair in zip(cut, truths, strict=True)).f1

    return max(np.quantile(gaps, np.linspace(0.02, 0.98, N_GAPS)).tolist(), key=f1)
