"""Inner products of vectors whose norms differ, and queries far from all vectors, beside hnswlib.

hnswlib searches with three pools; ours with the smallest that reaches each of its recalls, and with the same pools.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benchmarks.cases.efforts import least_effort
from benchmarks.options import Options, say
from benchmarks.search.contenders import POOLS, peer
from benchmarks.search.datasets import N_QUICK, K, Vectors, clustered, exact_neighbors, word_vectors
from benchmarks.search.further_peers import N_LINKS, POOL_WHILE_BUILDING, Ids, Search
from benchmarks.search.sweep import recall
from benchmarks.table import Row
from benchmarks.timing import interleaved

SIGMAS, THEIR_POOLS = (0.5, 1.0, 1.5, 2.0, 2.5), (32, 128, 512)
_OUR_POOLS = (*POOLS, 1536, 2048)
_N, _N_QUERIES, _ROUNDS = 40_000, 400, 7

Metric = Literal["euclidean", "inner_product"]


def unusual_rows(options: Options) -> Iterator[Row]:
    """Measure word vectors where they are, else clustered ones."""
    try:
        hnswlib = peer("hnswlib")
    except ImportError as cause:
        say(f"hnswlib is left out: {cause}")
        return
    n = N_QUICK if options.quick else _N
    drawn = (
        clustered(n, rng=np.random.default_rng(3))
        if options.data is None
        else word_vectors(options.data / "ann" / "glove50", n)
    )
    base, queries = drawn[0], np.ascontiguousarray(drawn[1][:_N_QUERIES])
    for sigma in SIGMAS:
        name = f"inner product, norms of sigma {sigma}"
        if options.wants(name):
            drawn_long = with_norms(base, sigma)
            searches = _searches(hnswlib, drawn_long, "inner_product")
            yield from _rows(name, searches, queries, _most_alike(drawn_long, queries))
    far = {name: asked for name, asked in far_queries(base, queries).items() if options.wants(name)}
    if far:
        searches = _searches(hnswlib, np.ascontiguousarray(base), "euclidean")
        for name, asked in far.items():
            yield from _rows(name, searches, asked, exact_neighbors(base, asked, k=K))


def with_norms(base: Vectors, sigma: float) -> Vectors:
    """Return the vectors with log-normal norms, which depend on nothing else that is drawn."""
    norms = np.random.default_rng([3, round(10 * sigma)]).lognormal(0.0, sigma, (len(base), 1))
    return (base * (norms / np.linalg.norm(base, axis=1, keepdims=True))).astype(np.float32)


def far_queries(base: Vectors, queries: Vectors) -> dict[str, Vectors]:
    """Return four kinds of queries that lie where no vectors do."""
    rng = np.random.default_rng(4)
    middle, shape = base.mean(axis=0), queries.shape
    drawn = {
        "far queries, Gaussian of the same moments": rng.multivariate_normal(middle, np.cov(base.T), len(queries)),
        "far queries, three times as far from the mean": middle + 3.0 * (queries - middle),
        "far queries, near zero": 0.01 * rng.standard_normal(shape),
        "far queries, uniform": rng.uniform(-1.0, 1.0, shape) * np.abs(base).max(),
    }
    return {name: np.ascontiguousarray(each, dtype=np.float32) for name, each in drawn.items()}


def _most_alike(base: Vectors, queries: Vectors) -> npt.NDArray[np.intp]:
    products = queries.astype(np.float64) @ base.T.astype(np.float64)
    return np.argpartition(-products, K - 1, axis=1)[:, :K]


def _searches(hnswlib: Any, base: Vectors, metric: Metric) -> tuple[Search, Search]:
    """Ours and hnswlib's."""
    from coincide_smallworld import NavigableSmallWorld

    ours = NavigableSmallWorld(metric=metric, algorithm="graph").fit(base)
    theirs = hnswlib.Index(space="l2" if metric == "euclidean" else "ip", dim=base.shape[1])
    theirs.init_index(max_elements=len(base), M=N_LINKS, ef_construction=POOL_WHILE_BUILDING, random_seed=0)
    theirs.set_num_threads(1)
    theirs.add_items(base)

    def search(queries: Vectors, effort: float) -> Ids:
        theirs.set_ef(int(effort))
        return theirs.knn_query(queries, k=K)[0].astype(np.int64)

    return lambda queries, effort: ours.search(queries, k=K, ef=int(effort)).ids, search


def _rows(name: str, searches: tuple[Search, Search], queries: Vectors, truth: npt.NDArray[Any]) -> Iterator[Row]:
    ours, theirs = searches
    for pool in THEIR_POOLS:
        wanted, same = (recall(search(queries, pool), truth) for search in (theirs, ours))
        yield Row(name, f"recall with a pool of {pool}", same, 0.0, 1, against="hnswlib", against_value=wanted)
        effort = least_effort(lambda at: recall(ours(queries, at), truth), _OUR_POOLS, wanted)
        calls: dict[str, Callable[[], object]] = {"hnswlib": partial(theirs, queries, pool)}
        if not math.isnan(effort):
            calls["coincide"] = partial(ours, queries, effort)
        spent = {key: 1e6 * each.least / len(queries) for key, each in interleaved(calls, rounds=_ROUNDS).items()}
        title = f"µs at hnswlib's recall with a pool of {pool}"
        yield Row(
            name, title, spent.get("coincide", math.nan), 0.0, 1, against="hnswlib", against_value=spent["hnswlib"]
        )
