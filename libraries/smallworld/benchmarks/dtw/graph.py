"""The graph under dynamic time warping: time and distances at an R@1 of .98, and how they grow with n."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.dtw.answers import Answer, ask, our_index, share_of_nearest
from benchmarks.dtw.datasets import Dataset
from benchmarks.options import say
from benchmarks.table import Row
from benchmarks.timing import interleaved, timed

LEVEL = 0.98
_POOLS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)


@dataclass(frozen=True)
class Reached:
    """The first pool size with which the graph reaches the recall.

    Attributes
    ----------
    share_of_n : distances per query, as a share of the stored series.
    """

    ef: int
    recall: float
    ms: float
    exact_ms: float
    n_distances: float
    share_of_n: float


def graph_rows(data: Dataset, peer_ms: Mapping[str, float]) -> list[Row]:
    """Compare the graph with our exact search, and with the fastest exact peer, if there is one."""
    index, seconds = timed(partial(our_index, data, algorithm="graph"))
    say(f"{data.name}: graph built in {seconds:.1f} s")
    reached = reach(data, index)
    at = f"at R@1 ≥ {LEVEL}"
    rows = [
        Row(data.name, f"ms per query, graph {at}", reached.ms, 0.0, 1),
        Row(data.name, "R@1 of these", reached.recall, 0.0, 1),
        Row(data.name, "pool (ef) of these", reached.ef, 0.0, 1),
        Row(data.name, f"% of series compared {at}", 100 * reached.share_of_n, 0.0, 1, goal="< 8, aim 3"),
        Row(data.name, "graph: × our exact", reached.exact_ms / reached.ms, 0.0, 1, goal="≥ 2, aim 8"),
        Row(data.name, "µs per insert", 1e6 * seconds / len(data.base), 0.0, 1),
    ]
    if peer_ms:
        lead = min(peer_ms.values()) / reached.ms
        rows.append(Row(data.name, "graph: × the best exact peer", lead, 0.0, 1, goal="≥ 40, aim 150"))
    return rows


def growth_rows(sets: Sequence[Dataset]) -> list[Row]:
    """Cost against n at equal recall."""
    rows: list[Row] = []
    for data in sets:
        index, seconds = timed(partial(our_index, data, algorithm="graph"))
        reached = reach(data, index)
        work = f"growth: {data.name}"
        rows += [
            Row(work, f"µs per query at R@1 ≥ {LEVEL}", 1e3 * reached.ms, 0.0, 1),
            Row(work, f"distances per query at R@1 ≥ {LEVEL}", reached.n_distances, 0.0, 1),
            Row(work, "µs per query, exact", 1e3 * reached.exact_ms, 0.0, 1),
            Row(work, "µs per insert", 1e6 * seconds / len(data.base), 0.0, 1),
        ]
    return rows


def reach(data: Dataset, index: Any) -> Reached:
    """Raise the pool until enough queries get their nearest; NaN where none does."""
    exact_index = our_index(data, algorithm="exact")
    exact = ask(exact_index, data.queries)
    found = _first_good(data, index, exact)
    if found is None:
        say(f"{data.name}: the graph does not reach R@1 {LEVEL} with a pool of {_POOLS[-1]}")
        return Reached(0, math.nan, math.nan, math.nan, math.nan, math.nan)
    ef, answer = found
    calls = {
        "graph": partial(ask, index, data.queries, ef=ef),
        "exact": partial(ask, exact_index, data.queries),
    }
    spent = interleaved(calls)
    ms = {name: 1e3 * spent[name].per(len(data.queries)).median for name in calls}
    n_distances = answer.n_distances / len(data.queries)
    recall = share_of_nearest(answer.rows, data, exact)
    return Reached(ef, recall, ms["graph"], ms["exact"], n_distances, n_distances / len(data.base))


def _first_good(data: Dataset, index: Any, exact: Answer) -> tuple[int, Answer] | None:
    for ef in _POOLS:
        answer = ask(index, data.queries, ef=ef)
        if share_of_nearest(answer.rows, data, exact) >= LEVEL:
            return ef, answer
    return None
