"""How cost and memory grow with the number of vectors: generated, 1,000 to 1,000,000."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.options import say
from benchmarks.search.contenders import Contender, Search, contenders, our_index
from benchmarks.search.datasets import Dataset, K, Vectors, clustered, with_truth
from benchmarks.search.footprint import footprint_rows
from benchmarks.search.sweep import Point, recall, seconds_at, sweep
from benchmarks.table import Row
from benchmarks.timing import timed

_LEVEL = 0.95
_ROUNDS = 3
# Beyond, a build of hnswlib takes several minutes.
_LARGEST_OF_PEER = 100_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 5_000)


def growth_rows(sizes: Sequence[int]) -> Iterator[Row]:
    """Cost per query and per insert against n, at equal recall."""
    for n in sizes:
        dataset = with_truth(f"clustered, n = {n:,}", *clustered(n, rng=np.random.default_rng(2)))
        say(f"growth: {n:,} vectors")
        has_peer = n <= _LARGEST_OF_PEER
        names = ("float32", "hnswlib") if has_peer else ("float32",)
        yield from _rows(dataset, has_peer=has_peer)
        yield from footprint_rows(dataset, names=names)


def _rows(dataset: Dataset, *, has_peer: bool) -> list[Row]:
    n = len(dataset.base)
    index = our_index()
    _, seconds = timed(partial(index.fit, dataset.base))
    us_per_insert = {"coincide float32": seconds / n * 1e6}
    searches: dict[Contender, Search] = {}
    for contender in contenders("hnswlib"):
        if contender.name == "coincide float32":
            searches[contender] = lambda queries, effort: index.search(queries, k=K, ef=int(effort)).ids
        elif not contender.is_ours and has_peer:
            searches[contender], seconds = timed(partial(contender.build, dataset.base))
            us_per_insert[contender.name] = seconds / n * 1e6
    curves = sweep(dataset, searches, rounds=_ROUNDS)
    us_per_query = {each.name: seconds_at(curve, _LEVEL) * 1e6 for each, curve in curves.items()}
    ours = next(curve for each, curve in curves.items() if each.is_ours)
    found = index.search(dataset.queries, k=K, ef=64)
    title = f"at recall@10 {_LEVEL:.2f}"
    return [
        _row(dataset.name, f"µs per query {title}", us_per_query),
        Row(dataset.name, f"distances per query {title}", _distances_at(index, dataset.queries, ours), 0.0, 1),
        _row(dataset.name, "µs per insert", us_per_insert),
        Row(dataset.name, "recall@10 at ef 64", recall(found.ids, dataset.neighbors), 0.0, 1),
    ]


def _distances_at(index: Any, queries: Vectors, curve: Sequence[Point]) -> float:
    """Distances per query at the first measured effort that reaches the recall."""
    effort = next((point.effort for point in curve if point.recall >= _LEVEL), None)
    if effort is None:
        return float("nan")
    return index.search(queries, k=K, ef=int(effort)).n_distances / len(queries)


def _row(work: str, metric: str, values: dict[str, float]) -> Row:
    peer = {"against": "hnswlib", "against_value": values["hnswlib"]} if "hnswlib" in values else {}
    return Row(work, metric, values["coincide float32"], 0.0, 1, **peer)
