"""How well segments such as motifs and songs are recovered: by their boundaries, and whole.

A boundary is found if one of the same sort, onset or offset, lies within a tolerance; each counts once. A segment is
found if both its boundaries lie within the tolerance of those of one true segment.
"""

from __future__ import annotations

from collections.abc import Sequence

from coincide.evaluate.detection import DetectionScore, detection_score

Segment = tuple[float, float]
"""Onset and offset in seconds."""
TOLERANCE_S = 0.15


def boundary_score(
    found: Sequence[Segment], true: Sequence[Segment], *, tolerance_s: float = TOLERANCE_S
) -> DetectionScore:
    """Score onsets and offsets together.

    Parameters
    ----------
    found, true : segments in any order.
    tolerance_s : largest distance of a match, in seconds.

    Returns
    -------
    The score; it counts two boundaries for each segment.

    Examples
    --------
    >>> boundary_score([(0.0, 1.0), (1.2, 2.0)], [(0.0, 2.0)]).f1
    0.6666666666666666
    """
    matched = sum(
        _n_matched([(each[side],) for each in found], [(each[side],) for each in true], tolerance_s) for side in (0, 1)
    )
    return detection_score(n_truth=2 * len(true), n_found=2 * len(found), n_matched=matched)


def segment_score(
    found: Sequence[Segment], true: Sequence[Segment], *, tolerance_s: float = TOLERANCE_S
) -> DetectionScore:
    """Score whole segments; see `boundary_score`.

    Parameters
    ----------
    found, true : segments in any order, those of one list without overlap.
    tolerance_s : largest distance of either boundary, in seconds.
    """
    return detection_score(n_truth=len(true), n_found=len(found), n_matched=_n_matched(found, true, tolerance_s))


def _n_matched(found: Sequence[tuple[float, ...]], true: Sequence[tuple[float, ...]], tolerance_s: float) -> int:
    """Match times, or segments that rise in both times, one to one; taking the earliest pairs first matches most."""
    found, true = sorted(found), sorted(true)
    matched = here = there = 0
    while here < len(found) and there < len(true):
        distances = [one - other for one, other in zip(found[here], true[there], strict=True)]
        if max(map(abs, distances)) <= tolerance_s:
            matched, here, there = matched + 1, here + 1, there + 1
        elif min(distances) < -tolerance_s:  # all later true ones are farther from it
            here += 1
        else:
            there += 1
    return matched
