"""Searches among some of the items: ours, what faiss filters, and a scan of what is left.

A scan copies what is left at each call, as it must for a filter that was not seen before; its recall is 1. All others
search with the smallest effort that has a recall of .95. hnswlib asks a Python function about each item, which takes
milliseconds a query, and is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.cases.efforts import least_effort
from benchmarks.leads.measure import MANY, ONE
from benchmarks.options import Options, say
from benchmarks.search.contenders import POOLS, our_index, peer
from benchmarks.search.datasets import N_QUICK, K, Vectors, clustered, embeddings, exact_neighbors
from benchmarks.search.further_peers import N_LINKS, POOL_WHILE_BUILDING, Ids
from benchmarks.search.sweep import recall
from benchmarks.table import Row
from benchmarks.timing import interleaved

SHARES, LEVEL = (0.001, 0.01, 0.1), 0.95
SCANS = ("scan, NumPy", "scan, faiss")
_PROBES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
_N_QUERIES, _N_SINGLE, _N_WARM_UP, _ROUNDS = 300, 10, 20, 25

Mask = npt.NDArray[np.bool_]
FilteredSearch = Callable[[Vectors, Mask, float], Ids]


@dataclass(frozen=True)
class Filterer:
    """A search among some items, and the efforts that it can be given, in order of rising recall."""

    search: FilteredSearch
    efforts: Sequence[float]


def filter_rows(options: Options) -> Iterator[Row]:
    """Search among .1, 1 and 10% of embeddings and of clustered vectors."""
    n_embedded, n_clustered = (N_QUICK, N_QUICK) if options.quick else (12_000, 100_000)
    for name, draw in (
        (f"filter, embeddings, {n_embedded:,} × 768", partial(embeddings, n_embedded, 768)),
        (f"filter, clustered, {n_clustered:,} × 96", partial(clustered, n_clustered)),
    ):
        if options.wants(name):
            base, queries = draw(rng=np.random.default_rng(768))
            yield from _rows_of(name, np.ascontiguousarray(base), np.ascontiguousarray(queries[:_N_QUERIES]))


def scanned(base: Vectors, queries: Vectors, mask: Mask, effort: float) -> Ids:
    """Compare with all that is left, by one product of matrices."""
    del effort
    rows = np.flatnonzero(mask)
    left = base[rows]
    rough = np.einsum("nd,nd->n", left, left) - 2.0 * (queries @ left.T)
    near = np.argpartition(rough, K - 1, axis=1)[:, :K]
    order = np.argsort(np.take_along_axis(rough, near, 1), axis=1)
    return rows[np.take_along_axis(near, order, 1)]


def _rows_of(name: str, base: Vectors, queries: Vectors) -> Iterator[Row]:
    filterers, rng = _filterers(base), np.random.default_rng(5)
    for share in SHARES:
        mask = rng.random(len(base)) < share
        rows = np.flatnonzero(mask)
        if len(rows) < K:
            continue
        truth = rows[exact_neighbors(base[rows], queries, k=K)]
        found = _efforts(filterers, queries, mask, truth)
        work = f"{name}, {share:.1%} left"
        for manner, step in ((MANY, len(queries)), (ONE, 1)):
            yield from _timed_rows(work, manner, filterers, found, queries, mask, step=step)


def _efforts(filterers: Mapping[str, Filterer], queries: Vectors, mask: Mask, truth: Ids) -> dict[str, float]:
    efforts: dict[str, float] = {}
    for name, each in filterers.items():
        search = each.search
        efforts[name] = least_effort(
            lambda effort, search=search: recall(search(queries, mask, effort), truth), each.efforts, LEVEL
        )
        if math.isnan(efforts[name]):
            say(f"{name} does not reach recall {LEVEL} among {np.count_nonzero(mask):,}")
    return efforts


def _timed_rows(
    work: str,
    manner: str,
    filterers: Mapping[str, Filterer],
    efforts: Mapping[str, float],
    queries: Vectors,
    mask: Mask,
    *,
    step: int,
) -> list[Row]:
    """Microseconds a query beside each peer: all in one call, or some one by one, each after a warm-up."""
    n_asked = len(queries) if step > 1 else _N_SINGLE
    calls: dict[tuple[str, bool], Callable[[], object]] = {}
    for name, effort in efforts.items():
        if not math.isnan(effort):
            search = filterers[name].search
            calls[name, False] = partial(_ask, search, queries[-_N_WARM_UP:], mask, effort, step)
            calls[name, True] = partial(_ask, search, queries[:n_asked], mask, effort, step)
    spent = interleaved(calls, rounds=_ROUNDS)
    rows: list[Row] = []
    for kind in ("least", "median"):
        values = {name: 1e6 * getattr(spent[name, True], kind) / n_asked for name, is_timed in calls if is_timed}
        ours = values.pop("coincide", math.nan)
        rows += [
            Row(work, f"{manner}, µs at recall {LEVEL}, {kind}", ours, 0.0, 1, against=other, against_value=value)
            for other, value in values.items()
        ]
    return rows


def _ask(search: FilteredSearch, queries: Vectors, mask: Mask, effort: float, step: int) -> None:
    for first in range(0, len(queries), step):
        search(queries[first : first + step], mask, effort)


def _filterers(base: Vectors) -> dict[str, Filterer]:
    index = our_index().fit(base)

    def ours(queries: Vectors, mask: Mask, effort: float) -> Ids:
        return index.search(queries, k=K, ef=int(effort), where=mask).ids

    known = {"coincide": Filterer(ours, POOLS), SCANS[0]: Filterer(partial(scanned, base), (1,))}
    try:
        faiss = peer("faiss")
    except ImportError as cause:
        say(f"faiss is left out: {cause}")
        return known
    faiss.omp_set_num_threads(1)
    return known | {
        SCANS[1]: Filterer(partial(_scanned_by_faiss, faiss, base), (1,)),
        "faiss IVF": Filterer(_inverted(faiss, base), _PROBES),
        "faiss HNSW": Filterer(_graph(faiss, base), POOLS),
    }


def _scanned_by_faiss(faiss: Any, base: Vectors, queries: Vectors, mask: Mask, effort: float) -> Ids:
    del effort
    rows, index = np.flatnonzero(mask), faiss.IndexFlatL2(base.shape[1])
    index.add(base[rows])
    return rows[index.search(queries, K)[1]]


def _inverted(faiss: Any, base: Vectors) -> FilteredSearch:
    index = faiss.index_factory(base.shape[1], f"IVF{math.isqrt(len(base))},Flat")
    index.train(base)
    index.add(base)

    def search(queries: Vectors, mask: Mask, effort: float) -> Ids:
        chosen = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        return index.search(queries, K, params=faiss.SearchParametersIVF(sel=chosen, nprobe=int(effort)))[1]

    return search


def _graph(faiss: Any, base: Vectors) -> FilteredSearch:
    index = faiss.IndexHNSWFlat(base.shape[1], N_LINKS)
    index.hnsw.efConstruction = POOL_WHILE_BUILDING
    index.add(base)

    def search(queries: Vectors, mask: Mask, effort: float) -> Ids:
        chosen = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        return index.search(queries, K, params=faiss.SearchParametersHNSW(sel=chosen, efSearch=int(effort)))[1]

    return search
