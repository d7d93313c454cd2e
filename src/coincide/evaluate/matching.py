"""Which found event is which true one: one-to-one matching of intervals or of onsets.

The matching holds as many pairs as any can, and among those the pairs that agree best (largest total overlap,
or smallest total distance of onsets). Only pairs that agree at all are ever formed, found by sorting: the
number of events may be large as long as few of them overlap each other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coincide.errors import InputError
from coincide.evaluate.assignment import best_pairs

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

# Candidate pairs looked at in one go: with their overlaps about 100 MB.
_PAIRS_AT_ONCE = 2_000_000


def match_by_iou(
    truth_onsets: ArrayLike,
    truth_offsets: ArrayLike,
    found_onsets: ArrayLike,
    found_offsets: ArrayLike,
    *,
    min_iou: float = 0.5,
) -> list[tuple[int, int]]:
    """Match true and found events of one recording whose intervals overlap enough.

    Parameters
    ----------
    truth_onsets, truth_offsets : shape (n_truth,), seconds, any order.
    found_onsets, found_offsets : shape (n_found,), seconds, any order.
    min_iou : least intersection over union of a pair, in (0, 1]. Intervals without length have none with
        anything: match them by onset.

    Returns
    -------
    Pairs (position in truth, position in found), by position in truth: as many as possible, among those with
    the largest sum of intersection over union. Memory grows with the number of overlapping pairs, not with
    n_truth × n_found.

    Raises
    ------
    InputError
        If shapes differ, a time is not finite, an event ends before it starts, or `min_iou` is out of range.
    """
    if not 0 < min_iou <= 1:
        raise InputError(f"`min_iou` must be in (0, 1], got {min_iou}. The usual choice is 0.5.")
    truth = _intervals(truth_onsets, truth_offsets, name="truth")
    found = _intervals(found_onsets, found_offsets, name="found")
    order = np.argsort(found[0], kind="stable")
    low, high = _iou_reach(truth, found[0][order], min_iou)
    rows, columns, ious = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for row, position in _expand(low, high):
        column = order[position]
        iou = _iou(truth[0][row], truth[1][row], found[0][column], found[1][column])
        keep = iou >= min_iou
        rows.append(row[keep])
        columns.append(column[keep])
        ious.append(iou[keep])
    return best_pairs(np.concatenate(rows), np.concatenate(columns), 1 - np.concatenate(ious))


def match_by_onset(truth_onsets: ArrayLike, found_onsets: ArrayLike, *, tolerance_s: float) -> list[tuple[int, int]]:
    """Match true and found events of one recording whose onsets lie close together.

    Parameters
    ----------
    truth_onsets : shape (n_truth,), seconds, any order.
    found_onsets : shape (n_found,), seconds, any order.
    tolerance_s : largest distance of a pair in seconds, at least 0.

    Returns
    -------
    Pairs (position in truth, position in found), by position in truth: as many as possible, among those with
    the smallest sum of distances.

    Raises
    ------
    InputError
        If a time is not finite or `tolerance_s` is negative.
    """
    if not 0 <= tolerance_s < np.inf:
        raise InputError(f"`tolerance_s` must be 0 or more, got {tolerance_s}. A usual choice is 0.05.")
    truth, found = _times(truth_onsets, name="truth_onsets"), _times(found_onsets, name="found_onsets")
    order = np.argsort(found, kind="stable")
    low = np.searchsorted(found[order], truth - tolerance_s, side="left")
    high = np.searchsorted(found[order], truth + tolerance_s, side="right")
    parts = [(row, order[position]) for row, position in _expand(low, high)]
    rows = np.concatenate([np.zeros(0, np.int64), *(row for row, _ in parts)])
    columns = np.concatenate([np.zeros(0, np.int64), *(column for _, column in parts)])
    distance = np.abs(truth[rows] - found[columns])
    return best_pairs(rows, columns, distance / tolerance_s if tolerance_s > 0 else distance)


def _times(values: ArrayLike, *, name: str) -> _Floats:
    times = np.asarray(values, dtype=np.float64)
    if times.ndim != 1 or not np.isfinite(times).all():
        raise InputError(
            f"`{name}` must be a line of finite times in seconds, got shape {times.shape} with "
            f"{int((~np.isfinite(times)).sum())} values that are not finite. Leave those events out."
        )
    return times


def _intervals(onsets: ArrayLike, offsets: ArrayLike, *, name: str) -> tuple[_Floats, _Floats]:
    onset, offset = _times(onsets, name=f"{name}_onsets"), _times(offsets, name=f"{name}_offsets")
    if onset.shape != offset.shape:
        raise InputError(
            f"`{name}_offsets` must be as long as `{name}_onsets`, got {len(offset)} and {len(onset)}. Give "
            "both times of every event."
        )
    if (offset < onset).any():
        first = int(np.argmax(offset < onset))
        raise InputError(
            f"every event of `{name}` must end at or after its onset, got {onset[first]} s to "
            f"{offset[first]} s at position {first}. Swap or correct the two times."
        )
    return onset, offset


def _iou_reach(truth: tuple[_Floats, _Floats], onsets: _Floats, min_iou: float) -> tuple[_Ints, _Ints]:
    """Return between which sorted onsets an event can lie and still agree.

    If it starts earlier, the union reaches from its onset to the true offset at least, and the intersection
    is the true length at most; if it starts later, the intersection ends at the true offset at best.
    """
    length = truth[1] - truth[0]
    slack = 1e-9 + 1e-12 * np.abs(truth[1])
    low = np.searchsorted(onsets, truth[1] - length / min_iou - slack, side="left")
    high = np.searchsorted(onsets, truth[1] - length * min_iou + slack, side="right")
    return low.astype(np.int64), high.astype(np.int64)


def _expand(low: _Ints, high: _Ints) -> Iterator[tuple[_Ints, _Ints]]:
    """Yield (row, position) for all positions low[row] ≤ position < high[row], in blocks of rows."""
    counts = np.maximum(high - low, 0)
    totals = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = int(totals[start - 1]) if start > 0 else 0
        stop = max(start + 1, int(np.searchsorted(totals, before + _PAIRS_AT_ONCE, side="right")))
        block = counts[start:stop]
        row = np.repeat(np.arange(start, stop, dtype=np.int64), block)
        within = np.arange(len(row), dtype=np.int64) - np.repeat(np.cumsum(block) - block, block)
        yield row, low[row] + within
        start = stop


def _iou(onset: _Floats, offset: _Floats, other_onset: _Floats, other_offset: _Floats) -> _Floats:
    intersection = np.minimum(offset, other_offset) - np.maximum(onset, other_onset)
    union = np.maximum(offset, other_offset) - np.minimum(onset, other_onset)
    return np.maximum(intersection, 0) / np.where(union > 0, union, 1)
