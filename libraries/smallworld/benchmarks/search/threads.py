"""Two threads against one, building and searching; by the clock on the wall."""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from benchmarks.search.contenders import contenders, hnswlib_index, our_index
from benchmarks.search.datasets import K, Vectors, clustered
from benchmarks.table import Row
from benchmarks.timing import interleaved

_EF = 64
# So many queries that starting threads does not count.
_N_TIMES = 10


def thread_rows(n_vectors: int, *, rounds: int) -> list[Row]:
    """How much faster two threads are than one, on clustered vectors; needs two cores with nothing else to do."""
    has_hnswlib = any(not each.is_ours for each in contenders("hnswlib"))
    base, queries = clustered(n_vectors, rng=np.random.default_rng(0))
    queries = np.tile(queries, (_N_TIMES, 1))
    builds = {("coincide", n): partial(_build_ours, base, n) for n in (1, 2)}
    searches = {("coincide", n): _ours_search(base, queries, n) for n in (1, 2)}
    if has_hnswlib:
        builds |= {("hnswlib", n): partial(hnswlib_index, base, n_threads=n) for n in (1, 2)}
        searches |= {("hnswlib", n): _hnswlib_search(base, queries, n) for n in (1, 2)}
    rows: list[Row] = []
    for metric, calls in (("build", builds), ("batch search", searches)):
        spent = interleaved(calls, rounds=rounds, clock=time.perf_counter, is_warm=metric == "build")
        gain = {name: spent[name, 1].median / spent[name, 2].median for name, n in calls if n == 1}
        work, title = f"two threads, {n_vectors:,} × {base.shape[1]}", f"× one thread, {metric}"
        peer = {"against": "hnswlib", "against_value": gain["hnswlib"]} if has_hnswlib else {}
        rows.append(Row(work, title, gain["coincide"], 0.0, 1, goal="≥ 1.8, aim 1.95", **peer))
    return rows


def _build_ours(base: Vectors, n_threads: int) -> None:
    our_index(n_jobs=n_threads).fit(base)


def _ours_search(base: Vectors, queries: Vectors, n_threads: int) -> partial[object]:
    return partial(our_index(n_jobs=n_threads, ef=_EF).fit(base).search, queries, k=K)


def _hnswlib_search(base: Vectors, queries: Vectors, n_threads: int) -> partial[object]:
    index = hnswlib_index(base, n_threads=n_threads)
    index.set_ef(_EF)
    return partial(index.knn_query, queries, k=K)
