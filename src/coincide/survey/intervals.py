"""95% intervals of shares and totals in stratified samples, of which none or all may be right.

Shares: Wilson's score interval (1927) with the effective number of trials, which is what simple sampling would have
needed for the same variance (Korn and Graubard 1998); the variance counts the strata apart, and that the population is
finite. Sums and ratios of such shares: the method of variance estimates recovery (Zou and Donner 2008; Donner and Zou
2012), which keeps the asymmetry of their intervals. Measured coverage: docs/survey.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Z = 1.959964
_SHRUNK = 2.0
"""Trials with the share of all strata that a stratum's variance is told with; else one of few trials has none."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95% interval, `low` ≤ `value` ≤ `high`; the value is None if nothing is known."""

    value: float | None
    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """Return the interval of a multiple, `factor` ≥ 0."""
        value = None if self.value is None else self.value * factor
        return Interval(value, self.low * factor, self.high * factor)


def share(n_right: Sequence[float], n: Sequence[int], n_all: Sequence[int]) -> Interval:
    """Return the share of the right among all, from a sample of each stratum.

    Parameters
    ----------
    n_right, n : right ones and trials of each stratum, 0 ≤ `n_right` ≤ `n`.
    n_all : size of each stratum, at least `n`. Strata without trials count as the others.

    Examples
    --------
    >>> found = share([9], [10], [10_000])
    >>> [round(each, 2) for each in (found.value, found.low, found.high)]
    [0.9, 0.6, 0.98]
    """
    tried = [place for place, trials in enumerate(n) if trials > 0]
    if not tried:
        return Interval(None, 0.0, 1.0)
    y, trials, size = (np.array([each[place] for place in tried], dtype=np.float64) for each in (n_right, n, n_all))
    weight = size / size.sum()
    size *= sum(n_all) / size.sum()  # they stand in for strata without trials, so they are never known wholly
    value = float((weight * y / trials).sum())
    if (trials >= size).all():
        return Interval(value, value, value)
    finite = (size - trials) / np.maximum(size - 1, 1)
    shrunk = (y + _SHRUNK * value) / (trials + _SHRUNK)
    variance = float((weight**2 * shrunk * (1 - shrunk) / trials * finite).sum())
    simple = value * (1 - value)
    if variance > 0 and simple > 0:
        effective = simple / variance
    else:
        effective = float(trials.sum() / max((weight * finite).sum(), 1e-12))
    return Interval(value, *_wilson(value, effective))


def total(parts: Sequence[Interval]) -> Interval:
    """Return the sum of independent estimates."""
    values = [part.value for part in parts if part.value is not None]
    if len(values) < len(parts):
        return Interval(None, sum(part.low for part in parts), sum(part.high for part in parts))
    value = sum(values)
    low = math.sqrt(sum((own - part.low) ** 2 for own, part in zip(values, parts, strict=True)))
    high = math.sqrt(sum((part.high - own) ** 2 for own, part in zip(values, parts, strict=True)))
    return Interval(value, max(0.0, value - low), value + high)


def part_of_sum(part: Interval, rest: Interval) -> Interval:
    """Return `part / (part + rest)` of two independent estimates that are not negative."""
    if part.value is None or rest.value is None or part.value + rest.value == 0:
        return Interval(None, 0.0, 1.0)
    low, high = _odds(part, part.value, rest, rest.value)
    return Interval(part.value / (part.value + rest.value), 1 / (1 + high), 1 / (1 + low))


def _odds(part: Interval, x: float, rest: Interval, y: float) -> tuple[float, float]:
    """Return the limits of `rest / part`, whose values are `y` and `x`."""
    product = x * y
    below = rest.low * part.high * (2 * y - rest.low) * (2 * x - part.high)
    above = rest.high * part.low * (2 * y - rest.high) * (2 * x - part.low)
    low_at, high_at = part.high * (2 * x - part.high), part.low * (2 * x - part.low)
    root = math.sqrt(max(0.0, product**2 - below))
    low = max(0.0, (product - root) / low_at) if low_at > 0 else rest.low / part.high if part.high > 0 else 0.0
    high = (product + math.sqrt(max(0.0, product**2 - above))) / high_at if high_at > 0 else math.inf
    ratio = y / x if x > 0 else math.inf
    return min(low, ratio), max(high, ratio)


def _wilson(value: float, n: float) -> tuple[float, float]:
    middle = value + _Z * _Z / (2 * n)
    half = _Z * math.sqrt(value * (1 - value) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    return max(0.0, min(value, (middle - half) / scale)), min(1.0, max(value, (middle + half) / scale))
