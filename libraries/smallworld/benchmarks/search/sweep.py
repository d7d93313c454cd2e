"""Speed at equal recall: every index is searched with rising effort, its time read off where it reaches a recall.

Recall at equal effort would compare how the effort is counted; time at equal effort would reward wrong answers.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.search.contenders import Contender, Ids, Search
from benchmarks.search.datasets import Dataset
from benchmarks.timing import ROUNDS, Seconds, interleaved

# Beyond this recall nothing is read off.
_ENOUGH = 0.9925
_N_SINGLE = 200


@dataclass(frozen=True)
class Point:
    """What one effort gives: recall in [0, 1], and seconds per query."""

    effort: float
    recall: float
    seconds: Seconds


Curve = Sequence[Point]


def recall(found: Ids, truth: Ids) -> float:
    """Share of the true neighbors (q, k) among the found ones (q, k)."""
    return float(np.mean([np.isin(wanted, given).mean() for given, wanted in zip(found, truth, strict=True)]))


def seconds_at(curve: Curve, wanted: float) -> float:
    """Return the seconds where a curve first reaches a recall, by interpolation; NaN if it never does.

    Between two points the logarithm of the time is linear in the recall. A curve that begins above the recall counts
    with its first point.
    """
    for i, point in enumerate(curve):
        if point.recall < wanted:
            continue
        if i == 0 or curve[i - 1].recall >= point.recall:
            return point.seconds.median
        before = curve[i - 1]
        share = (wanted - before.recall) / (point.recall - before.recall)
        low, high = math.log(before.seconds.median), math.log(point.seconds.median)
        return math.exp(low + share * (high - low))
    return math.nan


def sweep(
    dataset: Dataset, searches: Mapping[Contender, Search], *, rounds: int = ROUNDS
) -> dict[Contender, list[Point]]:
    """Search all queries at once with every effort, in interleaved rounds."""
    recalls = {each: _rising_recalls(dataset, each, search) for each, search in searches.items()}
    calls = {
        (each, effort): partial(searches[each], dataset.queries, effort)
        for each, found in recalls.items()
        for effort in found
    }
    spent = interleaved(calls, rounds=rounds, clock=time.process_time)
    return {
        each: [Point(effort, got, spent[each, effort].per(len(dataset.queries))) for effort, got in found.items()]
        for each, found in recalls.items()
    }


def sweep_single(
    dataset: Dataset,
    searches: Mapping[Contender, Search],
    curves: Mapping[Contender, Curve],
    *,
    wanted: float,
    rounds: int = ROUNDS,
) -> dict[Contender, list[Point]]:
    """Ask one query per call, with the two efforts around a wanted recall."""
    around = {each: around_recall(curves[each], wanted) for each in searches}
    queries = [dataset.queries[i : i + 1] for i in range(min(_N_SINGLE, len(dataset.queries)))]

    def ask_all(search: Search, effort: float) -> None:
        for query in queries:
            search(query, effort)

    calls = {
        (each, point.effort): partial(ask_all, searches[each], point.effort)
        for each, points in around.items()
        for point in points
    }
    spent = interleaved(calls, rounds=rounds, clock=time.process_time)
    return {
        each: [Point(p.effort, p.recall, spent[each, p.effort].per(len(queries))) for p in points]
        for each, points in around.items()
    }


def around_recall(curve: Curve, wanted: float) -> list[Point]:
    """Return the first point of a curve that reaches a recall and the one before; none if it is never reached."""
    reached = [i for i, point in enumerate(curve) if point.recall >= wanted]
    return list(curve[max(0, reached[0] - 1) : reached[0] + 1]) if reached else []


def _rising_recalls(dataset: Dataset, contender: Contender, search: Search) -> dict[float, float]:
    found: dict[float, float] = {}
    for effort in contender.efforts:
        found[effort] = recall(search(dataset.queries, effort), dataset.neighbors)
        if found[effort] >= _ENOUGH:
            break
    return found
