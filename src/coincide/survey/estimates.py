"""What checks of a sample say about all events: precision, recall, corrected counts, thresholds.

Of each name A:

- precision: the share of the events named A that are A;
- corrected count: events that are A, whatever they are named: the shares of A among the events of each name and among
  the rest, times how many these are. This corrects for names that are mistaken for each other;
- recall: the share of these that are named A. Calls that were never detected are in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coincide.survey.intervals import Interval, part_of_sum, share, total
from coincide.survey.sampling import Stratum

_FEWEST_ABOVE = 5
"""Checks that a threshold needs above it."""


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """An item of a sample that somebody judged.

    Attributes
    ----------
    stratum : its index among the strata.
    truth : the true name; empty if it is none of the names.
    """

    stratum: int
    score: float
    truth: str


@dataclass(frozen=True, slots=True)
class ScoreThreshold:
    """From which score on a name is right often enough.

    Attributes
    ----------
    score : events with it or more are kept.
    precision : of these.
    n_checked : of these.
    kept : share of the true events named so that are kept.
    """

    score: float
    precision: Interval
    n_checked: int
    kept: float


@dataclass(frozen=True, slots=True)
class NameEstimate:
    """One name.

    Attributes
    ----------
    n_named : events with this name.
    n_checked, n_right : how many of these were checked, and how many were right.
    precision, recall : see the module; recall is among detected events.
    corrected : number of events that truly have this name.
    threshold : for the wanted precision; None where checks show no such score.
    """

    name: str
    n_named: int
    n_checked: int
    n_right: int
    precision: Interval
    recall: Interval
    corrected: Interval
    threshold: ScoreThreshold | None


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates from a checked sample.

    Attributes
    ----------
    n_checked : items that were judged.
    n_events : events that the sample stands for.
    wanted_precision : of the thresholds.
    """

    names: tuple[NameEstimate, ...]
    n_checked: int
    n_events: int
    wanted_precision: float


def estimate(
    names: Sequence[str], strata: Sequence[Stratum], items: Sequence[CheckedItem], *, wanted_precision: float = 0.9
) -> Estimates:
    """Estimate precision, recall and counts of names from checked items.

    Parameters
    ----------
    strata : of the sample.
    items : those that were judged; each stratum's are a random sample of it.
    wanted_precision : for the thresholds, in (0, 1).
    """
    return Estimates(
        tuple(_one(name, strata, items, wanted_precision) for name in names),
        len(items),
        sum(each.n_events for each in strata),
        wanted_precision,
    )


def _one(name: str, strata: Sequence[Stratum], items: Sequence[CheckedItem], wanted: float) -> NameEstimate:
    groups = dict.fromkeys(each.name for each in strata)
    by_group = {group: [place for place, each in enumerate(strata) if each.name == group] for group in groups}
    counts = {group: _total(name, places, strata, items) for group, places in by_group.items()}
    mine = by_group[name]
    others = total([count for group, count in counts.items() if group != name])
    checked = [each for each in items if each.stratum in mine]
    n_named = sum(strata[place].n_events for place in mine)
    return NameEstimate(
        name=name,
        n_named=n_named,
        n_checked=len(checked),
        n_right=sum(each.truth == name for each in checked),
        precision=counts[name].times(1 / n_named),
        recall=part_of_sum(counts[name], others),
        corrected=total(list(counts.values())),
        threshold=_threshold(name, strata, checked, wanted),
    )


def _total(name: str, places: Sequence[int], strata: Sequence[Stratum], items: Sequence[CheckedItem]) -> Interval:
    """Return how many events of some strata truly are of a name."""
    n_right, n, n_all = _tally(name, places, strata, items)
    return share(n_right, n, n_all).times(sum(n_all))


def _tally(
    name: str, places: Sequence[int], strata: Sequence[Stratum], items: Sequence[CheckedItem]
) -> tuple[list[int], list[int], list[int]]:
    mine = [[each for each in items if each.stratum == place] for place in places]
    n_right = [sum(each.truth == name for each in found) for found in mine]
    return n_right, [len(found) for found in mine], [strata[place].n_events for place in places]


def _threshold(
    name: str, strata: Sequence[Stratum], checked: Sequence[CheckedItem], wanted: float
) -> ScoreThreshold | None:
    """Return the lowest score from which on the estimated precision reaches what is wanted."""
    if not checked:
        return None
    n_of = np.bincount([each.stratum for each in checked], minlength=len(strata))
    ordered = sorted(checked, key=lambda each: -each.score)
    weight = np.array([strata[each.stratum].n_events / n_of[each.stratum] for each in ordered])
    is_right = np.array([each.truth == name for each in ordered], dtype=np.float64)
    right, all_ = np.cumsum(weight * is_right), np.cumsum(weight)
    ends = np.array(
        [place + 1 == len(ordered) or ordered[place + 1].score < each.score for place, each in enumerate(ordered)]
    )
    enough = ends & (right / all_ >= wanted) & (np.arange(len(ordered)) + 1 >= _FEWEST_ABOVE)
    if not enough.any():
        return None
    last = int(np.flatnonzero(enough)[-1])
    above = ordered[: last + 1]
    places = sorted({each.stratum for each in above})
    n_right, n, n_all = _tally(name, places, strata, above)
    # Of a band that the threshold cuts, its part above counts.
    parts = [max(k, round(size * k / n_of[place])) for place, k, size in zip(places, n, n_all, strict=True)]
    return ScoreThreshold(
        score=above[-1].score,
        precision=share(n_right, n, parts),
        n_checked=len(above),
        kept=float(right[last] / right[-1]) if right[-1] > 0 else 0.0,
    )
