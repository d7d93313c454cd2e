"""Search over the shards of an index against one index over all events, at the same recall.

Events are of 40 kinds, made up, in 64 dimensions. Where shards hold recordings of one place each, the events of a kind
lie in few of them; so the same is done with events in random order and sorted by kind. The pool size of each index is
the smallest with which half of the queries reach the recall; the other half is measured. One index is built again as a
whole when events are added, as `learn` did before there were shards.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.index import NavigableSmallWorld, Neighbors, ShardedIndex
from coincide.index.settings import IndexSettings
from coincide.learned.index import build_shard

RECALL, K, FLOOR = 0.95, 10, 0.3
_N_EVENTS, _N_SHARDS, _N_KINDS, _DIM = 500_000, 10, 40, 64
_N_QUERIES, _N_ADDED, _N_ROUNDS = 2_000, 1_000, 5
_POOLS = (10, 12, 14, 17, 20, 24, 28, 34, 40, 48, 57, 68, 81, 96, 115, 137, 163, 194, 231)
_GRAPH = IndexSettings(kind="graph")

Rows = NDArray[np.float32]
Index = NavigableSmallWorld | ShardedIndex


def shard_rows(options: Options) -> Iterator[Row]:
    """Build both, ask both, and let both grow."""
    n = _N_EVENTS // 10 if options.quick else _N_EVENTS
    what = f"search among {n:,} events in {_N_SHARDS} shards"
    if not options.wants(what):
        return
    material = _made_up(n)
    build_shard(material.events[:1_000], _GRAPH, seed=0)  # compiles
    say(f"building one index of {n:,}")
    one, one_s = _timed(lambda: build_shard(material.events, _GRAPH, seed=0))
    yield Row(f"build the index of {n:,} events", "CPU s", one_s, 0.0, 1)
    for order, rows in {"random": material.random_order, "by kind": material.by_kind}.items():
        events = material.events[rows]
        say(f"building {_N_SHARDS} shards, {order}")
        parts = np.split(events, _N_SHARDS)
        shards, shards_s = _timed(lambda parts=parts: [build_shard(part, _GRAPH, seed=0) for part in parts])
        if order == "random":
            yield Row(f"build {_N_SHARDS} shards of them", "CPU s", shards_s, 0.0, 1, "one index", one_s)
        yield from _asked(f"{what}, {order}", one, ShardedIndex(shards), material)
    added = _made_up(_N_ADDED).events
    _, grown_s = _timed(lambda: shards[-1].add(added))
    yield Row(f"add {_N_ADDED:,} events to {n:,}", "CPU s", grown_s, 0.0, 1, "one index", one_s)


@dataclass(frozen=True, slots=True)
class _Material:
    """Made-up events (n, dim), queries, their true neighbors' distances, and two orders of the events."""

    events: Rows
    queries: Rows
    true_distances: Rows
    random_order: NDArray[np.int64]
    by_kind: NDArray[np.int64]


def _made_up(n: int) -> _Material:
    rng = np.random.default_rng(0)
    centers = rng.standard_normal((_N_KINDS, _DIM), dtype=np.float32)
    kinds = rng.integers(0, _N_KINDS, n + _N_QUERIES)
    rows = centers[kinds] + 0.5 * rng.standard_normal((n + _N_QUERIES, _DIM), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    events, queries = rows[:n], rows[n:]
    exact = build_shard(events, IndexSettings(kind="exact"), seed=0).search(queries, k=K)
    order = np.argsort(kinds[:n], kind="stable")
    return _Material(events, queries, exact.distances, np.arange(n), order)


def _asked(what: str, one: Index, shards: Index, material: _Material) -> Iterator[Row]:
    pools = [_pool(index, material) for index in (one, shards)]
    say(f"{what}: pools {pools}")
    times: dict[str, list[list[float]]] = {"many": [[], []], "one by one": [[], []]}
    asked = material.queries[1::2]
    for _ in range(_N_ROUNDS):  # interleaved, since other work on the machine comes and goes
        for number, (index, pool) in enumerate(zip((one, shards), pools, strict=True)):
            times["many"][number].append(_timed(lambda i=index, p=pool: i.search(asked, k=K, ef=p))[1])
            times["one by one"][number].append(_timed(lambda i=index, p=pool: _single(i, asked, p))[1])
    for way, both in times.items():
        rates = len(asked) / np.array(both)  # (2, rounds)
        of_one, of_shards = np.median(rates, axis=1).tolist()
        goal, sd = f"≥ {FLOOR * of_one:,.0f}", float(rates[1].std())
        yield Row(f"{what}, {way}", "queries a CPU second", of_shards, sd, _N_ROUNDS, "one index", of_one, goal)
    for name, index, pool in (("one index", one, pools[0]), ("shards", shards, pools[1])):
        found = index.search(asked, k=K, ef=pool)
        yield Row(f"{what}, {name}", f"recall at {K}", _recall(found, material.true_distances[1::2]), 0.0, 1)


def _pool(index: Index, material: _Material) -> int:
    """Return the smallest pool with which half of the queries reach the recall."""
    queries, true = material.queries[::2], material.true_distances[::2]
    return next(pool for pool in _POOLS if _recall(index.search(queries, k=K, ef=pool), true) >= RECALL)


def _recall(found: Neighbors, true_distances: Rows) -> float:
    return float((found.distances <= true_distances[:, -1:] + 1e-6).mean())


def _single(index: Index, queries: Rows, pool: int) -> None:
    for query in queries:
        index.search(query[None], k=K, ef=pool)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began_s = time.process_time()
    return work(), time.process_time() - began_s
