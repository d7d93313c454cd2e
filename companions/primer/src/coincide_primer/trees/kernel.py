"""The compiled loops: growing a tree on histograms, and walking down one.

With first derivatives g and second derivatives h of the loss, a leaf's best value is -G / (H + λ), where G and H are
sums over its rows, and that lowers the loss by G² / (H + λ) / 2. A split is worth what its two leaves lower it by, less
what their parent did (Chen and Guestrin 2016, equations 5 to 7). Sums for all thresholds of a column come from a
histogram, one pass over the rows; only the smaller child is counted, its sibling is the parent less it.

Where a column has missing values, both sides are tried for them (the same, algorithm 3); where it has none, they would
follow the heavier child.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from coincide_primer.tensors.tensor import Array
from coincide_primer.trees.bins import MISSING
from coincide_primer.trees.tree import LEAF

Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = numba.njit  # its overloads do not know all options
# Sums that were found by subtraction carry rounding errors: what is better by less than this share is no better.
NOISE = 1e-10


def compiled(function: Function) -> Function:
    """Compile at the first call, and keep that on disk where a folder can be written."""
    try:
        return cast("Function", _njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:
        return cast("Function", _njit(nogil=True, error_model="numpy")(function))


@compiled
def grow(
    codes: Array,
    derivatives: Array,
    offsets: Array,
    max_depth: int,
    l2: float,
    min_hessian: float,
    min_rows: int,
    min_gain: float,
    rate: float,
    update: Array,
) -> tuple[Array, Array]:
    """Grow a tree depth first, and add the value of its leaf to each row's `update`.

    Parameters
    ----------
    codes : (n, column) bins.
    derivatives : (n, 2) g and h of each row.
    offsets : (column + 1,) where the bins of a column begin in a histogram; the last bin of each is for missing values.
    update : (n,) scores, changed in place.

    Returns
    -------
    Node numbers (node, 5): feature, threshold, missing_left, left, right; and (node, 3): gain, cover, value.
    """
    n = codes.shape[0]
    rows = np.arange(n)
    spare = np.empty_like(rows)
    n_most = 2 ** min(max_depth, 30) if n > 2 ** min(max_depth, 30) else n
    nodes = np.full((2 * n_most - 1, 5), LEAF)
    facts = np.zeros((2 * n_most - 1, 3))
    histograms = np.empty((min(max_depth, n) + 2, offsets[-1], 3))

    _count(codes, derivatives, offsets, rows, histograms[0])
    stack = [(0, 0, n, 0, 0)]  # node, its rows from and to, depth, histogram
    n_nodes = 1
    free = list(range(1, histograms.shape[0]))
    while stack:
        node, start, end, depth, slot = stack.pop()
        own, histogram = rows[start:end], histograms[slot]
        g, h = _totals(derivatives, own)
        facts[node, 1] = h
        feature, threshold, missing_left, gain = LEAF, 0, False, 0.0
        if depth < max_depth:
            feature, threshold, missing_left, gain = _best_split(
                histogram, offsets, g, h, end - start, l2, min_hessian, min_rows, min_gain
            )
        if feature == LEAF:
            value = -rate * g / (h + l2)
            facts[node, 2] = value
            for row in own:
                update[row] += value
            free.append(slot)
            continue
        middle = start + _partition(codes, own, spare, feature, threshold, missing_left)
        nodes[node] = feature, threshold, int(missing_left), n_nodes, n_nodes + 1
        facts[node, 0] = gain
        other = free.pop()
        small_is_left = middle - start <= end - middle
        small = rows[start:middle] if small_is_left else rows[middle:end]
        if depth + 1 < max_depth:
            _count(codes, derivatives, offsets, small, histograms[other])
            histogram -= histograms[other]
        left_slot, right_slot = (other, slot) if small_is_left else (slot, other)
        stack.append((n_nodes + 1, middle, end, depth + 1, right_slot))
        stack.append((n_nodes, start, middle, depth + 1, left_slot))
        n_nodes += 2
    return nodes[:n_nodes].copy(), facts[:n_nodes].copy()


@compiled
def _totals(derivatives: Array, rows: Array) -> tuple[float, float]:
    g = h = 0.0
    for row in rows:
        g += derivatives[row, 0]
        h += derivatives[row, 1]
    return g, h


@compiled
def _count(codes: Array, derivatives: Array, offsets: Array, rows: Array, histogram: Array) -> None:
    """Sum g and h of some rows in each bin of each column, and count them."""
    n_columns = codes.shape[1]
    histogram[:] = 0.0
    for row in rows:
        g, h = derivatives[row, 0], derivatives[row, 1]
        for column in range(n_columns):
            code = codes[row, column]
            place = offsets[column + 1] - 1 if code == MISSING else offsets[column] + code
            histogram[place, 0] += g
            histogram[place, 1] += h
            histogram[place, 2] += 1.0


@compiled
def _best_split(
    histogram: Array,
    offsets: Array,
    g: float,
    h: float,
    n: int,
    l2: float,
    min_hessian: float,
    min_rows: int,
    min_gain: float,
) -> tuple[int, int, bool, float]:
    """Return column, last bin of the left child, side of missing values, and gain; LEAF if no split is worth it.

    Of equal splits the first is taken: by column, by threshold, and with missing values at the right.
    """
    parent = g * g / (h + l2)
    least = min_hessian - NOISE * h  # a child that has just enough may have a little less after subtraction
    best = max(2.0 * min_gain, NOISE * parent)
    feature, threshold, missing_left = LEAF, 0, False
    for column in range(len(offsets) - 1):
        first, missing = offsets[column], offsets[column + 1] - 1
        has_missing = histogram[missing, 2] > 0
        for is_left in range(2 if has_missing else 1):
            left_g = histogram[missing, 0] if is_left else 0.0
            left_h = histogram[missing, 1] if is_left else 0.0
            left_n = histogram[missing, 2] if is_left else 0.0
            # After the last bin, only the missing values are left for the right child.
            for place in range(first, missing if has_missing and not is_left else missing - 1):
                left_g += histogram[place, 0]
                left_h += histogram[place, 1]
                left_n += histogram[place, 2]
                right_g, right_h = g - left_g, h - left_h
                if left_n < min_rows or n - left_n < min_rows or left_h < least or right_h < least:
                    continue
                gain = left_g * left_g / (left_h + l2) + right_g * right_g / (right_h + l2) - parent
                if gain > best * (1.0 + NOISE):
                    best = gain
                    feature, threshold = column, place - first
                    missing_left = is_left == 1 if has_missing else left_h >= right_h
    return feature, threshold, missing_left, 0.5 * best


@compiled
def _partition(codes: Array, rows: Array, spare: Array, feature: int, threshold: int, missing_left: bool) -> int:
    """Bring the rows that go left before the others, in their order, and return how many they are."""
    n_left = n_right = 0
    for row in rows:
        code = codes[row, feature]
        if missing_left if code == MISSING else code <= threshold:
            rows[n_left] = row
            n_left += 1
        else:
            spare[n_right] = row
            n_right += 1
    rows[n_left:] = spare[:n_right]
    return n_left


@compiled
def add_values(
    codes: Array,
    feature: Array,
    threshold: Array,
    missing_left: Array,
    left: Array,
    right: Array,
    value: Array,
    scores: Array,
) -> None:
    """Walk each row down a tree, and add the value of its leaf to its score."""
    for row in range(codes.shape[0]):
        node = 0
        while feature[node] != LEAF:
            code = codes[row, feature[node]]
            goes_left = missing_left[node] if code == MISSING else code <= threshold[node]
            node = left[node] if goes_left else right[node]
        scores[row] += value[node]
